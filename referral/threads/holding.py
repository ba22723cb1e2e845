"""Two tickets held together: what neither changes while somebody makes them one, or two."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from hotline import tickets
from hotline.contacts import Contact
from hotline.errors import InvalidError
from hotline.store.work import Work, among
from hotline.text import clean
from hotline.tickets import Ticket

LONGEST_REASON = 500


def both(work: Work, ids: Collection[uuid.UUID]) -> Sequence[Ticket]:
    """The one first heard of first.

    Raises InvalidError where one of them is part of another by now: two who press at once are one.
    """
    contacts_of(work, ids)
    held = tickets.all_locked(work, ids)
    if any(ticket.merged_into_id is not None for ticket in held):
        raise InvalidError("it is part of another ticket by now")
    return sorted(held, key=lambda ticket: (ticket.received_at, ticket.number))


def contacts_of(work: Work, ids: Collection[uuid.UUID]) -> None:
    """Held before their tickets, as a call holds its own: so neither waits for the other."""
    work.session.flush()
    spoken = select(Contact.id).where(among(Contact.ticket_id, ids)).order_by(Contact.id)
    work.session.execute(spoken.with_for_update())


def reason(written: str) -> str:
    why = clean(written).strip()
    if not why or len(why) > LONGEST_REASON:
        raise InvalidError("say why in a few words")
    return why
