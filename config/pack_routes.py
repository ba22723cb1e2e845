"""Whom a ticket goes to, how and what they are told: `routes.toml` and `disclosure.toml`."""

from config import pack_files as files
from hotline.policy import Route
from hotline.telling import Disclosure, Offender
from hotline.vocabulary import AgencyKind, Channel, Severity


def routes(told: files.Routes) -> tuple[Route, ...]:
    return tuple(
        Route(
            kinds=tuple(shape.kinds),
            at_least=shape.at_least,
            categories=frozenset(shape.categories),
            automatic=shape.automatic,
            reason=shape.reason,
            place=shape.place,
            offender=shape.offender,
            unless_offender=shape.unless_offender,
            under=shape.under,
        )
        for shape in told.route
    )


def channels(told: files.Routes) -> dict[Severity, tuple[Channel, ...]]:
    return {severity: tuple(ways) for severity, ways in told.channels.items()}


def offender_words(told: files.Routes) -> dict[Offender, tuple[str, ...]]:
    return {offender: tuple(names) for offender, names in told.offender_words.items()}


def disclosures(shapes: files.DisclosureFile) -> dict[AgencyKind, Disclosure]:
    return {
        kind: Disclosure(
            tells=tuple(shape.tells),
            may_add=tuple(shape.may_add),
            second_person=shape.second_person,
            basis=shape.basis,
        )
        for kind, shape in shapes.items()
    }
