"""Looks at everybody who waits: rings people for them, and tells of those who wait long."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, literal, or_, select

from hotline.calls import looks, offers, presence, queue, rooms, waits
from hotline.calls.offers import Moves, Offer, Rung, Wanting
from hotline.calls.presence import Via
from hotline.calls.queue import Untold
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import ANSWERS, Kind, Standing
from hotline.calls.waits import Waiting
from hotline.store.prepared import Prepared
from hotline.store.work import Work, among
from hotline.tickets import Ticket
from referral.answering import alerts, floor, leaving, ringing
from referral.answering.floor import Answerers

ONE_AT_A_TIME = 7_264_551_002  # the advisory lock of whoever decides
AT_LEAST_EVERY = timedelta(seconds=15)  # nobody is forgotten because an event was
_ANYTHING = Prepared(select(literal(1)).where(or_(exists(presence.OVER), waits.LOOK_IS_DUE)))


def turn(work: Work) -> int:
    """How many people are rung anew. Any number of processes may try; one at a time decides.

    Nobody who waits is locked while it decides: their keys and their sentences come meanwhile.
    """
    if not work.sees(_ANYTHING):
        return 0
    presence.end_wrap_ups(work)
    if not waits.look_is_due(work) or not _my_turn(work):
        return 0
    looks.begin(work)
    waiting = {row.id: row for row in waits.now_waiting(work)}
    if not waiting:
        return 0
    answerers = floor.now(work)
    wanting = _wanting(work, waiting, _seats(work, waiting))
    moves = offers.decide(wanting, answerers.floor, work.policy.calls, work.now)
    rung = _carry_out(work, moves, answerers, _long_waits(work, waiting.values()))
    looks.plan(work, _again(work, moves, waiting.values()))
    return rung


def _again(work: Work, moves: Moves, waiting: Iterable[Waiting]) -> datetime:
    told = queue.next_told(map(_untold, waiting), work.policy.calls)
    soon = work.now + AT_LEAST_EVERY
    return max(min(moves.again_at or soon, soon, told[0] if told else soon), work.now)


def _my_turn(work: Work) -> bool:
    lock = select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))
    return bool(work.session.scalar(lock))


def _carry_out(
    work: Work, moves: Moves, answerers: Answerers, long_waits: Iterable[uuid.UUID]
) -> int:
    """For whoever still waits and was not answered meanwhile; the others are looked at again."""
    lapsed = {(lapse.caller_id, lapse.staff_id) for lapse in moves.lapses}
    offered = {offer.caller_id for offer in moves.offers}
    meant = {*offered, *(caller_id for caller_id, _ in lapsed), *long_waits}
    waiting = waits.still_waiting(work, meant)
    seats = _seats(work, waiting)
    for caller_id, seat in ((row.id, seat) for row in waiting.values() for seat in seats[row.id]):
        if (caller_id, seat.staff_id) in lapsed and seat.standing is Standing.RUNG:
            leaving.missed(work, seat)
    made = [offer for offer in moves.offers if _is_unanswered(seats.get(offer.caller_id))]
    for offer in made:
        _ring(work, waiting[offer.caller_id], offer, answerers)
    _tell_of_long_waits(work, [waiting[one] for one in long_waits if one in waiting])
    if len(waiting) < len(meant):
        looks.ask(work)
    return len(made)


def _is_unanswered(seats: Sequence[Seat] | None) -> bool:
    return seats is not None and not any(_answered(seat) for seat in seats)


def _seats(work: Work, waiting: Mapping[uuid.UUID, Waiting]) -> dict[uuid.UUID, list[Seat]]:
    """The places of those who are rung for them, or were until a moment ago."""
    lately = Seat.rung_at > work.now - work.policy.calls.offer_pause
    rows = work.session.execute(
        select(Room.waiting_id, Seat)
        .join(Seat, Seat.room_id == Room.id)
        .where(among(Room.waiting_id, waiting), or_(rooms.OPEN, lately))
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
        if _is_unanswered(seats[row.id])
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


def _long_waits(work: Work, waiting: Iterable[Waiting]) -> list[uuid.UUID]:
    """Of whom whoever is on duty is told now: one, or nobody."""
    told = queue.next_told(map(_untold, waiting), work.policy.calls)
    return [told[1]] if told and told[0] <= work.now else []


def _untold(row: Waiting) -> Untold:
    return Untold(row.id, row.since, row.told_at)


def _tell_of_long_waits(work: Work, waiting: Iterable[Waiting]) -> None:
    for row in waiting:
        if row.told_at is None:
            row.told_at = work.now
            _tell(work, row)


def _tell(work: Work, row: Waiting) -> None:
    ticket = work.session.get_one(Ticket, row.ticket_id)
    minutes = int((work.now - row.since).total_seconds()) // 60
    alerts.tell(work, ticket, f"wait:{row.id}", "wait.page", minutes=minutes)
