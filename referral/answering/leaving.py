"""Somebody is rung no more, or goes from a room: what that means for them and the caller."""

import uuid

from sqlalchemy import func, select, update

from hotline.calls import orders, presence, rooms, standing
from hotline.calls.orders import Verb
from hotline.calls.presence import Presence, State, Why
from hotline.calls.rooms import Ended, Gone, Held, Room, Seat
from hotline.calls.standing import Kind, Standing
from hotline.contacts import Contact, Outcome
from hotline.sending import outbox
from hotline.sending.outbox import Outgoing
from hotline.sending.outbox import State as Sent
from hotline.store import journal
from hotline.store.work import Work


def missed(work: Work, seat: Seat) -> None:
    """Rung in vain. Whom that happens again and again is not there, and is told so."""
    room = work.session.get_one(Room, seat.room_id)
    recall(work, room, seat, Gone.MISSED)
    if seat.kind is not Kind.COUNSELOR or seat.staff_id is None:
        return
    work.session.flush()
    now = presence.of(work, seat.staff_id, lock=True)
    if now is None or now.state is not State.READY:
        return
    if _misses(work, now) >= work.policy.calls.misses_to_away:
        presence.enter(work, seat.staff_id, State.AWAY, why=Why.CALLS_MISSED)


def _misses(work: Work, now: Presence) -> int:
    count = select(func.count()).select_from(Seat).where(Seat.staff_id == now.staff_id)
    since = (Seat.gone == Gone.MISSED, Seat.gone_at >= now.since)
    return work.session.scalar(count.where(*since)) or 0


def recall(work: Work, room: Room, seat: Seat, why: Gone) -> None:
    """Whoever is still rung need not answer any more."""
    if not rooms.rise(work, seat, Standing.GONE, why):
        return
    call = work.session.get(Outgoing, seat.outgoing_id) if seat.outgoing_id else None
    if call is None:
        return
    if call.carrier_sid:
        reason = f"recall:{seat.id}"
        orders.put(work, Verb.HANG_UP, reason, room_id=room.id, call_sid=call.carrier_sid)
        return
    work.session.execute(
        update(Outgoing)
        .where(Outgoing.id == call.id, outbox.TO_LEAVE)
        .values(state=Sent.CANCELLED, settled_at=work.now)
    )


def go(work: Work, held: Held, seat: Seat, why: Gone) -> None:
    was = seat.standing
    if not rooms.rise(work, seat, Standing.GONE, why):
        return
    end_hold(work, seat)
    if seat.kind is Kind.CALLER:
        _talk_ends(work, held.room, seat)
    elif seat.kind is Kind.COUNSELOR and seat.staff_id and was is not Standing.RUNG:
        _after_a_call(work, held, seat.staff_id)


def _after_a_call(work: Work, held: Held, staff_id: uuid.UUID) -> None:
    """There is time to write. Whoever left a caller alone is not rung until they say so."""
    if held.caller is None:
        presence.enter(work, staff_id, State.READY)
    elif held.caller.place.open and _left_alone(held):
        presence.enter(work, staff_id, State.AWAY, why=Why.CALL_LOST)
    else:
        presence.enter(work, staff_id, State.WRAP_UP)


def _left_alone(held: Held) -> bool:
    alone = standing.is_alone(seat.place for seat in held.seats)
    return held.room.ended is Ended.LOST or (held.room.ended is None and alone)


def _talk_ends(work: Work, room: Room, caller: Seat) -> None:
    """Whoever was given a seat was there with somebody, told of their coming or not."""
    contact = work.session.get_one(Contact, room.contact_id)
    began = caller.joined_at or caller.answered_at or work.now
    seconds = int((work.now - began).total_seconds())
    contact.talk_seconds = (contact.talk_seconds or 0) + seconds
    contact.outcome = Outcome.ANSWERED
    if room.ended is None:
        contact.hung_up_by = journal.CALLER


def end_hold(work: Work, seat: Seat) -> None:
    if seat.held_at is None:
        return
    if seat.kind is Kind.CALLER:
        room = work.session.get_one(Room, seat.room_id)
        contact = work.session.get_one(Contact, room.contact_id)
        seconds = int((work.now - seat.held_at).total_seconds())
        contact.hold_seconds = (contact.hold_seconds or 0) + seconds
    seat.held_at = None
