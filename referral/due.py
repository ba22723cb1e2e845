"""The deadlines whose time has come, taken so that nobody else acts on them."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as ResultRow
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from hotline.policy import DeadlineKind
from hotline.tickets import WORST_FIRST, Ticket
from hotline.work import Work
from referral.deadlines import Deadline, State
from referral.escalation import Due

_ladder = aliased(Deadline)
_CLIMBING = (
    select(_ladder.id)
    .where(_ladder.ticket_id == Deadline.ticket_id, _ladder.kind == DeadlineKind.LADDER)
    .where(_ladder.state == State.ARMED)
    .exists()
)


@dataclass(frozen=True)
class DueRow:
    """A due deadline with what is needed to decide and to write."""

    id: uuid.UUID
    ticket_id: uuid.UUID
    ticket_number: int
    cycle: int
    due: Due


def take(work: Work, limit: int, only: uuid.UUID | None = None) -> list[DueRow]:
    """Due deadlines, those of the worst tickets first, locked together with their tickets.

    What another sweep or an acknowledgement holds at this instant is left to it.
    """
    query = _due(work).limit(limit)
    if only is not None:
        query = query.where(Deadline.id == only)
    found = work.session.execute(query.with_for_update(of=[Deadline, Ticket], skip_locked=True))
    return [_row(row) for row in found]


def waiting(work: Work, limit: int) -> list[uuid.UUID]:
    """The ids of what is due, nothing locked."""
    return [row.id for row in work.session.execute(_due(work).limit(limit))]


def _due(work: Work) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Deadline.id,
            Deadline.ticket_id,
            Deadline.kind,
            Deadline.cycle,
            Deadline.step,
            Deadline.base,
            Deadline.due_at,
            Deadline.started_at,
            Ticket.number,
            Ticket.severity,
            _CLIMBING.label("climbing"),
        )
        .join(Ticket, Ticket.id == Deadline.ticket_id)
        .where(Deadline.state == State.ARMED, Deadline.due_at <= work.now)
        .where(or_(Deadline.try_after.is_(None), Deadline.try_after <= work.now))
        .order_by(WORST_FIRST, Deadline.due_at)
    )


def _row(row: ResultRow[Any]) -> DueRow:
    climbing = row.climbing and row.kind is not DeadlineKind.LADDER
    due = Due(
        row.kind, row.severity, row.due_at, row.started_at, row.step, row.base, climbing=climbing
    )
    return DueRow(row.id, row.ticket_id, row.number, row.cycle, due)
