"""The room in which a caller and whoever answers talk, and everybody's place in it, as rows."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from hotline.calls.standing import Kind, Place, Standing, rises
from hotline.calls.waits import Waiting
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work


class Ended(StrEnum):
    """How a room ended; the caller's end and the room's are not the same."""

    BY_US = "by_us"  # somebody pressed End
    BY_CALLER = "by_caller"
    HANDED_ON = "handed_on"  # to whoever is free next: the caller waits again, by our wish
    LOST = "lost"  # nobody was left with the caller, who waits again
    NEVER_BEGAN = "never_began"


class Gone(StrEnum):
    """How somebody's place in a room ended."""

    DECLINED = "declined"
    MISSED = "missed"
    TAKEN = "taken"  # somebody else was quicker
    UNREACHED = "unreached"  # the carrier could not ring them
    RECALLED = "recalled"  # nobody is to be answered any more
    LEFT = "left"


class Room(Base):
    """Made when somebody is first rung for a wait; one wait has one room, and so one caller has.

    `over_sid` is the carrier's room that is known to be over.
    """

    __tablename__ = "room"
    __table_args__ = (
        Index("uq_room_now", "contact_id", unique=True, postgresql_where=text("ended IS NULL")),
    )

    waiting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waiting.id"), unique=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id"))
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    conference_sid: Mapped[str | None]
    over_sid: Mapped[str | None]
    opened_at: Mapped[datetime]
    ended: Mapped[Ended | None]
    ended_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        """As the carrier knows it; it says nothing of anybody."""
        return f"case-{self.id.hex}"


class Seat(Base):
    """One leg's place in a room, from the first ring. A leg has one at most, so has a person."""

    __tablename__ = "seat"
    __table_args__ = (
        Index(
            "uq_seat_of_person",
            "staff_id",
            unique=True,
            postgresql_where=text("standing <> 'gone'"),
        ),
        Index(
            "uq_seat_of_leg", "call_sid", unique=True, postgresql_where=text("standing <> 'gone'")
        ),
    )

    room_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("room.id"), index=True)
    kind: Mapped[Kind]
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    outgoing_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    call_sid: Mapped[str | None]
    own_phone: Mapped[bool] = mapped_column(default=False)
    standing: Mapped[Standing]
    muted: Mapped[bool] = mapped_column(default=False)
    held_at: Mapped[datetime | None]
    listens: Mapped[bool] = mapped_column(default=False)
    rung_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    gone: Mapped[Gone | None]

    @property
    def label(self) -> str:
        """As the carrier names it in the room."""
        return self.id.hex

    @property
    def place(self) -> Place:
        return Place(self.label, self.kind, self.standing, self.listens)


@dataclass(frozen=True)
class Held:
    """A room, its wait, and everybody's place in it: locked, so that nobody else changes one now.

    Whoever holds the wait holds all of it.
    """

    room: Room
    waiting: Waiting
    seats: Sequence[Seat]

    @property
    def caller(self) -> Seat | None:
        return next((seat for seat in self.seats if seat.kind is Kind.CALLER), None)

    def seat(self, label: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.label == label), None)

    def seat_of_call(self, outgoing_id: uuid.UUID) -> Seat:
        return next(seat for seat in self.seats if seat.outgoing_id == outgoing_id)


# Spelled out: a prepared statement with a parameter here could not use the indexes.
OPEN = Seat.standing != literal_column(f"'{Standing.GONE}'")

# Each step of a call asks these: made anew each time, a third of their cost would be the making.
_OF_WAIT = select(Room).where(Room.waiting_id == bindparam("waiting"))
_BOTH = (
    select(Waiting, Room)
    .join(Room, Room.waiting_id == Waiting.id)
    .with_for_update(of=(Waiting, Room))  # PostgreSQL locks each in the order of their names here
    .execution_options(populate_existing=True)
)
_HELD = _BOTH.where(Room.id == bindparam("room"))
_HELD_FOR_CALL = _BOTH.join(Seat, Seat.room_id == Room.id).where(
    Seat.outgoing_id == bindparam("outgoing")
)
_SEATS = (
    select(Seat)
    .where(Seat.room_id == bindparam("room"))
    .order_by(Seat.rung_at)
    .execution_options(populate_existing=True)
)
_HAS_PLACE = Prepared(select(Seat.id).where(Seat.outgoing_id == bindparam("outgoing")))
_OF_PERSON = select(Seat).where(Seat.staff_id == bindparam("staff"), OPEN)

_LABEL = bindparam("label", type_=Text)
_IS_HELD = bindparam("held", type_=Boolean)
_HEARS = Prepared(
    update(Seat)
    .where(Seat.room_id == bindparam("room"))
    .where(func.replace(cast(Seat.id, Text), "-", "") == _LABEL)
    .where(or_(_IS_HELD, Seat.held_at.is_(None)))
    .values(
        muted=bindparam("is_muted", type_=Boolean),
        held_at=case((_IS_HELD, func.coalesce(Seat.held_at, MOMENT)), else_=None),
    )
    .returning(Seat.id)
)


def open_for(work: Work, waiting: Waiting) -> Room:
    known = of_wait(work, waiting.id)
    if known is not None:
        return known
    return work.add(
        Room(
            waiting_id=waiting.id,
            contact_id=waiting.contact_id,
            ticket_id=waiting.ticket_id,
            opened_at=work.now,
        )
    )


def of_wait(work: Work, waiting_id: uuid.UUID) -> Room | None:
    return work.session.scalar(_OF_WAIT, {"waiting": waiting_id})


def held(work: Work, room_id: uuid.UUID) -> Held | None:
    """The wait is locked first: so nobody who holds one waits for the other."""
    return _held(work, _HELD, {"room": room_id})


def held_for_call(work: Work, outgoing_id: uuid.UUID) -> Held | None:
    """That in which this call of ours has a place. Most have none, and never get one."""
    values = {"outgoing": outgoing_id}
    return _held(work, _HELD_FOR_CALL, values) if work.glance(_HAS_PLACE, values) else None


def held_with(work: Work, waiting: Waiting) -> Held | None:
    """That of a wait which is locked already, if anybody was rung for it."""
    room = of_wait(work, waiting.id)
    return Held(room, waiting, seats(work, room.id)) if room else None


def _held(work: Work, query: Select[Waiting, Room], values: Mapping[str, uuid.UUID]) -> Held | None:
    """The places are read when the lock is ours: what was true before may have changed."""
    work.session.flush()
    found = work.session.execute(query, values).one_or_none()
    if found is None:
        return None
    waiting, room = found
    return Held(room, waiting, seats(work, room.id))


def hears(work: Work, room_id: uuid.UUID, label: str, *, muted: bool, held: bool) -> bool:
    """How somebody is heard now, and whether they are held, by one statement that locks their place
    and nothing else. False, and nothing done, where a hold ends, which the contact counts."""
    values = {"room": room_id, "label": label, "is_muted": muted, "held": held}
    return bool(_HEARS.first(work.connection, {**values, MOMENT.key: work.now}))


def seats(work: Work, room_id: uuid.UUID) -> Sequence[Seat]:
    return work.session.scalars(_SEATS, {"room": room_id}).all()


def seat_of_person(work: Work, staff_id: uuid.UUID) -> Seat | None:
    return work.session.scalar(_OF_PERSON, {"staff": staff_id})


def rise(work: Work, seat: Seat, to: Standing, why: Gone = Gone.LEFT) -> bool:
    """The only place that assigns `.standing`; whether this was news."""
    if not rises(seat.standing, to):
        return False
    seat.standing = to
    match to:
        case Standing.ANSWERED:
            seat.answered_at = work.now
        case Standing.IN_ROOM:
            seat.joined_at = work.now
            seat.answered_at = seat.answered_at or work.now
        case Standing.GONE:
            seat.gone_at, seat.gone = work.now, why
        case Standing.RUNG:
            raise AssertionError("nothing rises to being rung")
    return True
