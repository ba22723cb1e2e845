"""What the law and the house ask for a ticket: who owes it, by which clock, until when."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from dashboards.wording import language
from hotline.facts import SEEN_BY_ITSELF, Fact, Holder
from hotline.limits import (
    Obligation,
    Report,
)
from hotline.policy import (
    Policy,
)
from hotline.store.work import Work
from hotline.vocabulary import DeadlineKind, Force, Language, LimitClock
from referral.directory.agencies import Agency
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral


@dataclass(frozen=True)
class Duty:
    """`meets` is the fact that would meet it; None where a person cannot say so here. `agency` is
    which one owes it, where one was asked."""

    kind: DeadlineKind
    due_at: datetime
    started_at: datetime
    clock: LimitClock
    force: Force
    basis: str
    verified: bool
    holder: Holder
    agency: str | None
    done_at: datetime | None
    missed: bool
    meets: Fact | None

    @property
    def open(self) -> bool:
        return self.done_at is None


def of_ticket(work: Work, ticket_id: uuid.UUID) -> tuple[Duty, ...]:
    """Those still owed first, the soonest on top; those the ticket's end cancelled are left out."""
    rows = work.session.execute(
        select(Deadline, Agency.name)
        .outerjoin(Referral, Referral.id == Deadline.referral_id)
        .outerjoin(Agency, Agency.id == Referral.agency_id)
        .where(Deadline.ticket_id == ticket_id, Deadline.holder.is_not(None))
        .where(Deadline.state != State.CANCELLED)
        .order_by(Deadline.done_at.is_not(None), Deadline.due_at)
    )
    return tuple(_duty(row, row.holder, agency, work.policy) for row, agency in rows if row.holder)


def to_write_down(policy: Policy) -> tuple[Fact, ...]:
    """What a person may say has happened, in the order of a case."""
    counted = {fact for one in policy.obligations for fact in (one.starts, one.met_by)}
    return tuple(fact for fact in Fact if fact in counted - SEEN_BY_ITSELF)


def _duty(row: Deadline, holder: Holder, agency: str | None, policy: Policy) -> Duty:
    """A basis of an earlier policy is shown as it was written then."""
    owed: tuple[Obligation | Report, ...]
    owed = (
        *policy.obligations,
        *policy.reports.values(),
        policy.fetching,
        *policy.opinion_answers.values(),
    )
    now = next((one for one in owed if one.basis[Language.VI] == row.basis), None)
    duty = now if isinstance(now, Obligation) else None
    return Duty(
        kind=row.kind,
        due_at=row.due_at,
        started_at=row.started_at,
        clock=row.clock,
        force=row.force,
        basis=now.basis[language()] if now else row.basis,
        verified=duty.verified if duty else True,
        holder=holder,
        agency=agency,
        done_at=row.done_at,
        missed=row.state is State.FIRED or (row.done_at or row.due_at) > row.due_at,
        meets=duty.met_by if duty and duty.met_by not in SEEN_BY_ITSELF else None,
    )
