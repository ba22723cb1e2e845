"""The deadlines whose time has come, taken so that nobody else acts on them."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row as ResultRow
from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute

from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Work, among
from hotline.tickets import WORST_FIRST, Ticket
from hotline.vocabulary import DeadlineKind
from referral.ladder import plans
from referral.ladder.escalation import Due
from referral.ladder.plans import Plans
from referral.promises.deadlines import ARMED, Deadline

_FACTS: tuple[InstrumentedAttribute[Any], ...] = (
    Deadline.id,
    Deadline.ticket_id,
    Deadline.referral_id,
    Deadline.kind,
    Deadline.cycle,
    Deadline.step,
    Deadline.base,
    Deadline.due_at,
    Deadline.started_at,
    Deadline.policy_version,
    Ticket.number,
    Ticket.severity,
)


@dataclass(frozen=True)
class DueRow:
    """A due deadline with what is needed to decide and to write.

    `cycle` is that of the ladder to climb: its own, or the next of its ticket.
    """

    id: uuid.UUID
    ticket_id: uuid.UUID
    ticket_number: int
    referral_id: uuid.UUID | None
    cycle: int
    policy_version: str
    due: Due


class _Ladders(NamedTuple):
    """Those of one ticket: whether one is climbing, and in which cycle the next would."""

    climbing: bool
    next_cycle: int


_NONE_YET = _Ladders(climbing=False, next_cycle=0)


_COME = (
    ARMED,
    Deadline.due_at <= MOMENT,
    or_(Deadline.try_after.is_(None), Deadline.try_after <= MOMENT),
)
_ANY = Prepared(select(Deadline.id).where(*_COME).order_by(Deadline.due_at).limit(1))


def is_any(work: Work) -> bool:
    return work.sees(_ANY)


def take(work: Work, limit: int, only: uuid.UUID | None = None) -> list[DueRow]:
    """Due deadlines, those of the worst tickets first, locked together with their tickets.

    What another sweep or an acknowledgement holds at this instant is left to it.
    """
    work.connection.execute(_ROW_BY_ROW)
    query = _due(*_FACTS).limit(limit)
    if only is not None:
        query = query.where(Deadline.id == only)
    held = query.with_for_update(of=[Deadline, Ticket], skip_locked=True, key_share=True)
    found = work.connection.execute(held, {MOMENT.key: work.now}).all()
    # Asked once the tickets are held: a ladder may have begun while we reached for them.
    ladders = _ladders(work, [row.ticket_id for row in found])
    began_with = plans.earlier(work, {row.policy_version for row in found})
    return [_row(row, ladders.get(row.ticket_id, _NONE_YET), began_with) for row in found]


# What is due is believed to be as many as all that was ever promised, because most of those were
# due long ago; then every ticket of all years would be read to find the few.
_ROW_BY_ROW = text(
    "select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)"
)


def waiting(work: Work, limit: int) -> list[uuid.UUID]:
    """The ids of what is due, nothing locked, and nothing read that could not be understood."""
    come = select(Deadline.id, Deadline.ticket_id, Deadline.due_at).where(*_COME)
    first = come.cte("come").prefix_with("MATERIALIZED")  # else every ticket is read, worst first
    query = select(first.c.id).join(Ticket, Ticket.id == first.c.ticket_id)
    worst = query.order_by(WORST_FIRST, first.c.due_at).limit(limit)
    return list(work.session.scalars(worst, {MOMENT.key: work.now}))


def _due(*facts: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(*facts)
        .join(Ticket, Ticket.id == Deadline.ticket_id)
        .where(*_COME)
        .order_by(WORST_FIRST, Deadline.due_at)
    )


def _ladders(work: Work, ticket_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, _Ladders]:
    """Of the tickets that have had one."""
    if not ticket_ids:
        return {}
    query = (
        select(Deadline.ticket_id, func.bool_or(ARMED), func.max(Deadline.cycle) + 1)
        .where(among(Deadline.ticket_id, ticket_ids), Deadline.kind == DeadlineKind.LADDER)
        .group_by(Deadline.ticket_id)
    )
    found = work.connection.execute(query)
    return {ticket_id: _Ladders(climbing, cycle) for ticket_id, climbing, cycle in found}


def _row(row: ResultRow[Any], ladders: _Ladders, began_with: Plans) -> DueRow:
    goes_on = row.kind is DeadlineKind.LADDER
    due = Due(
        kind=row.kind,
        severity=row.severity,
        due_at=row.due_at,
        started_at=row.started_at,
        step=row.step,
        base=row.base,
        climbing=ladders.climbing and not goes_on,
        began_with=began_with.get((row.policy_version, row.severity)),
    )
    cycle = row.cycle if goes_on else ladders.next_cycle
    return DueRow(
        row.id, row.ticket_id, row.number, row.referral_id, cycle, row.policy_version, due
    )
