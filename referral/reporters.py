"""Whoever reached us about a ticket, each to be answered at their own number and by its own rules.

One of whose report became part of another's ticket waits for an answer as the first one does, and
an answer meant for the one must never reach the other.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.contacts import Contact
from hotline.errors import InvalidError
from hotline.phones import masked
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Language

OWN = "own"  # how a form says: the ticket's own caller


@dataclass(frozen=True)
class Reporter:
    """`contacts` are theirs on this ticket, the newest last; the ticket's own caller may have
    none."""

    number: str
    language: Language
    heard_at: datetime
    contacts: tuple[uuid.UUID, ...]
    is_own: bool

    @property
    def key(self) -> str:
        return OWN if self.is_own else str(self.contacts[-1])

    @property
    def shown(self) -> str:
        return masked(self.number)


def of_ticket(work: Work, ticket: Ticket) -> tuple[Reporter, ...]:
    """The ticket's own caller first, then the others as they came; nobody who withheld a number."""
    work.session.flush()
    query = select(Contact).where(Contact.ticket_id == ticket.id).order_by(Contact.received_at)
    by_number: dict[str, list[Contact]] = {ticket.caller: []} if ticket.caller else {}
    for contact in work.session.scalars(query):
        if contact.caller:
            by_number.setdefault(contact.caller, []).append(contact)
    return tuple(_reporters(ticket, by_number))


def _reporters(ticket: Ticket, by_number: dict[str, list[Contact]]) -> Iterator[Reporter]:
    for number, told in by_number.items():
        own = number == ticket.caller
        yield Reporter(
            number=number,
            language=ticket.language if own else told[-1].language,
            heard_at=told[-1].received_at if told else ticket.received_at,
            contacts=tuple(contact.id for contact in told),
            is_own=own,
        )


def chosen(work: Work, ticket: Ticket, to: str) -> Reporter:
    """By a key, or any contact of theirs; where only one reached us nobody has to say whom."""
    known = of_ticket(work, ticket)
    if not known:
        raise InvalidError("the caller withheld the number: there is nobody to answer")
    if not to and len(known) > 1:
        raise InvalidError("say whom this is for: several people spoke of this child")
    for one in known:
        if to in ("", one.key, *map(str, one.contacts)):
            return one
    raise InvalidError("no such contact")
