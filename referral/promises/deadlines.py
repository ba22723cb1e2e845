"""A promise with a time: armed in the transaction that makes it, settled once."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    Index,
    UniqueConstraint,
    Update,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from hotline.facts import Holder
from hotline.limits import (
    Obligation,
    Report,
    TimeLimit,
)
from hotline.store.work import Base, Work, among, rows_changed
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Force, LimitClock, Severity
from referral.promises import calendar_days

HUMAN = (DeadlineKind.FIRST_RESPONSE, DeadlineKind.CALLBACK)


class State(StrEnum):
    ARMED = "armed"
    FIRED = "fired"
    MET = "met"
    CANCELLED = "cancelled"


class Deadline(Base):
    """`policy_version`, `basis` and `clock` are those of the day it was promised.

    `started_at` is when the clock began; `base` is where a ladder begins, one rung higher for each
    acknowledgement that came to nothing. `attempts` and `try_after` hold back a row that cannot be
    acted on, so that it never holds up the others. `holder` is who owes it where the law or the
    house asks it of somebody; `done_at` is when that was done, late or not.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        UniqueConstraint(
            "ticket_id", "referral_id", "kind", "cycle", "step", postgresql_nulls_not_distinct=True
        ),
        Index("ix_deadline_armed", "due_at", postgresql_where=text("state = 'armed'")),
        Index("ix_deadline_ticket_armed", "ticket_id", postgresql_where=text("state = 'armed'")),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    referral_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referral.id"))
    kind: Mapped[DeadlineKind]
    cycle: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    base: Mapped[int] = mapped_column(default=0)
    severity: Mapped[Severity]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.ARMED)
    settled_at: Mapped[datetime | None]
    clock: Mapped[LimitClock] = mapped_column(default=LimitClock.HOURS)
    force: Mapped[Force]
    basis: Mapped[str]
    holder: Mapped[Holder | None]
    done_at: Mapped[datetime | None]
    policy_version: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime | None]


# Spelled out: a prepared statement with a parameter here could not use the indexes of the armed.
ARMED = Deadline.state == literal_column(f"'{State.ARMED}'")
# What others owe is no look of ours at a ticket.
OURS = Deadline.holder.is_(None)


def arm(  # noqa: PLR0913  # what is promised, to whom, and which time: each said by name
    work: Work,
    ticket: Ticket,
    kind: DeadlineKind,
    *,
    referral_id: uuid.UUID | None = None,
    cycle: int = 0,
    base: int = 0,
) -> None:
    """Promise `kind` for the ticket, as its severity and the policy in force say."""
    limit = work.policy.limit(kind, ticket.severity)
    values = {"referral_id": referral_id, "kind": kind, "cycle": cycle, "base": base}
    work.write(Deadline, {**values, **_promised(work, ticket, limit, work.now)})


def oblige(  # noqa: PLR0913  # who owes what, for which request, since when: each said by name
    work: Work,
    ticket: Ticket,
    duty: Obligation | Report,
    since: datetime,
    *,
    cycle: int,
    referral_id: uuid.UUID | None = None,
    severity: Severity | None = None,
) -> None:
    """Arm what somebody else owes, counted from `since`: perhaps it is late already. It is as
    grave as the ticket, or as said."""
    values = {"kind": duty.kind, "cycle": cycle, "holder": duty.holder, "referral_id": referral_id}
    promised = _promised(work, ticket, duty.limit, since)
    grave = {"severity": severity or ticket.severity}
    work.write(Deadline, {**values, **promised, **grave})


def arm_in(work: Work, ticket: Ticket, kind: DeadlineKind, allowance: timedelta) -> None:
    """The next of its kind, so long from now and not as long as the policy gives the first."""
    limit = replace(work.policy.limit(kind, ticket.severity), allowance=allowance)
    values = {"kind": kind, "cycle": next_cycle(work, ticket.id, kind)}
    work.write(Deadline, {**values, **_promised(work, ticket, limit, work.now)})


def renew(work: Work, row: Deadline) -> None:
    """The same promise once more, in its next cycle: one that was settled is never armed again."""
    kept = {name: getattr(row, name) for name in _KEPT}
    cycle = next_cycle(work, row.ticket_id, row.kind)
    work.write(Deadline, {**kept, "id": uuid.uuid4(), "cycle": cycle})


_KEPT = (
    *(
        "ticket_id",
        "referral_id",
        "kind",
        "step",
        "base",
        "severity",
        "due_at",
        "started_at",
        "clock",
    ),
    *("force", "basis", "holder", "policy_version"),
)


def _promised(work: Work, ticket: Ticket, limit: TimeLimit, since: datetime) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "ticket_id": ticket.id,
        "severity": ticket.severity,
        "due_at": calendar_days.due_at(work, since, limit),
        "started_at": since,
        "clock": limit.clock,
        "force": limit.force,
        "basis": limit.basis,
        "policy_version": work.policy.version,
    }


def next_cycle(work: Work, ticket_id: uuid.UUID, kind: DeadlineKind) -> int:
    return next_cycles(work, [ticket_id], kind).get(ticket_id, 0)


def next_cycles(
    work: Work, ticket_ids: Collection[uuid.UUID], kind: DeadlineKind
) -> Mapping[uuid.UUID, int]:
    """Of the tickets that have had such a deadline; for any other it is 0."""
    if not ticket_ids:
        return {}
    query = (
        select(Deadline.ticket_id, func.max(Deadline.cycle) + 1)
        .where(among(Deadline.ticket_id, ticket_ids), Deadline.kind == kind)
        .group_by(Deadline.ticket_id)
    )
    return dict(work.session.execute(query).all())


def settle(
    work: Work,
    ticket_id: uuid.UUID,
    state: State,
    *,
    kinds: Iterable[DeadlineKind] | None = None,
    referral_id: uuid.UUID | None = None,
) -> int:
    """Move the ticket's armed deadlines out of `armed`; how many there were."""
    change = update(Deadline).where(Deadline.ticket_id == ticket_id, ARMED)
    if kinds is not None:
        change = change.where(Deadline.kind.in_(list(kinds)))
    if referral_id is not None:
        change = change.where(Deadline.referral_id == referral_id)
    return _settle(work, change, state)


def fulfil(
    work: Work,
    ticket_id: uuid.UUID,
    kinds: Collection[DeadlineKind],
    at: datetime,
    *,
    referral_id: uuid.UUID | None = None,
) -> None:
    """What somebody owed was done; what was missed is done too, late, and stays missed."""
    settle(work, ticket_id, State.MET, kinds=kinds, referral_id=referral_id)
    change = (
        update(Deadline)
        .where(Deadline.ticket_id == ticket_id, Deadline.kind.in_(kinds))
        .where(Deadline.state.in_([State.MET, State.FIRED]), Deadline.done_at.is_(None))
    )
    if referral_id is not None:
        change = change.where(Deadline.referral_id == referral_id)
    options = {"synchronize_session": "fetch"}
    work.session.execute(change.values(done_at=at).execution_options(**options))


def settle_all(
    work: Work, ticket_ids: Iterable[uuid.UUID], state: State, kinds: Iterable[DeadlineKind]
) -> int:
    """The same for many tickets at once."""
    change = update(Deadline).where(among(Deadline.ticket_id, ticket_ids), ARMED)
    return _settle(work, change.where(Deadline.kind.in_(list(kinds))), state)


def _settle(work: Work, change: Update, state: State) -> int:
    work.session.flush()
    done = work.session.execute(
        change.values(state=state, settled_at=work.now).execution_options(
            synchronize_session="fetch"
        )
    )
    return rows_changed(done)


def armed(work: Work, ticket_id: uuid.UUID, kind: DeadlineKind) -> Deadline | None:
    return all_armed(work, [ticket_id], kind).get(ticket_id)


def all_armed(
    work: Work, ticket_ids: Iterable[uuid.UUID], kind: DeadlineKind
) -> dict[uuid.UUID, Deadline]:
    """The first to fall due, of each ticket that has one."""
    found = work.session.scalars(
        select(Deadline)
        .where(among(Deadline.ticket_id, ticket_ids), Deadline.kind == kind, ARMED)
        .order_by(Deadline.due_at.desc())
    )
    return {row.ticket_id: row for row in found}


def climbing(work: Work, ticket_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the tickets for which a ladder is climbing."""
    if not ticket_ids:
        return set()
    query = select(Deadline.ticket_id).where(
        among(Deadline.ticket_id, ticket_ids), Deadline.kind == DeadlineKind.LADDER, ARMED
    )
    return set(work.session.scalars(query))


def newest_for(work: Work, referral_id: uuid.UUID, kind: DeadlineKind) -> Deadline | None:
    """What was last promised of this kind for one request, whatever became of it."""
    query = select(Deadline).where(Deadline.referral_id == referral_id, Deadline.kind == kind)
    return work.session.scalar(query.order_by(Deadline.cycle.desc()).limit(1))


def armed_for(work: Work, referral_id: uuid.UUID, kind: DeadlineKind) -> Deadline | None:
    """What an agency still owes of this kind for one request."""
    return work.session.scalars(
        select(Deadline)
        .where(Deadline.referral_id == referral_id, Deadline.kind == kind, ARMED)
        .with_for_update()
    ).one_or_none()
