"""Which obligations a fact starts, and which it meets. Pure."""

from hotline.facts import Fact
from hotline.limits import (
    Obligation,
)
from hotline.policy import (
    Policy,
)
from hotline.vocabulary import AgencyKind, DeadlineKind
from referral.routing import TicketFacts


def started(
    fact: Fact, case: TicketFacts, agency: AgencyKind | None, policy: Policy
) -> list[Obligation]:
    """One for each kind, the first that fits; `agency` is whose fact it is."""
    fits = [
        one
        for one in policy.obligations
        if one.starts is fact
        and case.severity.rank <= one.at_least.rank
        and (not one.categories or one.categories & case.categories)
        and (not one.agencies or agency in one.agencies)
    ]
    return list({one.kind: one for one in reversed(fits)}.values())


def met(fact: Fact, policy: Policy) -> frozenset[DeadlineKind]:
    return frozenset(one.kind for one in policy.obligations if one.met_by is fact)
