"""The line and the rooms as they stand now: who waits, who talks with whom, who could be rung."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from hotline.calls import presence, queue, rooms, waits
from hotline.calls.presence import Presence, State
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import Kind, Standing
from hotline.calls.waits import Waiting
from hotline.sending.outbox import Outgoing
from hotline.staff import Staff
from hotline.store.work import Work, among
from hotline.tickets import Ticket
from hotline.vocabulary import Severity
from referral.directory import agencies


@dataclass(frozen=True)
class Company:
    """Somebody in a room, or being rung for it; `name` is empty for who is not of the line.

    `whispers`: of one whom the caller does not hear, that the counselor does.
    """

    id: uuid.UUID
    kind: Kind
    name: str
    standing: Standing
    listens: bool
    whispers: bool
    held: bool

    @property
    def talks(self) -> bool:
        """Whether the caller hears them, if not held just now."""
        return self.standing is Standing.IN_ROOM and not self.listens


@dataclass(frozen=True)
class Waiter:
    ticket: int
    severity: Severity
    since: datetime
    danger: bool
    front: bool
    known: bool
    silent: bool
    rung: tuple[str, ...]


@dataclass(frozen=True)
class Talk:
    room: uuid.UUID
    ticket: int
    severity: Severity
    since: datetime
    company: tuple[Company, ...]


@dataclass(frozen=True)
class Person:
    id: uuid.UUID
    name: str
    state: State
    since: datetime


@dataclass(frozen=True)
class Board:
    waiting: tuple[Waiter, ...]
    talks: tuple[Talk, ...]
    people: tuple[Person, ...]


_COMPANY = (
    select(Seat, Staff)
    .outerjoin(Staff, Staff.id == Seat.staff_id)
    .where(Seat.room_id == bindparam("room"), rooms.OPEN)
    .order_by(Seat.rung_at)
)


def read(work: Work) -> Board:
    names = {row.id: row.shown_name for row in work.session.scalars(select(Staff))}
    waiting = work.session.scalars(select(Waiting).where(waits.WAITS)).all()
    places = _places(work, names)
    open_rooms = [row for row in _rooms(work) if places.get(row.id)]
    about = [*(row.ticket_id for row in waiting), *(row.ticket_id for row in open_rooms)]
    tickets = _tickets(work, about)
    by_wait = {row.waiting_id: places[row.id] for row in open_rooms}
    ordered = queue.in_order([row.caller for row in waiting])
    rows = {row.id: row for row in waiting}
    return Board(
        tuple(_waiter(rows[one.id], tickets, by_wait.get(one.id, [])) for one in ordered),
        tuple(_talk(row, tickets, places[row.id]) for row in open_rooms if _talks(places[row.id])),
        tuple(_person(row, names) for row in sorted(presence.everybody(work), key=_by_state)),
    )


def company(work: Work, room_id: uuid.UUID) -> tuple[Company, ...]:
    """Who is in the room of somebody who talks; there a third party has a name, or its number."""
    rows = work.session.execute(_COMPANY, {"room": room_id}).all()
    names = {who.id: who.shown_name for _, who in rows if who is not None}
    found = ((_company(seat, names), seat) for seat, _ in rows)
    return tuple(
        replace(one, name=_called_in(work, seat)) if one.kind is Kind.THIRD else one
        for one, seat in found
    )


def _called_in(work: Work, seat: Seat) -> str:
    """By the number that was called, whoever of the directory has it."""
    call = work.session.get(Outgoing, seat.outgoing_id) if seat.outgoing_id else None
    number = (call.to if call else None) or ""
    known = agencies.by_phone(work, number) if number else ()
    return known[0].name if known else number


def _rooms(work: Work) -> Sequence[Room]:
    query = select(Room).where(Room.ended.is_(None)).order_by(Room.opened_at)
    return work.session.scalars(query).all()


def _places(work: Work, names: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, list[Company]]:
    found: dict[uuid.UUID, list[Company]] = {}
    for seat in work.session.scalars(select(Seat).where(rooms.OPEN).order_by(Seat.rung_at)):
        found.setdefault(seat.room_id, []).append(_company(seat, names))
    return found


def _tickets(work: Work, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Ticket]:
    found = work.session.scalars(select(Ticket).where(among(Ticket.id, ids)))
    return {row.id: row for row in found}


def _company(seat: Seat, names: Mapping[uuid.UUID, str]) -> Company:
    name = names.get(seat.staff_id, "") if seat.staff_id else ""
    held = seat.held_at is not None
    whispers = seat.listens and not seat.muted
    return Company(seat.id, seat.kind, name, seat.standing, seat.listens, whispers, held)


def _waiter(
    row: Waiting, tickets: Mapping[uuid.UUID, Ticket], company: Sequence[Company]
) -> Waiter:
    ticket = tickets[row.ticket_id]
    rung = tuple(one.name for one in company if one.standing is Standing.RUNG)
    marks = (row.danger, row.front, row.known, row.silent)
    return Waiter(ticket.number, ticket.severity, row.since, *marks, rung)


def _talk(row: Room, tickets: Mapping[uuid.UUID, Ticket], company: Sequence[Company]) -> Talk:
    ticket = tickets[row.ticket_id]
    return Talk(row.id, ticket.number, ticket.severity, row.opened_at, tuple(company))


def _talks(company: Sequence[Company]) -> bool:
    return any(one.kind is Kind.CALLER for one in company)


def _person(row: Presence, names: Mapping[uuid.UUID, str]) -> Person:
    return Person(row.staff_id, names[row.staff_id], row.state, row.since)


def _by_state(row: Presence) -> tuple[int, datetime]:
    return list(State).index(row.state), row.since
