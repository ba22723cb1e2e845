"""The line: every open ticket, the worst and the latest first."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from dashboards import promises
from dashboards.promises import Promise
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import WORST_FIRST, Status, Ticket
from hotline.vocabulary import Severity
from referral import regrading

SHOWN = 200  # rows; nobody reads further down, and the rest is counted


@dataclass(frozen=True)
class LineRow:
    """`to_agree` says that a wish to lower it waits for a second person."""

    number: int
    severity: Severity
    status: Status
    categories: tuple[str, ...]
    commune_code: str | None
    commune: str | None
    owner: str | None
    mine: bool
    received_at: datetime
    promise: Promise | None
    to_agree: bool


@dataclass(frozen=True)
class Line:
    """`more` counts the open tickets that are not in `rows`."""

    rows: tuple[LineRow, ...]
    more: int

    @property
    def unowned(self) -> int:
        return sum(row.owner is None for row in self.rows)


def read(work: Work, reader: uuid.UUID) -> Line:
    due = promises.nearest()
    found = work.session.execute(
        select(Ticket, Staff, due.c.kind, due.c.when, due.c.started_at, regrading.waiting())
        .outerjoin(Staff, Staff.id == Ticket.owner_id)
        .outerjoin(due, due.c.ticket_id == Ticket.id)
        .where(Ticket.status != Status.CLOSED)
        .order_by(WORST_FIRST, due.c.when.nulls_first(), Ticket.number)
        .limit(SHOWN)
    ).all()
    rows = tuple(
        _row(reader, ticket, owner, promises.of(kind, when, started), to_agree=to_agree)
        for ticket, owner, kind, when, started, to_agree in found
    )
    return Line(rows, _open(work) - len(rows) if len(rows) == SHOWN else 0)


def _row(
    reader: uuid.UUID,
    ticket: Ticket,
    owner: Staff | None,
    promise: Promise | None,
    *,
    to_agree: bool,
) -> LineRow:
    return LineRow(
        number=ticket.number,
        severity=ticket.severity,
        status=ticket.status,
        categories=tuple(ticket.categories),
        commune_code=ticket.commune_code,
        commune=ticket.commune_name,
        owner=owner.shown_name if owner else None,
        mine=ticket.owner_id == reader,
        received_at=ticket.received_at,
        promise=promise,
        to_agree=to_agree,
    )


def _open(work: Work) -> int:
    query = select(func.count()).where(Ticket.status != Status.CLOSED)
    return work.session.scalar(query) or 0
