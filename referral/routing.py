"""Which agencies must hear of a ticket, and why. Pure."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline.policy import AgencyKind, Policy, Route, Severity


@dataclass(frozen=True)
class TicketFacts:
    severity: Severity
    categories: frozenset[str]
    commune_code: str | None


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
class Plan:
    choices: tuple[Choice, ...]
    gaps: tuple[Gap, ...]


def plan(ticket: TicketFacts, agencies: Sequence[AgencyFacts], policy: Policy) -> Plan:
    """The commune's own agencies before the province's; every kind once, with its reason."""
    choices: list[Choice] = []
    gaps: list[Gap] = []
    for kind, route in _wanted(ticket, policy.routes).items():
        found = nearest(kind, ticket.commune_code, agencies)
        if not found:
            gaps.append(Gap(kind, route.automatic))
        choices += [Choice(agency, route.automatic, route.reason) for agency in found]
    return Plan(tuple(choices), tuple(gaps))


def wanted(ticket: TicketFacts, policy: Policy) -> bool:
    """Whether the policy has any agency told, so that the directory need be read at all."""
    return bool(_wanted(ticket, policy.routes))


def _wanted(ticket: TicketFacts, routes: Iterable[Route]) -> dict[AgencyKind, Route]:
    """The first route that names a kind speaks for it, unless a later one is automatic."""
    found: dict[AgencyKind, Route] = {}
    for route in routes:
        if _applies(route, ticket):
            for kind in route.kinds:
                if kind not in found or (route.automatic and not found[kind].automatic):
                    found[kind] = route
    return found


def _applies(route: Route, ticket: TicketFacts) -> bool:
    grave = ticket.severity.rank <= route.at_least.rank
    return grave and (not route.categories or bool(route.categories & ticket.categories))


def nearest(
    kind: AgencyKind, commune: str | None, agencies: Iterable[AgencyFacts]
) -> list[AgencyFacts]:
    of_kind = [agency for agency in agencies if agency.kind is kind]
    local = [agency for agency in of_kind if agency.commune_code and agency.commune_code == commune]
    return local or [agency for agency in of_kind if agency.commune_code is None]
