"""A request taken back: what has not left never does, and everybody it reached is told."""

from collections.abc import Sequence

from sqlalchemy import select

from hotline.sending import outbox, recalls
from hotline.sending.outbox import Letter, Outgoing, Purpose
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Outcome, Ticket
from referral import letters, referrals
from referral.promises import deadlines
from referral.promises.deadlines import State
from referral.referrals import MOVES, Referral, Status

# Whoever was told of such a ticket would act for nothing.
WITHDRAWS = frozenset({Outcome.MISTAKE, Outcome.TEST_OR_PRANK})


def withdraw(work: Work, referral: Referral, why: str, *, by: str) -> None:
    """Raises IllegalMoveError where it has ended or was reported on."""
    referrals.hold(work, referral)
    referrals.move(work, referral, Status.WITHDRAWN, by=by)
    referral.withdrawn_at = work.now
    facts = {"agency": referral.agency.name, "code": referral.code, "why": why}
    journal.write(work, Act.REFERRAL_WITHDRAWN, by=by, ticket_id=referral.ticket_id, facts=facts)
    deadlines.settle(work, referral.ticket_id, State.CANCELLED, referral_id=referral.id)
    told = recalls.of_referral(work, referral.id)
    outbox.put(work, *(_letter(work, referral, row) for row in told))


def withdraw_all(work: Work, ticket: Ticket, why: Outcome, *, by: str) -> None:
    """Every request of the ticket that still can be."""
    for referral in _to_withdraw(work, ticket):
        withdraw(work, referral, why.value, by=by)


def _to_withdraw(work: Work, ticket: Ticket) -> Sequence[Referral]:
    may = [status for status in Status if Status.WITHDRAWN in MOVES[status]]
    query = select(Referral).where(Referral.ticket_id == ticket.id, Referral.status.in_(may))
    return work.session.scalars(query.order_by(Referral.opened_at, Referral.code)).all()


def _letter(work: Work, referral: Referral, told: Outgoing) -> Letter:
    """To the same telephone in the same way, and with nothing of anybody in it."""
    return Letter(
        reason=told.reason.replace(Purpose.REFERRAL, Purpose.WITHDRAWAL, 1),
        purpose=Purpose.WITHDRAWAL,
        channel=told.channel,
        severity=referral.severity,
        to=told.to or "",
        body=letters.withdrawal(referral.code, told.channel, work.policy),
        ticket_id=referral.ticket_id,
        referral_id=referral.id,
    )
