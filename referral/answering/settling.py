"""What a room needs, ordered of the carrier: the caller is brought in, or is never left alone."""

import uuid
from contextlib import suppress

from hotline import tickets
from hotline.calls import orders, rooms, standing, waits
from hotline.calls.orders import CallOrder, Verb
from hotline.calls.queue import Left
from hotline.calls.rooms import Ended, Gone, Held
from hotline.calls.standing import Kind, Need, Standing
from hotline.calls.waits import Waiting
from hotline.contacts import Contact
from hotline.errors import TakenError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import casework
from referral.answering import leaving


def settle(work: Work, held: Held) -> None:
    """Order what the room needs now; asking twice orders once."""
    places = [seat.place for seat in held.seats]
    waits_still, ended = held.waiting.ended is None, held.room.ended is not None
    needed = standing.needs(places, waiting=waits_still, ended=ended)
    if Need.FETCH in needed and held.waiting.queue_sid:
        _fetch(work, held)
    if Need.BACK in needed:
        _send_back(work, held)
    if Need.CLOSE in needed:
        close(work, held, Ended.BY_CALLER if held.caller else Ended.NEVER_BEGAN)


def settle_wait(work: Work, waiting: Waiting) -> None:
    """The same, of a wait that is locked already."""
    held = rooms.held_with(work, waiting)
    if held is not None:
        settle(work, held)


def _fetch(work: Work, held: Held) -> None:
    """Somebody sits in the room: only now the caller leaves the line."""
    room, waiting = held.room, held.waiting
    orders.put(
        work,
        Verb.FETCH,
        f"fetch:{room.id}",
        room_id=room.id,
        call_sid=waiting.call_sid,
        place=waiting.queue_sid,
        url=f"{work.public_url}/webhooks/voice/room/in/{room.id}",
    )


def _send_back(work: Work, held: Held) -> None:
    """Nobody is left with the caller: to the head of the line, and somebody else is rung."""
    journal.write(work, Act.CALL_LOST, ticket_id=held.room.ticket_id)
    to_line(work, held, Ended.LOST)


def to_line(work: Work, held: Held, how: Ended) -> None:
    room = held.room
    caller = next(seat for seat in held.seats if seat.kind is Kind.CALLER)
    url = f"{work.public_url}/webhooks/voice/line/back/{room.id}"
    reason = f"back:{room.id}"
    orders.put(work, Verb.SEND, reason, room_id=room.id, call_sid=caller.call_sid, url=url)
    close(work, held, how)


def back_in_line(work: Work, room_id: uuid.UUID, call_sid: str) -> Waiting | None:
    """A new wait, before everybody but danger; the same one however often it is asked for."""
    held = rooms.held(work, room_id)
    if held is None:
        return None
    room, before = held.room, held.waiting
    for seat in held.seats:
        if seat.call_sid == call_sid:
            leaving.go(work, held, seat, Gone.LEFT)
    if room.ended is None:
        lose(work, held)
    work.session.flush()  # or the wait that just ended would be taken for one that goes on
    contact = work.session.get_one(Contact, room.contact_id)
    ticket = work.session.get_one(Ticket, room.ticket_id)
    return waits.begin(
        work, contact, ticket, danger=before.danger, silent=before.silent, front=True
    )


def lose(work: Work, held: Held) -> None:
    if held.room.ended is None:
        journal.write(work, Act.CALL_LOST, ticket_id=held.room.ticket_id)
        close(work, held, Ended.LOST)
    waits.end(work, held.waiting, Left.JOINED)


def end(work: Work, room_id: uuid.UUID, person: Staff) -> None:
    """Whoever talks with the caller ends it: the caller hears a last kind word, then all go."""
    held = rooms.held(work, room_id)
    if held is None or held.room.ended is not None:
        return
    room, caller = held.room, held.caller
    if caller is None or not caller.place.open:
        return
    contact = work.session.get_one(Contact, room.contact_id)
    contact.hung_up_by = journal.staff(person.id)
    url = f"{work.public_url}/webhooks/voice/room/goodbye/{room.id}/1"
    reason = f"end:{room.id}"
    orders.put(work, Verb.SEND, reason, room_id=room.id, call_sid=caller.call_sid, url=url)
    by = journal.staff(person.id)
    journal.write(work, Act.CALL_ENDED, by=by, ticket_id=room.ticket_id)
    close(work, held, Ended.BY_US)


def close(work: Work, held: Held, how: Ended) -> None:
    """Nobody is rung for it any more, and everybody of ours is let go."""
    room = held.room
    room.ended, room.ended_at = how, work.now
    for seat in held.seats:
        if seat.kind is Kind.CALLER or seat.standing is Standing.GONE:
            continue
        if seat.standing is Standing.RUNG:
            leaving.recall(work, room, seat, Gone.RECALLED)
        else:
            url = f"{work.public_url}/webhooks/voice/room/over/{room.id}"
            sid, reason = seat.call_sid, f"over:{seat.id}"
            orders.put(work, Verb.SEND, reason, room_id=room.id, call_sid=sid, url=url)


def refused(work: Work, order: CallOrder) -> None:
    """The leg the carrier was asked about is not there any more."""
    held = rooms.held(work, order.room_id) if order.room_id else None
    if held is None:
        return
    if order.verb is Verb.FETCH and order.tries == 1 and held.waiting.ended is None:
        waits.end(work, held.waiting, Left.ABANDONED)
    for seat in held.seats:
        if seat.call_sid == order.call_sid and order.verb is not Verb.CHANGE:
            leaving.go(work, held, seat, Gone.LEFT)
    settle(work, held)


def take(
    work: Work, ticket_id: uuid.UUID, staff_id: uuid.UUID, seen: uuid.UUID | None = None
) -> None:
    """Whose it was it stays; whoever talks with the caller is not asked to take it over."""
    ticket = tickets.locked(work, ticket_id)
    if ticket.is_open:
        with suppress(TakenError):
            casework.take_held(work, ticket, work.session.get_one(Staff, staff_id), seen)
