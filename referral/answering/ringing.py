"""Calls that bring people into a room: counselors, supervisors, third parties."""

import uuid

from hotline.calls import presence
from hotline.calls.presence import Via
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import Kind, Standing
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.vocabulary import Channel, Language, Severity


def ring(work: Work, room: Room, person: Staff, kind: Kind, via: Via) -> Seat:
    """The call leaves by the outbox; whoever answers it asks where to sit."""
    letter = _letter(room, presence.address(person, via), person)
    return _seat(work, room, letter, kind, own_phone=via is Via.OWN_PHONE)


def supervisor(work: Work, room: Room, person: Staff, *, listens: bool) -> Seat:
    """Where they sit now, else at their own telephone."""
    via = presence.rung_at(work, person) or Via.SOFTPHONE
    seat = ring(work, room, person, Kind.SUPERVISOR, via)
    seat.listens = seat.muted = listens
    return seat


def third(work: Work, room: Room, number: str) -> Seat:
    return _seat(work, room, _letter(room, number, None), Kind.THIRD)


def _seat(work: Work, room: Room, letter: Letter, kind: Kind, *, own_phone: bool = False) -> Seat:
    seat = work.add(
        Seat(
            room_id=room.id,
            kind=kind,
            staff_id=letter.staff_id,
            outgoing_id=letter.id,
            own_phone=own_phone,
            standing=Standing.RUNG,
            rung_at=work.now,
        )
    )
    outbox.put(work, letter)
    return seat


def _letter(room: Room, to: str, person: Staff | None) -> Letter:
    """The worst first, whatever the ticket is: somebody waits at the other end."""
    return Letter(
        reason=f"offer:{uuid.uuid4()}",
        purpose=Purpose.OFFER,
        channel=Channel.CALL,
        severity=Severity.CRITICAL,
        to=to,
        body="",
        ticket_id=room.ticket_id,
        staff_id=person.id if person else None,
        language=person.language if person else Language.VI,
    )
