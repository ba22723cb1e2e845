"""A supervisor beside a call: listens, whispers, steps in; journalled, and seen by who talks."""

import uuid

from hotline.calls import orders, rooms
from hotline.calls.dispatch import WHISPER
from hotline.calls.orders import Verb
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import ANSWERS, Kind
from hotline.errors import InvalidError, NotAllowedError, NotFoundError
from hotline.staff import Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from referral.answering import acts, ringing
from referral.answering.acts import Talk


def listen(work: Work, person: Staff, room_id: uuid.UUID) -> Seat:
    """Rings the supervisor into the room; nobody in it hears them, and the counselor sees them."""
    if person.role is not Role.SUPERVISOR:
        raise NotAllowedError("a supervisor does this")
    held = rooms.held(work, room_id)
    if held is None or held.room.ended is not None:
        raise NotFoundError("this call is over")
    if rooms.seat_of_person(work, person.id) is not None:
        raise InvalidError("in a call already: end it first")
    _journal(work, Act.LISTENING, person, held.room)
    return ringing.supervisor(work, held.room, person, listens=True)


def whisper(work: Work, person: Staff) -> None:
    """Only the counselor hears them."""
    talk = _beside(work, person)
    counselors = [s for s in talk.seats if s.kind in ANSWERS and s.place.present]
    if not counselors or counselors[0].call_sid is None:
        raise InvalidError("there is no counselor to whisper to")
    talk.mine.listens, talk.mine.muted = True, False
    _change(work, talk, f"{WHISPER}{counselors[0].call_sid}")
    _journal(work, Act.WHISPERING, person, talk.room)


def step_in(work: Work, person: Staff) -> None:
    """Everybody hears them; from now on the caller is not alone while they stay."""
    talk = _beside(work, person)
    talk.mine.listens = talk.mine.muted = False
    _change(work, talk, "aloud")
    _journal(work, Act.STEPPED_IN, person, talk.room)


def _beside(work: Work, person: Staff) -> Talk:
    talk = acts.talk_of(work, person)
    if talk.mine.kind is not Kind.SUPERVISOR or not talk.mine.place.present:
        raise InvalidError("this is for whoever is in a call")
    return talk


def _change(work: Work, talk: Talk, how: str) -> None:
    orders.put(
        work,
        Verb.CHANGE,
        f"{how}:{talk.mine.id}:{work.now.isoformat()}",
        room_id=talk.room.id,
        call_sid=talk.mine.call_sid,
        place=talk.room.conference_sid or talk.room.name,
        how=how,
    )


def _journal(work: Work, act: Act, person: Staff, room: Room) -> None:
    journal.write(work, act, by=journal.staff(person.id), ticket_id=room.ticket_id)
