"""Which agencies must hear of a ticket, and why. Pure."""

import uuid
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from hotline.policy import Policy, Route
from hotline.telling import Offender, Place
from hotline.text import unaccented, words
from hotline.vocabulary import AgencyKind, Severity


@dataclass(frozen=True)
class TicketFacts:
    """What is known; None, and no offenders, is unknown.

    `commune_code` is where it happens, `residence_codes` where its children live. `offenders` are
    those a child may have to be kept safe from, `age` the youngest that one of them may be.
    """

    severity: Severity
    categories: frozenset[str]
    commune_code: str | None
    residence_codes: tuple[str, ...] = ()
    offenders: frozenset[Offender] = frozenset()
    age: int | None = None

    def places(self, place: Place) -> tuple[str | None, ...]:
        """Where a child lives is where it happens, until somebody knows better."""
        here = (self.commune_code,)
        return self.residence_codes or here if place is Place.RESIDENCE else here


@dataclass(frozen=True)
class AgencyFacts:
    """`commune_code` None: in charge of the whole province."""

    id: uuid.UUID
    kind: AgencyKind
    name: str
    commune_code: str | None


@dataclass(frozen=True)
class Choice:
    agency: AgencyFacts
    automatic: bool
    reason: str


@dataclass(frozen=True)
class Gap:
    """The policy wants this kind of agency told, and the directory has none for the place."""

    kind: AgencyKind
    automatic: bool


@dataclass(frozen=True)
class KeptOut:
    """A kind the policy would have told, but for who the offender may be."""

    kind: AgencyKind
    offender: Offender


@dataclass(frozen=True)
class Plan:
    choices: tuple[Choice, ...]
    gaps: tuple[Gap, ...]
    kept_out: tuple[KeptOut, ...] = ()


def plan(ticket: TicketFacts, agencies: Sequence[AgencyFacts], policy: Policy) -> Plan:
    """The commune's own agencies before the province's; every agency once, with its reason."""
    choices: dict[uuid.UUID, Choice] = {}
    gaps: dict[AgencyKind, Gap] = {}
    wanted_routes = _wanted(ticket, policy.routes)
    for (kind, place), route in wanted_routes.items():
        for commune in ticket.places(place):
            found = nearest(kind, commune, agencies)
            if not found:
                urgent = route.automatic or (kind in gaps and gaps[kind].automatic)
                gaps[kind] = Gap(kind, urgent)
            for agency in found:
                known = choices.get(agency.id)
                if known is None or (route.automatic and not known.automatic):
                    choices[agency.id] = Choice(agency, route.automatic, route.reason)
    told = {kind for kind, _ in wanted_routes}
    kept_out = tuple(_kept_out(ticket, policy, told))
    return Plan(tuple(choices.values()), tuple(gaps.values()), kept_out)


def wanted(ticket: TicketFacts, policy: Policy) -> bool:
    """Whether the policy has any agency told, so that the directory need be read at all."""
    return bool(_wanted(ticket, policy.routes))


def _wanted(ticket: TicketFacts, routes: Iterable[Route]) -> dict[tuple[AgencyKind, Place], Route]:
    """The first route that names a kind speaks for it, unless a later one is automatic."""
    found: dict[tuple[AgencyKind, Place], Route] = {}
    for route in routes:
        if _applies(route, ticket) and not route.unless_offender & ticket.offenders:
            for kind in route.kinds:
                known = found.get((kind, route.place))
                if known is None or (route.automatic and not known.automatic):
                    found[kind, route.place] = route
    return found


def _applies(route: Route, ticket: TicketFacts) -> bool:
    """A child whose age nobody knows is young enough."""
    grave = ticket.severity.rank <= route.at_least.rank
    about = not route.categories or bool(route.categories & ticket.categories)
    by_whom = not route.offender or bool(route.offender & ticket.offenders)
    young = route.under is None or ticket.age is None or ticket.age < route.under
    return grave and about and by_whom and young


def _kept_out(ticket: TicketFacts, policy: Policy, told: set[AgencyKind]) -> list[KeptOut]:
    """Each kind once, with whom the child is kept safe from."""
    found: dict[AgencyKind, KeptOut] = {}
    for route in policy.routes:
        if _applies(route, ticket):
            for offender in sorted(route.unless_offender & ticket.offenders):
                for kind in route.kinds:
                    found.setdefault(kind, KeptOut(kind, offender))
    return [kept for kind, kept in found.items() if kind not in told]


def nearest(
    kind: AgencyKind, commune: str | None, agencies: Iterable[AgencyFacts]
) -> list[AgencyFacts]:
    of_kind = [agency for agency in agencies if agency.kind is kind]
    local = [agency for agency in of_kind if agency.commune_code and agency.commune_code == commune]
    return local or [agency for agency in of_kind if agency.commune_code is None]


def next_in_line(
    kind: AgencyKind,
    commune: str | None,
    agencies: Iterable[AgencyFacts],
    told: Container[uuid.UUID],
    policy: Policy,
) -> Choice | None:
    """Who is told where an agency of this kind cannot; never one that was told already."""
    if kind not in policy.next_in_line:
        return None
    left = nearest(kind, commune, (agency for agency in agencies if agency.id not in told))
    return Choice(left[0], automatic=True, reason="route.next") if left else None


def offenders(told: Iterable[str], policy: Policy) -> frozenset[Offender]:
    """Whom the words of a ticket speak of.

    Read too widely it keeps an agency out that a counselor can still tell; read too narrowly it
    tells the school of the teacher.
    """
    spoken = [f" {' '.join(words(text))} " for text in told]
    return frozenset(
        offender
        for offender, names in policy.offender_words.items()
        if any(_names(text, name) for text in spoken for name in names)
    )


def _names(text: str, name: str) -> bool:
    """Written with its marks, or the whole text without any."""
    return f" {name} " in text or (text.isascii() and f" {unaccented(name)} " in text)
