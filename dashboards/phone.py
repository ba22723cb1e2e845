"""What the bar of the telephone shows: how one can be rung, and whoever is on the line with one."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy import func, select

from dashboards import call_board
from dashboards.call_board import Company
from hotline import safe_contact
from hotline.calls import presence, rooms
from hotline.calls.presence import State, Via, Why
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import Kind, Standing
from hotline.calls.waits import Waiting
from hotline.contacts import Contact, Outcome
from hotline.recordings import taping as tapes
from hotline.safety import Rules
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Severity
from referral import taping
from referral.directory import agencies


@dataclass(frozen=True)
class Caller:
    """Who is on the line, without a word of what they said: that is on the ticket.

    `before`, `silent` and `abandoned` count earlier contacts of the number.
    """

    ticket: int
    severity: Severity
    danger: bool
    waiting_since: datetime
    before: int
    silent: int
    abandoned: int
    rules: Rules


@dataclass(frozen=True)
class Bar:
    """`rings` while somebody is offered to them; `caller` also while they talk.

    `company` is who else is in the room, `may_record` whether the caller may still be asked for it,
    `beside` that one is there as a supervisor; `agencies` and `colleagues` may be called in.
    """

    state: State
    via: Via
    since: datetime | None
    ends_at: datetime | None
    why: Why | None
    has_number: bool
    rings: bool
    answered_at: datetime | None
    held: bool
    caller: Caller | None
    company: tuple[Company, ...] = ()
    may_record: bool = False
    beside: bool = False
    agencies: tuple[tuple[uuid.UUID, str], ...] = ()
    colleagues: tuple[tuple[uuid.UUID, str], ...] = ()


def read(work: Work, person: Staff) -> Bar:
    now = presence.of(work, person.id)
    seat = rooms.seat_of_person(work, person.id)
    return Bar(
        state=now.state if now else State.OFFLINE,
        via=now.via if now else Via.SOFTPHONE,
        since=now.since if now else None,
        ends_at=now.ends_at if now else None,
        why=now.why if now else None,
        has_number=bool(person.phone),
        rings=seat is not None and seat.standing is Standing.RUNG,
        answered_at=seat.answered_at if seat else None,
        held=seat is not None and _caller_is_held(work, seat.room_id),
        caller=_caller(work, seat) if seat else None,
        beside=seat is not None and seat.kind is Kind.SUPERVISOR,
        **(_around(work, seat) if seat and seat.standing is Standing.IN_ROOM else {}),
    )


class Around(TypedDict, total=False):
    company: tuple[Company, ...]
    may_record: bool
    agencies: tuple[tuple[uuid.UUID, str], ...]
    colleagues: tuple[tuple[uuid.UUID, str], ...]


def _around(work: Work, seat: Seat) -> Around:
    """Asked only in the middle of a call."""
    room = work.session.get_one(Room, seat.room_id)
    ticket = work.session.get_one(Ticket, room.ticket_id)
    near = agencies.covering(work, ticket.commune_code, None)
    others = [one for one in call_board.company(work, room.id) if one.id != seat.id]
    return {
        "may_record": taping.may_be_asked(work) and tapes.running(work, room.ticket_id) is None,
        "company": tuple(one for one in others if one.kind is not Kind.CALLER),
        "agencies": tuple((one.id, one.name) for one in near),
        "colleagues": _ready(work, seat),
    }


def _ready(work: Work, seat: Seat) -> tuple[tuple[uuid.UUID, str], ...]:
    rows = [row for row in presence.everybody(work) if row.state is State.READY]
    people = (work.session.get_one(Staff, row.staff_id) for row in rows)
    return tuple((one.id, one.shown_name) for one in people if one.id != seat.staff_id)


def _caller_is_held(work: Work, room_id: uuid.UUID) -> bool:
    of_caller = select(Seat.held_at).where(Seat.room_id == room_id, Seat.kind == Kind.CALLER)
    return work.session.scalar(of_caller) is not None


def _caller(work: Work, seat: Seat) -> Caller:
    room = work.session.get_one(Room, seat.room_id)
    waiting = work.session.get_one(Waiting, room.waiting_id)
    ticket = work.session.get_one(Ticket, room.ticket_id)
    contact = work.session.get_one(Contact, room.contact_id)
    before, silent, abandoned = _counts(work, contact)
    rules = safe_contact.of(work, contact.caller) if contact.caller else None
    return Caller(
        ticket.number,
        ticket.severity,
        waiting.danger,
        waiting.since,
        before,
        silent,
        abandoned,
        safe_contact.read(rules),
    )


def _counts(work: Work, contact: Contact) -> tuple[int, int, int]:
    if contact.caller_index is None:
        return 0, 0, 0
    ended = (Outcome.SILENT, Outcome.ABANDONED)
    counts = [func.count(), *(func.count().filter(Contact.outcome == one) for one in ended)]
    earlier = (Contact.caller_index == contact.caller_index, Contact.id != contact.id)
    found = work.session.execute(select(*counts).where(*earlier)).one()
    return found[0], found[1], found[2]
