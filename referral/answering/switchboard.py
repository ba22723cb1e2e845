"""Looks at everybody who waits: rings people for them, and tells of those who wait long."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline.calls import offers, presence, rooms, waits
from hotline.calls.offers import Offer, Rung, Wanting
from hotline.calls.presence import Via
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import ANSWERS, Kind, Standing
from hotline.calls.waits import Waiting
from hotline.store.work import Work, among
from hotline.tickets import Ticket
from referral.answering import alerts, floor, leaving, ringing
from referral.answering.floor import Answerers

ONE_AT_A_TIME = 7_264_551_002  # the advisory lock of whoever decides
AT_LEAST_EVERY = timedelta(seconds=15)  # nobody is forgotten because an event was


def turn(work: Work) -> int:
    """How many people are rung anew. Any number of processes may try; one at a time decides."""
    presence.end_wrap_ups(work)
    if not waits.any_due(work) or not _my_turn(work):
        return 0
    waiting = {row.id: row for row in waits.now_waiting(work)}
    seats = _seats(work, waiting)
    answerers = floor.now(work)
    wanting = _wanting(work, waiting, seats)
    moves = offers.decide(wanting, answerers.floor, work.policy.calls, work.now)
    for lapse in moves.lapses:
        for seat in seats[lapse.caller_id]:
            if seat.staff_id == lapse.staff_id:
                leaving.missed(work, seat)
    for offer in moves.offers:
        _ring(work, waiting[offer.caller_id], offer, answerers)
    _tell_of_long_waits(work, waiting.values())
    again = min(moves.again_at or work.now + AT_LEAST_EVERY, work.now + AT_LEAST_EVERY)
    for row in waiting.values():
        row.look_at = min(again, _told_at(work, row) or again)
    return len(moves.offers)


def _my_turn(work: Work) -> bool:
    lock = select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))
    return bool(work.session.scalar(lock))


def _seats(work: Work, waiting: Mapping[uuid.UUID, Waiting]) -> dict[uuid.UUID, list[Seat]]:
    rows = work.session.execute(
        select(Room.waiting_id, Seat)
        .join(Seat, Seat.room_id == Room.id)
        .where(among(Room.waiting_id, waiting))
        .execution_options(populate_existing=True)
    )
    found: dict[uuid.UUID, list[Seat]] = {waiting_id: [] for waiting_id in waiting}
    for waiting_id, seat in rows:
        found[waiting_id].append(seat)
    return found


def _wanting(
    work: Work, waiting: Mapping[uuid.UUID, Waiting], seats: Mapping[uuid.UUID, Sequence[Seat]]
) -> list[Wanting]:
    """Those whom nobody has answered yet; who is being brought to somebody is not among them."""
    paged = floor.paged_about(work, {row.ticket_id for row in waiting.values()})
    return [
        Wanting(row.caller, (*_rung(seats[row.id]), *paged.get(row.ticket_id, [])))
        for row in waiting.values()
        if not any(_answered(seat) for seat in seats[row.id])
    ]


def _answered(seat: Seat) -> bool:
    return seat.kind in ANSWERS and seat.standing in (Standing.ANSWERED, Standing.IN_ROOM)


def _rung(seats: Sequence[Seat]) -> list[Rung]:
    return [
        Rung(
            seat.staff_id,
            seat.rung_at,
            ended=seat.standing is Standing.GONE,
            on_duty=seat.kind is Kind.DUTY,
        )
        for seat in seats
        if seat.staff_id is not None
    ]


def _ring(work: Work, waiting: Waiting, offer: Offer, answerers: Answerers) -> None:
    person = answerers.people[offer.staff_id]
    via = Via.OWN_PHONE if offer.on_duty else answerers.via[person.id]
    room = rooms.open_for(work, waiting)
    kind = Kind.DUTY if offer.on_duty else Kind.COUNSELOR
    ringing.ring(work, room, person, kind, via)


def _told_at(work: Work, row: Waiting) -> datetime | None:
    return None if row.told_at else row.since + work.policy.calls.page_after


def _tell_of_long_waits(work: Work, waiting: Iterable[Waiting]) -> None:
    for row in waiting:
        if row.told_at is None and row.since + work.policy.calls.page_after <= work.now:
            row.told_at = work.now
            _tell(work, row)


def _tell(work: Work, row: Waiting) -> None:
    ticket = work.session.get_one(Ticket, row.ticket_id)
    minutes = int((work.now - row.since).total_seconds()) // 60
    alerts.tell(work, ticket, f"wait:{row.id}", "wait.page", minutes=minutes)
