"""Somebody acted on a ticket: what waited for a human is met, and the next look is promised."""

from hotline.sending import recalls
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind
from referral.promises import deadlines
from referral.promises.deadlines import State

PROMISED = (
    *(DeadlineKind.FIRST_RESPONSE, DeadlineKind.PROGRESS),
    *(DeadlineKind.FOLLOW_UP, DeadlineKind.LADDER),
)


def made(work: Work, ticket: Ticket, *, heard: bool = False) -> None:
    """A caller who waits to be called back has been heard only by whoever talked with them, wrote
    to them, or listened to their message; where there is no number, nobody can be called."""
    if not ticket.is_open:
        return
    kinds = [*PROMISED, DeadlineKind.CALLBACK] if heard or not ticket.caller else PROMISED
    met = deadlines.settle(work, ticket.id, State.MET, kinds=kinds)
    if met:
        recalls.pages(work, ticket.id)
    cycle = deadlines.next_cycle(work, ticket.id, DeadlineKind.FOLLOW_UP)
    deadlines.arm(work, ticket, DeadlineKind.FOLLOW_UP, cycle=cycle)
