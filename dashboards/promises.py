"""The next promise of a ticket or a referral, as the console counts it down."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, case, select
from sqlalchemy.dialects.postgresql import distinct_on

from hotline.store.work import Work
from hotline.vocabulary import DeadlineKind
from referral.promises.deadlines import Deadline, State


@dataclass(frozen=True)
class Promise:
    """`due_at` of a climbing ladder is when the promise was missed: since then we are late."""

    kind: DeadlineKind
    due_at: datetime
    started_at: datetime

    @property
    def paging(self) -> bool:
        return self.kind is DeadlineKind.LADDER


WHEN = case(
    (Deadline.kind == DeadlineKind.LADDER, Deadline.started_at), else_=Deadline.due_at
).label("when")


def nearest() -> Subquery:
    """The first promise of each ticket: (ticket_id, kind, when, started_at)."""
    return (
        select(Deadline.ticket_id, Deadline.kind, WHEN, Deadline.started_at)
        .where(Deadline.state == State.ARMED)
        .ext(distinct_on(Deadline.ticket_id))
        .order_by(Deadline.ticket_id, WHEN)
        .subquery()
    )


def of(
    kind: DeadlineKind | None, when: datetime | None, started: datetime | None
) -> Promise | None:
    """The columns of `nearest` after an outer join, all empty where nothing is promised."""
    return Promise(kind, when, started) if kind and when and started else None


def of_ticket(work: Work, ticket_id: uuid.UUID) -> Promise | None:
    row = work.session.execute(
        select(Deadline.kind, WHEN, Deadline.started_at)
        .where(Deadline.ticket_id == ticket_id, Deadline.state == State.ARMED)
        .order_by(WHEN)
        .limit(1)
    ).one_or_none()
    return Promise(*row) if row else None


def of_referrals(work: Work, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Promise]:
    """The next of what each agency still owes."""
    rows = work.session.execute(
        select(Deadline.referral_id, Deadline.kind, Deadline.due_at, Deadline.started_at)
        .where(Deadline.referral_id.in_(list(ids)), Deadline.state == State.ARMED)
        .order_by(Deadline.due_at.desc())
    )
    return {
        referral: Promise(kind, due, started)
        for referral, kind, due, started in rows
        if referral is not None
    }
