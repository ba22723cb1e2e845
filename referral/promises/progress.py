"""Somebody did something about a ticket: what waited for a human is met, the next look promised."""

from hotline.sending import recalls
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind
from referral.promises import deadlines
from referral.promises.deadlines import State

PROMISED = (*deadlines.HUMAN, DeadlineKind.PROGRESS, DeadlineKind.FOLLOW_UP, DeadlineKind.LADDER)


def progress(work: Work, ticket: Ticket) -> None:
    """The ticket is held by the caller; a closed one is owed nothing."""
    if not ticket.is_open:
        return
    met = deadlines.settle(work, ticket.id, State.MET, kinds=PROMISED)
    if met:
        recalls.pages(work, ticket.id)
    cycle = deadlines.next_cycle(work, ticket.id, DeadlineKind.FOLLOW_UP)
    deadlines.arm(work, ticket, DeadlineKind.FOLLOW_UP, cycle=cycle)
