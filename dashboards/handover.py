"""What the page of the hand-over shows: what stands open, and who signed for it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from dashboards import promises
from dashboards.promises import Promise
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import OPEN, REAL, WORST_FIRST, Status, Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral.ladder import paging
from referral.ladder.paging import OpenPage
from referral.promises.deadlines import ARMED, Deadline
from referral.staffing import handover
from referral.staffing.handover import Handover
from referral.staffing.shifts import Change

SOON = timedelta(hours=2)
EARLIER = 3  # notes of the changes before


@dataclass(frozen=True)
class Critical:
    number: int
    status: Status
    owner: str | None
    promise: Promise | None


@dataclass(frozen=True)
class Due:
    """A promise that falls due within the next two hours, or is late already."""

    number: int
    severity: Severity
    kind: DeadlineKind
    due_at: datetime
    started_at: datetime


@dataclass(frozen=True)
class Signature:
    who: str
    at: datetime


@dataclass(frozen=True)
class Changing:
    """A change of shift as one reader sees it; `missed`: nobody has taken over, and it is late."""

    at: datetime
    until: datetime
    leaving: tuple[str, ...]
    coming: tuple[str, ...]
    note: str
    given: Signature | None
    taken: Signature | None
    missed: bool
    may_give: bool
    may_take: bool


@dataclass(frozen=True)
class Note:
    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class Board:
    """`next_at` is when the change after this one comes; None where the roster ends."""

    criticals: tuple[Critical, ...]
    paged: tuple[OpenPage, ...]
    due: tuple[Due, ...]
    change: Changing | None
    next_at: datetime | None
    earlier: tuple[Note, ...]

    @property
    def facts(self) -> Mapping[str, str]:
        """The numbers of what is shown, for the journal: what was signed for."""
        return {
            "criticals": _numbers(one.number for one in self.criticals),
            "paged": _numbers(page.ticket_number for page in self.paged),
            "due": _numbers(one.number for one in self.due),
        }


def read(work: Work, reader: uuid.UUID) -> Board:
    names = {one.id: one.shown_name for one in work.session.scalars(select(Staff))}
    change, after = handover.current(work), handover.following(work)
    return Board(
        criticals=_criticals(work, names),
        paged=tuple(paging.open_pages(work)),
        due=_due(work),
        change=_changing(work, change, reader, names) if change else None,
        next_at=after.at if after else None,
        earlier=_earlier(work, change, names),
    )


def _numbers(numbers: Iterable[int]) -> str:
    return " ".join(str(number) for number in sorted(set(numbers)))


def _criticals(work: Work, names: Mapping[uuid.UUID, str]) -> tuple[Critical, ...]:
    near = promises.nearest()
    rows = work.session.execute(
        select(Ticket, near.c.kind, near.c.when, near.c.started_at)
        .outerjoin(near, near.c.ticket_id == Ticket.id)
        .where(OPEN, Ticket.severity == Severity.CRITICAL)
        .order_by(near.c.when.nulls_first(), Ticket.number)
    )
    return tuple(
        Critical(one.number, one.status, _name(one.owner_id, names), promises.of(*promise))
        for one, *promise in rows
    )


def _due(work: Work) -> tuple[Due, ...]:
    rows = work.session.execute(
        select(Ticket.number, Ticket.severity, Deadline.kind, Deadline.due_at, Deadline.started_at)
        .join(Ticket, Ticket.id == Deadline.ticket_id)
        .where(ARMED, Deadline.kind != DeadlineKind.LADDER, Deadline.due_at <= work.now + SOON)
        .where(REAL)
        .order_by(Deadline.due_at, WORST_FIRST)
    )
    return tuple(Due(*row) for row in rows)


def _changing(
    work: Work, change: Change, reader: uuid.UUID, names: Mapping[uuid.UUID, str]
) -> Changing:
    row = handover.of(work, change) or Handover()
    given, taken = (
        _signed(row.given_by, row.given_at, names),
        _signed(row.taken_by, row.taken_at, names),
    )
    until = handover.ends_at(work, change)
    return Changing(
        at=change.at,
        until=until,
        leaving=_names(change.leaving, names),
        coming=_names(change.coming, names),
        note=row.note or "",
        given=given,
        taken=taken,
        missed=row.missed_at is not None and taken is None,
        may_give=reader in change.leaving and taken is None,
        may_take=reader in change.coming
        and taken is None
        and (given is not None or work.now >= until),
    )


def _earlier(work: Work, change: Change | None, names: Mapping[uuid.UUID, str]) -> tuple[Note, ...]:
    query = select(Handover).where(Handover.given_at.is_not(None))
    if change is not None:
        query = query.where(Handover.changes_at < change.at)
    rows = work.session.scalars(query.order_by(Handover.changes_at.desc()).limit(EARLIER))
    return tuple(
        Note(row.changes_at, _name(row.given_by, names) or "", row.note or "") for row in rows
    )


def _signed(
    who: uuid.UUID | None, at: datetime | None, names: Mapping[uuid.UUID, str]
) -> Signature | None:
    return Signature(_name(who, names) or "", at) if at else None


def _names(ids: Iterable[uuid.UUID], names: Mapping[uuid.UUID, str]) -> tuple[str, ...]:
    return tuple(sorted(names[one] for one in ids))


def _name(one: uuid.UUID | None, names: Mapping[uuid.UUID, str]) -> str | None:
    return names.get(one) if one else None
