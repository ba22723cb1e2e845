"""What the bar of the telephone shows: how one can be rung, and whoever is on the line with one."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple, TypedDict

from sqlalchemy import and_, bindparam, func, literal_column, select

from dashboards import call_board
from dashboards.call_board import Company
from hotline import callbacks, safe_contact, tickets
from hotline.calls import presence, rooms
from hotline.calls.presence import Presence, State, Via, Why
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import Kind, Standing
from hotline.calls.waits import Waiting
from hotline.contacts import Contact, Outcome
from hotline.recordings import taping
from hotline.recordings.taping import Tape
from hotline.safety import Rules
from hotline.sending.outbox import Outgoing
from hotline.staff import Staff
from hotline.store.prepared import Prepared
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind, Severity
from referral import taping as wishes
from referral.directory import agencies
from referral.routing import AgencyFacts

# Who may be called into a call, in this order; those who meet to decide are not.
MEET = (AgencyKind.COUNCIL, AgencyKind.PEOPLES_COUNCIL, AgencyKind.PEOPLES_COMMITTEE)
RUNG = tuple(kind for kind in AgencyKind if kind not in MEET)


class Call(NamedTuple):
    """The rows of the call somebody is in, or is rung for."""

    waiting: Waiting
    ticket: Ticket
    contact: Contact
    held_at: datetime | None


_CALL = (
    select(Waiting, Ticket, Contact, Seat.held_at)
    .select_from(Room)
    .join(Waiting, Waiting.id == Room.waiting_id)
    .join(Ticket, Ticket.id == Room.ticket_id)
    .join(Contact, Contact.id == Room.contact_id)
    .outerjoin(Seat, and_(Seat.room_id == Room.id, Seat.kind == Kind.CALLER))
    .where(Room.id == bindparam("room"))
)
# Of a number that was withheld nothing is found.
_EARLIER = (Contact.caller_index == bindparam("index"), Contact.id != bindparam("contact"))
_OTHERS = (
    Ticket.caller_index == bindparam("index"),
    Ticket.id != bindparam("ticket"),
    tickets.OPEN,
)
_BEFORE = Prepared(
    select(
        func.count(),
        func.count().filter(Contact.outcome == literal_column(f"'{Outcome.SILENT}'")),
        func.count().filter(Contact.outcome == literal_column(f"'{Outcome.ABANDONED}'")),
        func.array(select(Ticket.number).where(*_OTHERS).order_by(Ticket.number).scalar_subquery()),
    ).where(*_EARLIER)
)


@dataclass(frozen=True)
class Caller:
    """Who is on the line, without a word of what they said: that is on the ticket.

    `before`, `silent` and `abandoned` count earlier contacts of the number, `tickets` are the other
    ones of the number that are open.
    """

    ticket: int
    severity: Severity
    danger: bool
    waiting_since: datetime
    before: int
    silent: int
    abandoned: int
    tickets: tuple[int, ...]
    rules: Rules


class Beside(StrEnum):
    """Who hears a supervisor in a call."""

    LISTENS = "listens"  # nobody
    WHISPERS = "whispers"  # whoever talks with the caller
    TALKS = "talks"  # everybody


@dataclass(frozen=True)
class CallingBack:
    """`here`: by the telephone of this computer."""

    ticket: int
    state: callbacks.State
    here: bool


@dataclass(frozen=True)
class Lists:
    agencies: tuple[tuple[uuid.UUID, str], ...]
    colleagues: tuple[tuple[uuid.UUID, str], ...]


@dataclass(frozen=True)
class Bar:
    """`rings` while somebody is offered to them; `caller` also while they talk.

    `company` is who else is in the room; `beside` that one is there as a supervisor, and in which
    way. `tape` is there while the talk is recorded, `may_record` where the caller may still be
    asked for it. `lists` says who may be called in, where somebody chooses.
    """

    state: State
    via: Via
    since: datetime | None
    ends_at: datetime | None
    why: Why | None
    has_number: bool
    rings: bool
    answered_at: datetime | None
    held_at: datetime | None
    caller: Caller | None
    beside: Beside | None = None
    back: CallingBack | None = None
    tape: Tape | None = None
    company: tuple[Company, ...] = ()
    may_record: bool = False
    lists: Lists | None = None

    @property
    def is_at_work(self) -> bool:
        """Though nothing is pressed for long: a child may need an hour."""
        beside = self.state is State.READY and self.via is Via.SOFTPHONE
        return beside or self.answered_at is not None or self.back is not None


def read(work: Work, person: Staff, *, chooses: bool = False) -> Bar:
    """As it stands for them; `chooses` while one of its lists is open."""
    now = presence.of(work, person.id)
    seat = rooms.seat_of_person(work, person.id)
    call = _call(work, seat) if seat else None
    in_room = seat is not None and seat.standing is Standing.IN_ROOM
    return Bar(
        state=now.state if now else State.OFFLINE,
        via=_via(now, seat),
        since=now.since if now else None,
        ends_at=now.ends_at if now else None,
        why=now.why if now else None,
        has_number=bool(person.phone),
        rings=seat is not None and seat.standing is Standing.RUNG,
        answered_at=seat.answered_at if seat else None,
        held_at=call.held_at if call else None,
        caller=_caller(work, call) if call else None,
        beside=_beside(seat) if seat and seat.kind is Kind.SUPERVISOR else None,
        back=_calling_back(work, person),
        **(_around(work, seat, call) if seat and call and in_room else {}),
        lists=_lists(work, seat, call) if chooses and seat and call and in_room else None,
    )


def _via(now: Presence | None, seat: Seat | None) -> Via:
    """Where they are in a call, else where they would be rung."""
    if seat is not None:
        return Via.OWN_PHONE if seat.own_phone else Via.SOFTPHONE
    return now.via if now else Via.SOFTPHONE


def _calling_back(work: Work, person: Staff) -> CallingBack | None:
    row = callbacks.of_person(work, person.id)
    if row is None:
        return None
    call = work.session.get(Outgoing, row.id)
    here = call is not None and presence.is_softphone(call.to or "")
    ticket = work.session.get_one(Ticket, row.ticket_id)
    return CallingBack(ticket.number, row.state, here)


def _beside(seat: Seat) -> Beside:
    if not seat.listens:
        return Beside.TALKS
    return Beside.LISTENS if seat.muted else Beside.WHISPERS


class Around(TypedDict, total=False):
    tape: Tape | None
    company: tuple[Company, ...]
    may_record: bool


def _around(work: Work, seat: Seat, call: Call) -> Around:
    """Asked only in the middle of a call."""
    others = [one for one in call_board.company(work, seat.room_id) if one.id != seat.id]
    tape = taping.running(work, call.ticket.id)
    return {
        "tape": tape.wanted if tape else None,
        "may_record": tape is None and wishes.may_be_asked(work),
        "company": tuple(one for one in others if one.kind is not Kind.CALLER),
    }


def _lists(work: Work, seat: Seat, call: Call) -> Lists:
    near = [one for one in agencies.covering(work, call.ticket.commune_code) if one.kind in RUNG]
    return Lists(
        tuple((one.id, one.name) for one in sorted(near, key=_soonest)), _ready(work, seat)
    )


def _soonest(agency: AgencyFacts) -> tuple[int, bool]:
    """The police first, and whoever is nearest."""
    return RUNG.index(agency.kind), agency.commune_code is None


def _ready(work: Work, seat: Seat) -> tuple[tuple[uuid.UUID, str], ...]:
    here = select(Staff).join(Presence, Presence.staff_id == Staff.id)
    others = here.where(presence.NOW, Presence.state == State.READY, Staff.id != seat.staff_id)
    names = ((one.id, one.shown_name) for one in work.session.scalars(others))
    return tuple(sorted(names, key=itemgetter(1)))


def _call(work: Work, seat: Seat) -> Call:
    return Call(*work.session.execute(_CALL, {"room": seat.room_id}).one())


def _caller(work: Work, call: Call) -> Caller:
    ticket, contact = call.ticket, call.contact
    values = {"index": contact.caller_index, "contact": contact.id, "ticket": ticket.id}
    before, silent, abandoned, others = work.glance(_BEFORE, values) or (0, 0, 0, ())
    rules = safe_contact.of(work, contact.caller) if contact.caller else None
    return Caller(
        ticket.number,
        ticket.severity,
        call.waiting.danger,
        call.waiting.since,
        before,
        silent,
        abandoned,
        tuple(others),
        safe_contact.read(rules),
    )
