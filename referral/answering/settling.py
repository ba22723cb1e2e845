"""What a room needs, ordered of the carrier: the caller is brought in, or is never left alone."""

import uuid
from collections.abc import Sequence

from hotline.calls import orders, rooms, standing, waits
from hotline.calls.orders import CallOrder, Verb
from hotline.calls.queue import Left
from hotline.calls.rooms import Ended, Gone, Room, Seat
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


def settle(work: Work, room: Room, waiting: Waiting) -> None:
    """Order what the room needs now; asking twice orders once."""
    seats = rooms.seats(work, room.id)
    places = [seat.place for seat in seats]
    waits_still = waiting.ended is None
    needed = standing.needs(places, waiting=waits_still, ended=room.ended is not None)
    if Need.FETCH in needed and waiting.queue_sid:
        _fetch(work, room, waiting)
    if Need.BACK in needed:
        _send_back(work, room, seats)
    if Need.CLOSE in needed:
        came_in = any(seat.kind is Kind.CALLER for seat in seats)
        close(work, room, seats, Ended.BY_CALLER if came_in else Ended.NEVER_BEGAN)


def settle_wait(work: Work, waiting: Waiting) -> None:
    room = rooms.of_wait(work, waiting.id)
    held = rooms.held(work, room.id) if room else None
    if held is not None:
        settle(work, *held)


def _fetch(work: Work, room: Room, waiting: Waiting) -> None:
    """Somebody sits in the room: only now the caller leaves the line."""
    orders.put(
        work,
        Verb.FETCH,
        f"fetch:{room.id}",
        room_id=room.id,
        call_sid=waiting.call_sid,
        place=waiting.queue_sid,
        url=f"{work.public_url}/webhooks/voice/room/in/{room.id}",
    )


def _send_back(work: Work, room: Room, seats: Sequence[Seat]) -> None:
    """Nobody is left with the caller: to the head of the line, and somebody else is rung."""
    journal.write(work, Act.CALL_LOST, ticket_id=room.ticket_id)
    to_line(work, room, seats, Ended.LOST)


def to_line(work: Work, room: Room, seats: Sequence[Seat], how: Ended) -> None:
    caller = next(seat for seat in seats if seat.kind is Kind.CALLER)
    url = f"{work.public_url}/webhooks/voice/line/back/{room.id}"
    reason = f"back:{room.id}"
    orders.put(work, Verb.SEND, reason, room_id=room.id, call_sid=caller.call_sid, url=url)
    close(work, room, seats, how)


def back_in_line(work: Work, room_id: uuid.UUID, call_sid: str) -> Waiting | None:
    """A new wait, before everybody but danger; the same one however often it is asked for."""
    held = rooms.held(work, room_id)
    if held is None:
        return None
    room, before = held
    for seat in rooms.seats(work, room.id):
        if seat.call_sid == call_sid:
            leaving.go(work, room, seat, Gone.LEFT)
    if room.ended is None:
        lose(work, room, before)
    work.session.flush()
    contact = work.session.get_one(Contact, room.contact_id)
    ticket = work.session.get_one(Ticket, room.ticket_id)
    return waits.begin(
        work, contact, ticket, danger=before.danger, silent=before.silent, front=True
    )


def lose(work: Work, room: Room, waiting: Waiting) -> None:
    if room.ended is None:
        journal.write(work, Act.CALL_LOST, ticket_id=room.ticket_id)
        close(work, room, rooms.seats(work, room.id), Ended.LOST)
    waits.end(work, waiting, Left.JOINED)


def end(work: Work, room_id: uuid.UUID, person: Staff) -> None:
    """Whoever talks with the caller ends it: the caller hears a last kind word, then all go."""
    held = rooms.held(work, room_id)
    if held is None or held[0].ended is not None:
        return
    room, _ = held
    seats = rooms.seats(work, room.id)
    caller = next((one for one in seats if one.kind is Kind.CALLER and one.place.open), None)
    if caller is None:
        return
    contact = work.session.get_one(Contact, room.contact_id)
    contact.hung_up_by = journal.staff(person.id)
    url = f"{work.public_url}/webhooks/voice/room/goodbye/{room.id}/1"
    reason = f"end:{room.id}"
    orders.put(work, Verb.SEND, reason, room_id=room.id, call_sid=caller.call_sid, url=url)
    by = journal.staff(person.id)
    journal.write(work, Act.CALL_ENDED, by=by, ticket_id=room.ticket_id)
    close(work, room, seats, Ended.BY_US)


def close(work: Work, room: Room, seats: Sequence[Seat], how: Ended) -> None:
    """Nobody is rung for it any more, and everybody of ours is let go."""
    room.ended, room.ended_at = how, work.now
    for seat in seats:
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
    room, waiting = held
    if order.verb is Verb.FETCH and order.tries == 1 and waiting.ended is None:
        waits.end(work, waiting, Left.ABANDONED)
    for seat in rooms.seats(work, room.id):
        if seat.call_sid == order.call_sid and order.verb is not Verb.CHANGE:
            leaving.go(work, room, seat, Gone.LEFT)
    settle(work, room, waiting)


def take(work: Work, ticket: Ticket, person: Staff, seen: uuid.UUID | None = None) -> None:
    """Whose it was it stays; whoever talks with the caller is not asked to take it over."""
    try:
        casework.take(work, ticket, person, seen)
    except TakenError:
        return
