"""Each of those who reached us about a ticket, as its page shows them: whom to answer, and whether
they may be reached now."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboards import safe_contact
from dashboards.safe_contact import Reaching
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import feedback, reporters
from referral.feedback import Offer
from referral.reporters import Reporter


@dataclass(frozen=True)
class Answerable:
    """`shown` is masked; `contact_id` is empty for the ticket's own caller."""

    key: str
    shown: str
    heard_at: datetime
    contact_id: uuid.UUID | None
    reaching: Reaching
    feedback: Offer | None


def of_ticket(work: Work, ticket: Ticket, names: Mapping[uuid.UUID, str]) -> tuple[Answerable, ...]:
    return tuple(_answerable(work, ticket, one, names) for one in reporters.of_ticket(work, ticket))


def _answerable(
    work: Work, ticket: Ticket, one: Reporter, names: Mapping[uuid.UUID, str]
) -> Answerable:
    return Answerable(
        key=one.key,
        shown=one.shown,
        heard_at=one.heard_at,
        contact_id=None if one.is_own else one.contacts[-1],
        reaching=safe_contact.of_number(work, one.number, names),
        feedback=feedback.offer(work, ticket, one),
    )
