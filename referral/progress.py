"""Somebody acted on a ticket: what waited for a human is met, and the next look is promised."""

from hotline.sending import recalls
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind
from referral.promises import deadlines
from referral.promises.deadlines import State

PROMISED = (*deadlines.HUMAN, DeadlineKind.PROGRESS, DeadlineKind.FOLLOW_UP, DeadlineKind.LADDER)


def made(work: Work, ticket: Ticket) -> None:
    if not ticket.is_open:
        return
    met = deadlines.settle(work, ticket.id, State.MET, kinds=PROMISED)
    if met:
        recalls.pages(work, ticket.id)
    cycle = deadlines.next_cycle(work, ticket.id, DeadlineKind.FOLLOW_UP)
    deadlines.arm(work, ticket, DeadlineKind.FOLLOW_UP, cycle=cycle)
