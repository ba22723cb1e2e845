"""What the line did for each contact, by a person's word; its ticket counts as the deepest."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline import levels
from hotline.contacts import Contact
from hotline.errors import InvalidError
from hotline.levels import ContactLevel
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket


def contacts(work: Work, ticket: Ticket) -> Sequence[Contact]:
    """In the order in which they came."""
    work.session.flush()
    query = select(Contact).where(Contact.ticket_id == ticket.id)
    return work.session.scalars(query.order_by(Contact.received_at, Contact.id)).all()


def count(work: Work, ticket: Ticket, contact_id: str, level: ContactLevel, who: Staff) -> None:
    """Also of a closed ticket. To count is no help to the child: nothing promised is met by it."""
    known = {str(one.id): one for one in contacts(work, ticket)}
    contact = known.get(contact_id)
    if contact is None:
        raise InvalidError("say which call or text it is")
    if contact.level is level:
        return
    contact.level = level
    ticket.level = levels.deepest(one.level for one in known.values())
    facts = {"level": level.value, "contact": str(contact.id)}
    journal.write(work, Act.LEVEL_SET, by=journal.staff(who.id), ticket_id=ticket.id, facts=facts)


def count_all(work: Work, ticket: Ticket, level: ContactLevel, who: Staff) -> None:
    """Everything of the ticket that nobody has counted, by one press."""
    for contact in contacts(work, ticket):
        if contact.level is None:
            count(work, ticket, str(contact.id), level, who)


def uncount(work: Work, ticket: Ticket, level: ContactLevel) -> None:
    """What was counted so is not counted yet."""
    found = contacts(work, ticket)
    for contact in found:
        contact.level = None if contact.level is level else contact.level
    ticket.level = levels.deepest(one.level for one in found)


def next_to_count(found: Sequence[Contact]) -> uuid.UUID | None:
    """The newest that nobody has counted, else the newest."""
    uncounted = [one for one in found if one.level is None]
    newest = (uncounted or list(found))[-1:]
    return newest[0].id if newest else None
