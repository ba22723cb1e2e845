"""A child's opinion on the ticket page: what it says, who has it, and whether the child heard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from hotline import contacts
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind
from referral import desk, disclosure, opinion, opinion_feedback, opinion_passing, widening
from referral.disclosure import Pack
from referral.opinion import Opinion
from referral.opinion_feedback import Offer
from referral.routing import AgencyFacts


@dataclass(frozen=True)
class Passing:
    """Exactly what would leave for each body, and what all of them would read."""

    bodies: tuple[AgencyFacts, ...]
    missing: tuple[AgencyKind, ...]
    letters: Mapping[UUID, tuple[str, ...]]
    knows: Pack


@dataclass(frozen=True)
class Voice:
    """Without a `topic` nothing is marked, and `words` are those the child wrote to us."""

    words: str
    topic: str = ""
    giver: str = ""
    passing: Passing | None = None
    passed_at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None
    told_at: datetime | None = None
    offer: Offer | None = field(default=None)


def of_ticket(work: Work, ticket: Ticket) -> Voice:
    row = opinion.of_ticket(work, ticket.id)
    if row is None:
        return Voice("\n".join(contacts.texts(work, ticket.id)) if ticket.is_open else "")
    nobodys = opinion.may_pass(work, row)
    return Voice(
        words=row.words or "",
        topic=row.topic,
        giver=row.giver or "",
        passing=_passing(work, ticket, row) if nobodys and ticket.is_open else None,
        passed_at=None if nobodys else row.passed_at,
        answer=row.answer or "",
        answered_at=row.answered_at,
        told_at=row.told_at,
        offer=opinion_feedback.offer(work, ticket, row),
    )


def _passing(work: Work, ticket: Ticket, row: Opinion) -> Passing:
    bodies = opinion_passing.bodies(work, ticket, row)
    found, topic = {body.kind for body in bodies}, work.policy.opinions.topics.get(row.topic)
    case = widening.with_opinion(widening.case_of(work, ticket), row)
    return Passing(
        bodies=bodies,
        missing=tuple(kind for kind in (topic.to if topic else ()) if kind not in found),
        letters={body.id: desk.opinion_letters(work, body.id) for body in bodies},
        knows=disclosure.within(case, work.policy.opinions.discloses),
    )
