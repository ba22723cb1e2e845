"""What whoever talks with a caller may do in the room: hold, call others in, hand over, let go."""

import re
import uuid
from dataclasses import dataclass

from hotline.calls import orders, presence, rooms
from hotline.calls.dispatch import HOLD
from hotline.calls.orders import Verb
from hotline.calls.presence import State
from hotline.calls.rooms import Ended, Gone, Held, Room, Seat
from hotline.calls.standing import Kind, Standing
from hotline.errors import InvalidError, NotFoundError
from hotline.phones import normal
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Language
from referral import taping
from referral.answering import leaving, ringing, settling
from referral.directory.agencies import Agency
from referral.ladder import paging
from referral.staffing import duty

CALLABLE = re.compile(r"\+[1-9][0-9]{7,14}")
SHORT = re.compile(r"[0-9]{3,4}")  # 113 and 111: no carrier abroad knows them


@dataclass(frozen=True)
class Talk(Held):
    """The room somebody is in, with their own place."""

    mine: Seat

    @property
    def caller_here(self) -> Seat:
        if self.caller is None or not self.caller.place.present:
            raise InvalidError("the caller is not on the line")
        return self.caller

    def other(self, seat_id: uuid.UUID) -> Seat:
        found = (s for s in self.seats if s.id == seat_id and s.place.open)
        seat = next(found, None)
        if seat is None or seat.kind is Kind.CALLER:
            raise NotFoundError("nobody of that place is in the room")
        return seat


def talk_of(work: Work, person: Staff) -> Talk:
    """Locked; InvalidError for whoever is in no room."""
    seat = rooms.seat_of_person(work, person.id)
    held = rooms.held(work, seat.room_id) if seat else None
    mine = held.seat(seat.label) if seat and held else None
    if held is None or mine is None or held.room.ended is not None:
        raise InvalidError("this is for whoever is in a call")
    return Talk(held.room, held.waiting, held.seats, mine)


def hold(work: Work, person: Staff) -> None:
    """The caller hears that somebody comes back, again and again; nobody hears the caller."""
    talk = talk_of(work, person)
    if talk.caller_here.held_at is None:
        talk.caller_here.held_at = work.now
        url = hold_url(work.public_url, talk.waiting.language)
        _change(work, talk.room, talk.caller_here, HOLD, url)


def hold_url(public_url: str, language: Language) -> str:
    """Where the carrier asks what a held caller hears; it names nobody."""
    return f"{public_url}/webhooks/voice/room/hold?in={language}"


def resume(work: Work, person: Staff) -> None:
    talk = talk_of(work, person)
    leaving.end_hold(work, talk.caller_here)
    _change(work, talk.room, talk.caller_here, "resume")


def record(work: Work, person: Staff) -> None:
    """The caller was asked, and said yes."""
    talk = talk_of(work, person)
    taping.agreed(work, talk.room.ticket_id, talk.caller_here.call_sid or "", person)


def call_agency(work: Work, person: Staff, agency: Agency) -> Seat:
    """The caller is held until the agency knows what it is about: then `resume` is three-way."""
    if not agency.phone:
        raise InvalidError("this agency has no telephone here")
    return _call_in(work, person, agency.phone, agency.name)


def call_number(work: Work, person: Staff, written: str) -> Seat:
    if SHORT.fullmatch(written.strip()):
        raise InvalidError("short numbers are not reached from here: choose an agency")
    number = normal(written)
    if number is None or CALLABLE.fullmatch(number) is None:
        raise InvalidError("this is no telephone number")
    return _call_in(work, person, number, number)


def _call_in(work: Work, person: Staff, number: str, name: str) -> Seat:
    talk = talk_of(work, person)
    hold(work, person)
    facts = {"third": name}
    by = journal.staff(person.id)
    journal.write(work, Act.CALLED_IN, by=by, ticket_id=talk.room.ticket_id, facts=facts)
    return ringing.third(work, talk.room, number)


def hand_over(work: Work, person: Staff, to: Staff) -> Seat:
    """Rings another counselor into the room; whoever hands over goes when both have spoken."""
    talk = talk_of(work, person)
    now = presence.of(work, to.id)
    if now is None or now.state is not State.READY or rooms.seat_of_person(work, to.id):
        raise InvalidError("they cannot be rung now")
    facts = {"people": str(to.id)}
    by = journal.staff(person.id)
    journal.write(work, Act.HANDING_OVER, by=by, ticket_id=talk.room.ticket_id, facts=facts)
    return ringing.ring(work, talk.room, to, Kind.COUNSELOR, now.via)


def hand_on(work: Work, person: Staff) -> None:
    """To whoever is free next: the caller waits again, before everybody but danger."""
    talk = talk_of(work, person)
    leaving.end_hold(work, talk.caller_here)
    by = journal.staff(person.id)
    journal.write(work, Act.HANDED_ON, by=by, ticket_id=talk.room.ticket_id)
    settling.to_line(work, talk, Ended.HANDED_ON)


def leave(work: Work, person: Staff) -> None:
    """Out of a call that goes on with somebody else; the ticket goes to whoever stays."""
    talk = talk_of(work, person)
    staying = [s for s in talk.seats if s is not talk.mine and s.place.present and not s.listens]
    others = [s for s in staying if s.kind is not Kind.CALLER]
    if not others:
        raise InvalidError("nobody would be left with the caller")
    ticket = work.session.get_one(Ticket, talk.room.ticket_id)
    colleague = next((s.staff_id for s in others if s.staff_id), None)
    if colleague and ticket.owner_id == person.id and ticket.is_open:
        settling.take(work, ticket.id, colleague, seen=person.id)
    _let_go(work, talk.room, talk.mine)


def drop(work: Work, person: Staff, seat_id: uuid.UUID) -> None:
    """Somebody who was called in is let go; never the caller."""
    talk = talk_of(work, person)
    _let_go(work, talk.room, talk.other(seat_id))


def panic(work: Work, person: Staff) -> None:
    """A supervisor is rung into the room, and the ladder of the ticket begins."""
    talk = talk_of(work, person)
    by = journal.staff(person.id)
    journal.write(work, Act.PANIC, by=by, ticket_id=talk.room.ticket_id)
    reachable = duty.now_reachable(work)
    for staff_id in reachable.roster.on_duty or reachable.roster.everyone:
        if rooms.seat_of_person(work, staff_id) is None:
            ringing.supervisor(work, talk.room, reachable.people[staff_id], listens=False)
    paging.start(work, work.session.get_one(Ticket, talk.room.ticket_id))


def _let_go(work: Work, room: Room, seat: Seat) -> None:
    if seat.standing is Standing.RUNG:
        leaving.recall(work, room, seat, Gone.RECALLED)
        return
    reason = f"go:{seat.id}"
    orders.put(work, Verb.HANG_UP, reason, room_id=room.id, call_sid=seat.call_sid)


def _change(work: Work, room: Room, seat: Seat, how: str, url: str | None = None) -> None:
    orders.put(
        work,
        Verb.CHANGE,
        f"{how}:{seat.id}:{work.now.isoformat()}",
        room_id=room.id,
        call_sid=seat.call_sid,
        place=room.conference_sid or room.name,
        url=url,
        how=how,
    )
