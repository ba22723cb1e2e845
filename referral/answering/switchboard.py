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
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work, among
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, Severity
from referral.answering import floor, leaving
from referral.answering.floor import Answerers
from referral.staffing import duty

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
    ring(work, room, person, kind, via)


def ring(work: Work, room: Room, person: Staff, kind: Kind, via: Via) -> Seat:
    """The call leaves by the outbox; whoever answers it asks where to sit."""
    letter = Letter(
        reason=f"offer:{uuid.uuid4()}",
        purpose=Purpose.OFFER,
        channel=Channel.CALL,
        severity=Severity.CRITICAL,
        to=presence.address(person, via),
        body="",
        ticket_id=room.ticket_id,
        staff_id=person.id,
        language=person.language,
    )
    seat = work.add(
        Seat(
            room_id=room.id,
            kind=kind,
            staff_id=person.id,
            outgoing_id=letter.id,
            own_phone=via is Via.OWN_PHONE,
            standing=Standing.RUNG,
            rung_at=work.now,
        )
    )
    outbox.put(work, letter)
    return seat


def _told_at(work: Work, row: Waiting) -> datetime | None:
    return None if row.told_at else row.since + work.policy.calls.page_after


def _tell_of_long_waits(work: Work, waiting: Iterable[Waiting]) -> None:
    for row in waiting:
        if row.told_at is None and row.since + work.policy.calls.page_after <= work.now:
            row.told_at = work.now
            _tell(work, row)


def _tell(work: Work, row: Waiting) -> None:
    """Whoever is on duty; the second where there is nobody."""
    reachable = duty.now_reachable(work)
    people = reachable.roster.on_duty or reachable.roster.everyone
    ticket = work.session.get_one(Ticket, row.ticket_id)
    facts = {"people": ",".join(str(person) for person in people)}
    journal.write(work, Act.CALLER_WAITS_LONG, ticket_id=ticket.id, facts=facts)
    minutes = int((work.now - row.since).total_seconds()) // 60
    outbox.put(
        work,
        *(
            _letter(work, row, reachable.people[person], ticket, minutes, channel)
            for person in people
            for channel in (Channel.SMS, Channel.CALL)
        ),
    )


def _letter(  # noqa: PLR0913  # whom, of whom, since when and how: each said by name
    work: Work, row: Waiting, person: Staff, ticket: Ticket, minutes: int, channel: Channel
) -> Letter:
    body = work.policy.say("wait.page", person.language, minutes=minutes, ticket=ticket.number)
    return Letter(
        reason=f"wait:{row.id}:{person.id}:{channel}",
        purpose=Purpose.LONG_WAIT,
        channel=channel,
        severity=Severity.CRITICAL,
        to=person.phone or "",
        body=body,
        ticket_id=ticket.id,
        staff_id=person.id,
        language=person.language,
    )
