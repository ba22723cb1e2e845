"""A closed ticket is opened again: what was owed before is owed again."""

from collections.abc import Sequence

from sqlalchemy import select

from hotline import tickets
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Status, Ticket
from hotline.vocabulary import DeadlineKind
from referral import referrals
from referral.promises import deadlines, owed
from referral.promises.deadlines import OURS, Deadline, State
from referral.referrals import UNANSWERED, Referral


def reopen(work: Work, ticket: Ticket, *, by: str) -> None:
    """Raises IllegalMoveError where it is open. A first look at it is promised by the caller."""
    tickets.move(work, ticket, Status.NEW, by=by, act=Act.TICKET_REOPENED)
    for duty in _dropped(work, ticket):
        deadlines.renew(work, duty)
    for referral in _dealing(work, ticket):
        _expect_again(work, referral)


def _dropped(work: Work, ticket: Ticket) -> Sequence[Deadline]:
    """What the law and the house ask of others, as the closing cancelled it. Their clocks ran on:
    what is late by now is late. Pictures are fetched whether it is open or not."""
    return work.session.scalars(
        select(Deadline)
        .where(Deadline.ticket_id == ticket.id, Deadline.state == State.CANCELLED)
        .where(Deadline.settled_at == ticket.closed_at)
        .where(~OURS, Deadline.referral_id.is_(None), Deadline.kind != DeadlineKind.PICTURE)
    ).all()


def _dealing(work: Work, ticket: Ticket) -> Sequence[Referral]:
    owing = [*UNANSWERED, referrals.Status.ACKNOWLEDGED]
    query = select(Referral).where(Referral.ticket_id == ticket.id, Referral.status.in_(owing))
    return work.session.scalars(query.order_by(Referral.opened_at, Referral.code)).all()


def _expect_again(work: Work, referral: Referral) -> None:
    """A time that has not run out is kept. What ran out while nobody waited is counted anew."""
    answered = referral.status is referrals.Status.ACKNOWLEDGED
    kind = DeadlineKind.REPORT if answered else DeadlineKind.AGENCY_ACK
    before = deadlines.newest_for(work, referral.id, kind)
    if before is not None and before.state is State.CANCELLED and before.due_at > work.now:
        deadlines.renew(work, before)
    elif answered:
        owed.expect_report(work, referral)
    else:
        owed.expect_answer(work, referral)
