"""What the national line passed on to us, and how far our answer to it came."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dashboards.deliveries import Delivery, delivery
from dashboards.wording import later
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import relay_answers
from referral.relay_answers import Answer, Offer
from referral.relays import Direction, Relay

ANSWER = {
    Answer.IN_HAND: later("We have it and work on it"),
    Answer.TOLD: later("The agencies of the place have it"),
    Answer.ENDED: later("It is done with here"),
}


@dataclass(frozen=True)
class Relayed:
    id: uuid.UUID
    reference: str
    kept_at: datetime
    offer: Offer | None
    answered: tuple[Delivery, ...]


def of_ticket(work: Work, ticket: Ticket, known: Iterable[Relay]) -> tuple[Relayed, ...]:
    """Of all that went between the two lines about it, what came to us."""
    return tuple(_relayed(work, ticket, one) for one in known if one.direction is Direction.FROM)


def _relayed(work: Work, ticket: Ticket, one: Relay) -> Relayed:
    return Relayed(
        id=one.id,
        reference=one.reference or "",
        kept_at=one.kept_at,
        offer=relay_answers.offer(work, ticket, one),
        answered=tuple(delivery(row) for row in relay_answers.sent(work, one)),
    )
