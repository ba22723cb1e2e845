"""One ticket that is two children: chosen contacts go to a ticket of their own, promised anew."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from hotline import families, findable, tickets
from hotline.contacts import Contact
from hotline.errors import IllegalMoveError, InvalidError
from hotline.sending import recalls
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind
from hotline.words import places
from referral import desk
from referral.promises import deadlines
from referral.promises.deadlines import State
from referral.threads import holding, merging, moving, regroupings, suggestions
from referral.threads.regroupings import Kept, Kind, Regrouping

OF_REQUESTS = (DeadlineKind.AGENCY_ACK, DeadlineKind.REPORT)


def split(
    work: Work, ticket: Ticket, chosen: Collection[uuid.UUID], person: Staff, why: str
) -> Ticket:
    """Gives the new ticket. It is as grave as the one it comes from, for nothing falls by itself;
    requests, forms and notes stay where they are."""
    why = holding.reason(why)
    [ticket] = holding.both(work, [ticket.id])
    if not ticket.is_open:
        raise IllegalMoveError("ticket", ticket.status, "split")
    told, by = _chosen(work, ticket, chosen), journal.staff(person.id)
    new = _new(work, ticket, told, why, by)
    moved = moving.contacts(work, [contact.id for contact in told], new)
    suggestions.keep_apart(work, ticket, new, person, why)
    findable.changed(work, new.id)
    desk.promise(work, new, DeadlineKind.FIRST_RESPONSE, fresh=True)
    desk.follow_up(work, new)
    work.ring_afterwards()
    facts = {"number": str(new.number), "count": str(len(told)), "text": why}
    journal.write(work, Act.SPLIT, by=by, ticket_id=ticket.id, facts=facts)
    kept = Kept(moved=moved, seq=regroupings.last_line(work, ticket, new))
    regroupings.keep(work, Kind.SPLIT, ticket, new, person, why, kept)
    return new


def _chosen(work: Work, ticket: Ticket, ids: Collection[uuid.UUID]) -> Sequence[Contact]:
    """The oldest first."""
    query = select(Contact).where(Contact.ticket_id == ticket.id).order_by(Contact.received_at)
    there = work.session.scalars(query).all()
    told = [contact for contact in there if contact.id in set(ids)]
    if not told or len(told) == len(there) or len(told) < len(set(ids)):
        raise InvalidError("choose what belongs to another child; something has to stay")
    return told


def _new(work: Work, ticket: Ticket, told: Sequence[Contact], why: str, by: str) -> Ticket:
    newest = told[-1]
    new = tickets.open_ticket(
        work,
        ticket.severity,
        caller=newest.caller,
        index=newest.caller_index,
        language=newest.language,
        categories=ticket.categories or (),
        reasons=[tickets.said_by_hand(work, ticket.severity, why)],
    )
    new.received_at = told[0].received_at
    work.session.flush()
    facts = {"number": str(ticket.number), "text": why}
    journal.write(work, Act.SPLIT_FROM, by=by, ticket_id=new.id, facts=facts)
    named = places.find("\n".join(one.text or "" for one in told), work.policy)
    if named is not None:
        tickets.set_place(work, new, named, None, by=journal.SYSTEM)
    return new


def undo(work: Work, row: Regrouping, person: Staff) -> Ticket:
    """The contacts go back to the promises they came from, requests of the new ticket with them;
    gives the ticket that stays, under which the number of the other goes on."""
    stays, other = merging.held_again(work, row)
    by, own = journal.staff(person.id), set(DeadlineKind) - set(OF_REQUESTS)
    deadlines.settle(work, other.id, State.CANCELLED, kinds=own)
    recalls.pages(work, other.id)
    moving.all_of(work, other, stays)
    families.end_into(work, other, stays, by=by)
    facts = {"number": str(other.number)}
    journal.write(work, Act.SPLIT_UNDONE, by=by, ticket_id=stays.id, facts=facts)
    row.undone_by, row.undone_at = person.id, work.now
    return stays
