"""Somebody who was rung picks up, and the caller comes: both to their places in the room."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from hotline.calls import looks, presence, rooms, waits
from hotline.calls.presence import State
from hotline.calls.queue import Left
from hotline.calls.rooms import Gone, Held, Room, Seat
from hotline.calls.standing import ANSWERS, Kind, Standing
from hotline.calls.waits import Waiting
from hotline.sending.outbox import Outgoing
from hotline.store.work import Work
from referral.answering import leaving, settling

TAKES = "1"  # the key by which an own telephone takes a caller


class Answer(StrEnum):
    """What whoever answered is told."""

    SIT = "sit"
    PRESS = "press"
    TAKEN = "taken"
    CALLER_GONE = "caller_gone"
    GOODBYE = "goodbye"


@dataclass(frozen=True)
class Told:
    answer: Answer
    room: Room | None = None
    seat: Seat | None = None


def answered(work: Work, outgoing_id: uuid.UUID, call_sid: str, key: str) -> Told:
    """Somebody who was rung has picked up, or pressed a key."""
    held = rooms.held_for_call(work, outgoing_id)
    if held is None:
        return Told(Answer.GOODBYE)
    seat = held.seat_of_call(outgoing_id)
    refusal = _refusal(held, seat)
    if refusal is not None:
        leaving.go(work, held, seat, Gone.TAKEN)
        return Told(refusal)
    if seat.own_phone and not key:
        return Told(Answer.PRESS)
    if seat.own_phone and key != TAKES:
        leaving.go(work, held, seat, Gone.DECLINED)
        looks.ask(work)
        return Told(Answer.GOODBYE)
    _sit(work, held, seat, call_sid)
    return Told(Answer.SIT, held.room, seat)


def _refusal(held: Held, seat: Seat) -> Answer | None:
    """Why whoever picked up may not come in any more."""
    here = held.caller is not None and held.caller.place.open
    if held.room.ended is not None or (held.waiting.ended is not None and not here):
        return Answer.CALLER_GONE
    others = [one for one in held.seats if one is not seat and one.kind in ANSWERS]
    taken = any(one.standing in (Standing.ANSWERED, Standing.IN_ROOM) for one in others)
    if seat.standing is Standing.GONE or (taken and not here and seat.kind in ANSWERS):
        return Answer.TAKEN
    return None


def _sit(work: Work, held: Held, seat: Seat, call_sid: str) -> None:
    """From now on they are talking, and nobody else is rung for this caller."""
    if rooms.rise(work, seat, Standing.ANSWERED):
        seat.call_sid = call_sid
        if seat.kind is Kind.COUNSELOR and seat.staff_id:
            presence.enter(work, seat.staff_id, State.TALKING)
    if seat.kind not in ANSWERS:
        return
    for other in held.seats:
        if other is not seat and other.standing is Standing.RUNG and other.kind in ANSWERS:
            leaving.recall(work, held.room, other, Gone.TAKEN)


def take_by_page(work: Work, page: Outgoing, call_sid: str) -> Told | None:
    """A supervisor who is paged about a ticket talks with its caller, who still waits."""
    waiting = work.session.scalar(
        select(Waiting).where(Waiting.ticket_id == page.ticket_id, waits.WAITS).limit(1)
    )
    if waiting is None or page.staff_id is None:
        return None
    room = rooms.open_for(work, waiting)
    held = rooms.held(work, room.id)
    if held is None or held.waiting.ended is not None:
        return None
    if rooms.seat_of_person(work, page.staff_id):
        return None
    if any(one.kind in ANSWERS and one.call_sid and one.place.open for one in held.seats):
        return Told(Answer.TAKEN)
    seat = work.add(
        Seat(
            room_id=room.id,
            kind=Kind.DUTY,
            staff_id=page.staff_id,
            own_phone=True,
            standing=Standing.RUNG,
            rung_at=work.now,
        )
    )
    work.session.flush()
    _sit(work, held, seat, call_sid)
    return Told(Answer.SIT, room, seat)


def caller_comes(work: Work, room_id: uuid.UUID, call_sid: str) -> Told:
    """The caller's leg asks where to go: to its place, if somebody is still there."""
    held = rooms.held(work, room_id)
    if held is None:
        return Told(Answer.CALLER_GONE)
    room = held.room
    there = any(one.kind in ANSWERS and one.place.present for one in held.seats)
    waits.end(work, held.waiting, Left.JOINED)
    if room.ended is not None or not there:
        settling.lose(work, held)
        return Told(Answer.CALLER_GONE, room)
    seat = held.caller or work.add(
        Seat(
            room_id=room.id,
            kind=Kind.CALLER,
            call_sid=call_sid,
            standing=Standing.ANSWERED,
            rung_at=work.now,
            answered_at=work.now,
        )
    )
    return Told(Answer.SIT, room, seat)
