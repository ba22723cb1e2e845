"""What an agency may know of a child: the least that lets it act. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.policy import Policy
from hotline.telling import Detail, Disclosure
from hotline.vocabulary import AgencyKind, Severity

Pack = Mapping[Detail, str]


@dataclass(frozen=True)
class CaseFacts:
    """All the line itself knows; what is not known is empty. `place` is a commune.

    Of people it knows children alone: nobody is told who may have done it, or who told us.
    """

    severity: Severity
    categories: tuple[str, ...]
    place: str
    landmark: str
    heard_at: datetime
    words: str
    caller: str
    topic: str = ""
    opinion: str = ""
    giver: str = ""
    children: str = ""
    names: str = ""
    home: str = ""


def pack(case: CaseFacts, kind: AgencyKind, added: frozenset[Detail], policy: Policy) -> Pack:
    """What this kind of agency is told, in the order of the policy, and what was added by hand."""
    return within(case, policy.disclosures[kind], added)


def within(case: CaseFacts, allowed: Disclosure, added: frozenset[Detail] = frozenset()) -> Pack:
    told = [*allowed.tells, *(detail for detail in allowed.may_add if detail in added)]
    known = _values(case)
    return {detail: known[detail] for detail in told if known[detail]}


def _values(case: CaseFacts) -> dict[Detail, str]:
    """Codes stay codes: they are put in words for whoever reads them, in their language."""
    return {
        Detail.SEVERITY: case.severity.value,
        Detail.CATEGORIES: " ".join(case.categories),
        Detail.PLACE: case.place,
        Detail.LANDMARK: case.landmark,
        Detail.HEARD_AT: case.heard_at.isoformat(),
        Detail.WORDS: case.words,
        Detail.CALLER: case.caller,
        Detail.TOPIC: case.topic,
        Detail.OPINION: case.opinion,
        Detail.GIVER: case.giver,
        Detail.CHILDREN: case.children,
        Detail.NAMES: case.names,
        Detail.HOME: case.home,
    }
