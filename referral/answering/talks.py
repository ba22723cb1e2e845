"""What the carrier says of a room and of those in it.

Every event may come late, twice or not at all. It is written down if it is news; what the room then
needs follows from how things stand (`settling.settle`), and is ordered once.
"""

import uuid

from sqlalchemy import select

from hotline.calls import looks, orders, rooms, waits
from hotline.calls.orders import Verb
from hotline.calls.queue import Left
from hotline.calls.rooms import Gone, Held, Room, Seat
from hotline.calls.standing import ANSWERS, Kind, Standing
from hotline.calls.waits import Waiting
from hotline.contacts import Contact, Outcome
from hotline.sending.course import Course
from hotline.sending.outbox import Outgoing
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from referral import taping
from referral.answering import leaving, settling

ENDS = {
    "completed": Gone.DECLINED,  # of one who never sat down: a voicemail, or no key
    "busy": Gone.DECLINED,
    "no-answer": Gone.MISSED,
    "canceled": Gone.RECALLED,
    "failed": Gone.UNREACHED,
}


def came(work: Work, room_id: uuid.UUID, label: str, conference_sid: str = "") -> None:
    held = rooms.held(work, room_id)
    if held is None:
        return
    room, seat = held.room, held.seat(label)
    room.conference_sid = room.conference_sid or conference_sid or None
    if seat is None:
        return
    if conference_sid == room.over_sid:
        leaving.go(work, held, seat, Gone.LEFT)
    elif rooms.rise(work, seat, Standing.IN_ROOM) and seat.kind is Kind.CALLER:
        _talk_begins(work, held, seat)
    settling.settle(work, held)


def went(work: Work, room_id: uuid.UUID, label: str) -> Room | None:
    held = rooms.held(work, room_id)
    seat = held.seat(label) if held else None
    if held is None or seat is None:
        return None
    leaving.go(work, held, seat, Gone.LEFT)
    settling.settle(work, held)
    return held.room


def over(work: Work, room_id: uuid.UUID, conference_sid: str) -> None:
    """The carrier's room is over: whoever was in it is not."""
    held = rooms.held(work, room_id)
    if held is None:
        return
    held.room.over_sid = conference_sid
    for seat in sorted(held.seats, key=lambda seat: seat.kind is not Kind.CALLER):
        if seat.standing is Standing.IN_ROOM:
            leaving.go(work, held, seat, Gone.LEFT)
    settling.settle(work, held)


def changed(work: Work, room_id: uuid.UUID, label: str, *, muted: bool, held: bool) -> None:
    """How the carrier says somebody hears and is heard now."""
    if rooms.hears(work, room_id, label, muted=muted, held=held):
        return
    locked = rooms.held(work, room_id)
    seat = locked.seat(label) if locked else None
    if seat is None:
        return
    seat.muted = muted
    if held and seat.held_at is None:
        seat.held_at = work.now
    elif not held:
        leaving.end_hold(work, seat)


def hold_offer(work: Work, outgoing_id: uuid.UUID | None) -> Held | None:
    """The room in which this call has a place, locked before the call itself: so nobody who holds
    one waits for the other."""
    return rooms.held_for_call(work, outgoing_id) if outgoing_id else None


def news_of_offer(work: Work, held: Held, call: Course | Outgoing, status: str) -> None:
    """What the carrier says of a call that rings somebody: declined, rung out, over."""
    seat = held.seat_of_call(call.id)
    if status not in ENDS:
        if seat.standing is Standing.GONE:
            orders.put(work, Verb.HANG_UP, f"recall:{seat.id}", call_sid=call.carrier_sid)
        return
    why = ENDS[status] if seat.standing is Standing.RUNG else Gone.LEFT
    if why is Gone.MISSED:
        leaving.missed(work, seat)
    else:
        leaving.go(work, held, seat, why)
    settling.settle(work, held)
    looks.ask(work)


def unreached(work: Work, call: Outgoing) -> None:
    """The carrier will never ring them; most often it has said so already."""
    held = hold_offer(work, call.id)
    if held is not None:
        news_of_offer(work, held, call, "failed")


def left_line(work: Work, waiting_id: uuid.UUID, left: Left) -> Waiting | None:
    """The caller waits no more; who was rung for them need not answer."""
    waiting = waits.locked(work, waiting_id)
    if waiting is None:
        return None
    waits.end(work, waiting, left)
    settling.settle_wait(work, waiting)
    return waiting


def caller_hung_up(work: Work, call_sid: str) -> None:
    """The caller's leg is over, wherever it was."""
    waiting = waits.current(work, call_sid)
    if waiting is not None:
        left_line(work, waiting.id, Left.ABANDONED)
    known = work.session.scalar(select(Seat).where(Seat.call_sid == call_sid, rooms.OPEN))
    if known is not None:
        went(work, known.room_id, known.label)


def _talk_begins(work: Work, held: Held, caller: Seat) -> None:
    """The caller hears a person: the ticket is theirs, if it is nobody's."""
    room = held.room
    contact = work.session.get_one(Contact, room.contact_id)
    contact.outcome = Outcome.ANSWERED
    with_them = [seat for seat in held.seats if seat.kind in ANSWERS and seat.place.present]
    people = [seat.staff_id for seat in with_them if seat.staff_id is not None]
    by = journal.staff(people[0]) if people else journal.SYSTEM
    journal.write(work, Act.CALL_ANSWERED, by=by, ticket_id=room.ticket_id)
    if caller.call_sid:
        taping.begin_by_rule(work, room.ticket_id, caller.call_sid)
    if people:
        settling.take(work, room.ticket_id, people[0])
