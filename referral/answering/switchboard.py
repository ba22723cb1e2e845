"""Looks at everybody who waits: rings people for them, and tells of those who wait long."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, exists, func, or_, select

from hotline.calls import looks, offers, presence, queue, rooms, waits
from hotline.calls.offers import Moves, Offer, Rung, Wanting
from hotline.calls.presence import Via
from hotline.calls.queue import InLine, Untold
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import ANSWERS, Kind, Standing
from hotline.calls.waits import Waiting
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Work, among
from hotline.tickets import Ticket
from referral.answering import alerts, floor, leaving, ringing
from referral.answering.floor import Answerers

ONE_AT_A_TIME = 7_264_551_002  # the advisory lock of whoever decides
AT_LEAST_EVERY = timedelta(seconds=15)  # nobody is forgotten because an event was
_NEWS = Prepared(select(exists(presence.OVER), waits.LOOK_IS_DUE))
_MY_TURN = Prepared(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME)))
_SEATS = (
    select(Room.waiting_id, Seat)
    .join(Seat, Seat.room_id == Room.id)
    .where(or_(rooms.OPEN, Seat.rung_at > bindparam("lately")))
    .execution_options(populate_existing=True)
)
_SEATS_OF_ALL = _SEATS.where(Room.waiting_id.in_(select(Waiting.id).where(waits.WAITS)))
Seats = Mapping[uuid.UUID, Sequence[Seat]]


def turn(work: Work) -> int:
    """How many people are rung anew. Any number of processes may try; one at a time decides.

    Nobody who waits is locked while it decides: their keys and their sentences come meanwhile.
    """
    if not _is_due(work) or not _my_turn(work):
        return 0
    looks.begin(work)
    waiting = waits.now_waiting(work)
    if not waiting:
        return 0
    told = queue.next_told(map(_untold, waiting), work.policy.calls)
    answerers = floor.now(work)
    wanting = _wanting(work, waiting, _seats(work, _SEATS_OF_ALL))
    moves = offers.decide(wanting, answerers.floor, work.policy.calls, work.now)
    rung = _carry_out(work, moves, answerers, told[1] if told and told[0] <= work.now else None)
    looks.plan(work, _again(work, moves, told[0] if told else None))
    return rung


def _is_due(work: Work) -> bool:
    """At a glance, which most of the time is all there is; whoever had time to write is free."""
    over, due = work.glance(_NEWS, {MOMENT.key: work.now}) or (False, False)
    return bool(over and presence.end_wrap_ups(work)) or bool(due)


def _again(work: Work, moves: Moves, told_at: datetime | None) -> datetime:
    """At once where somebody was told: of whom next is not known yet."""
    soon = work.now + AT_LEAST_EVERY
    return max(min(moves.again_at or soon, soon, told_at or soon), work.now)


def _my_turn(work: Work) -> bool:
    (mine,) = _MY_TURN.first(work.connection, {}) or (False,)
    return bool(mine)


def _carry_out(work: Work, moves: Moves, answerers: Answerers, long_wait: uuid.UUID | None) -> int:
    """For whoever still waits and was not answered meanwhile; the others are looked at again."""
    lapsed = {(lapse.caller_id, lapse.staff_id) for lapse in moves.lapses}
    offered = {offer.caller_id for offer in moves.offers}
    meant = {*offered, *(caller_id for caller_id, _ in lapsed), *filter(None, [long_wait])}
    if not meant:
        return 0
    waiting = waits.still_waiting(work, meant)
    seats = _seats(work, _SEATS.where(among(Room.waiting_id, waiting)))
    for caller_id, seat in ((one, seat) for one in waiting for seat in seats.get(one, ())):
        if (caller_id, seat.staff_id) in lapsed and seat.standing is Standing.RUNG:
            leaving.missed(work, seat)
    fit = [offer for offer in moves.offers if offer.caller_id in waiting]
    made = [offer for offer in fit if _is_unanswered(seats.get(offer.caller_id, ()))]
    for offer in made:
        _ring(work, waiting[offer.caller_id], offer, answerers)
    if long_wait in waiting:
        _tell_of_long_wait(work, waiting[long_wait])
    if len(waiting) < len(meant):
        looks.ask(work)
    return len(made)


def _is_unanswered(seats: Iterable[Seat]) -> bool:
    return not any(_answered(seat) for seat in seats)


def _seats(work: Work, query: Select[uuid.UUID, Seat]) -> Seats:
    """The places of those who are rung for somebody, or were until a moment ago, by who waits."""
    found: dict[uuid.UUID, list[Seat]] = {}
    lately = {"lately": work.now - work.policy.calls.offer_pause}
    for waiting_id, seat in work.session.execute(query, lately):
        found.setdefault(waiting_id, []).append(seat)
    return found


def _wanting(work: Work, waiting: Iterable[InLine], seats: Seats) -> list[Wanting]:
    """Those whom nobody has answered yet; who is being brought to somebody is not among them."""
    paged = floor.paged_about_callers(work)
    return [
        Wanting(one.caller, (*_rung(seats.get(one.caller.id, ())), *paged.get(one.ticket_id, ())))
        for one in waiting
        if _is_unanswered(seats.get(one.caller.id, ()))
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


def _untold(one: InLine) -> Untold:
    return Untold(one.caller.id, one.caller.since, one.told_at)


def _tell_of_long_wait(work: Work, row: Waiting) -> None:
    if row.told_at is None:
        row.told_at = work.now
        _tell(work, row)


def _tell(work: Work, row: Waiting) -> None:
    ticket = work.session.get_one(Ticket, row.ticket_id)
    minutes = int((work.now - row.since).total_seconds()) // 60
    alerts.tell(work, ticket, f"wait:{row.id}", "wait.page", minutes=minutes)
