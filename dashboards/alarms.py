"""What rings on every console: critical tickets for which a ladder climbs and nobody answered."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.store.work import Work
from hotline.tickets import OPEN, Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral.promises.deadlines import ARMED, Deadline

SHOWN = 5  # the oldest; the wallboard and the line have them all


@dataclass(frozen=True)
class Alarm:
    """`owner_id` is who has the ticket, where its ladder climbs all the same."""

    number: int
    since: datetime
    owner_id: uuid.UUID | None


def ringing(work: Work) -> tuple[Alarm, ...]:
    rows = work.session.execute(
        select(Ticket.number, Deadline.started_at, Ticket.owner_id)
        .join(Deadline, Deadline.ticket_id == Ticket.id)
        .where(Deadline.kind == DeadlineKind.LADDER, ARMED)
        .where(Ticket.severity == Severity.CRITICAL, OPEN)
        .order_by(Deadline.started_at)
        .limit(SHOWN)
    )
    return tuple(Alarm(row.number, row.started_at, row.owner_id) for row in rows)
