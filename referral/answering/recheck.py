"""The carrier's own lists of lines and rooms, read now and then: what no callback told is found."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from hotline.calls import rooms, waits
from hotline.calls.queue import Left
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import Kind, Standing
from hotline.calls.waits import Waiting
from hotline.store.work import Work, Workplace
from hotline.telephony.carrier import AmbiguousError, RefusedError, ThrottledError
from hotline.telephony.control import Control
from referral.answering import talks

UNDER_WAY = timedelta(seconds=10)  # news of anything younger may still be on their way


@dataclass(frozen=True)
class _Seen:
    """A seat or a wait as it stood before the carrier was asked."""

    room_id: uuid.UUID
    label: str
    call_sid: str
    present: bool


def recheck(workplace: Workplace, control: Control) -> int:
    """How many legs turned out to be elsewhere than we believed."""
    with workplace.work() as work:
        lines, places = _lines(work), _places(work)
    return sum(_line(workplace, control, *each) for each in lines.items()) + sum(
        _room(workplace, control, *each) for each in places.items()
    )


def _lines(work: Work) -> dict[str, list[tuple[uuid.UUID, str]]]:
    """By line of the carrier those who should stand in it, and for whom nobody has answered."""
    answered = select(Room.waiting_id).join(Seat).where(Seat.answered_at.is_not(None), rooms.OPEN)
    rows = work.session.scalars(
        select(Waiting)
        .where(waits.WAITS, Waiting.since < work.now - UNDER_WAY, Waiting.queue_sid.is_not(None))
        .where(Waiting.id.not_in(answered))
    )
    found: dict[str, list[tuple[uuid.UUID, str]]] = {}
    for row in rows:
        found.setdefault(row.queue_sid or "", []).append((row.id, row.call_sid))
    return found


def _places(work: Work) -> dict[str, list[_Seen]]:
    """By room, as the carrier knows it, those who have answered for it, the caller first: where
    all have gone, nobody left a caller alone."""
    rows = work.session.execute(
        select(Room, Seat)
        .join(Seat, Seat.room_id == Room.id)
        .where(rooms.OPEN, Seat.call_sid.is_not(None))
        .order_by(Seat.kind != Kind.CALLER)
    )
    found: dict[str, list[_Seen]] = {}
    for room, seat in rows:
        if _since(seat) < work.now - UNDER_WAY:
            found.setdefault(room.conference_sid or room.name, []).append(_seen(seat))
    return found


def _since(seat: Seat) -> datetime:
    return seat.joined_at or seat.answered_at or seat.rung_at


def _seen(seat: Seat) -> _Seen:
    present = seat.standing is Standing.IN_ROOM
    return _Seen(seat.room_id, seat.label, seat.call_sid or "", present)


def _line(
    workplace: Workplace, control: Control, line: str, ours: Iterable[tuple[uuid.UUID, str]]
) -> int:
    try:
        theirs = set(control.who_waits(line))
    except (AmbiguousError, ThrottledError, RefusedError):
        return 0
    gone = [waiting_id for waiting_id, call in ours if call not in theirs]
    for waiting_id in gone:
        with workplace.work() as work:
            talks.left_line(work, waiting_id, Left.ABANDONED)
    return len(gone)


def _room(workplace: Workplace, control: Control, name: str, ours: Iterable[_Seen]) -> int:
    try:
        theirs = set(control.who_is_in(name))
    except (AmbiguousError, ThrottledError):
        return 0
    wrong = [seat for seat in ours if (seat.call_sid in theirs) is not seat.present]
    for seat in wrong:
        with workplace.work() as work:
            if seat.call_sid in theirs:
                talks.came(work, seat.room_id, seat.label)
            else:
                talks.went(work, seat.room_id, seat.label)
    return len(wrong) + _gone(workplace, ours, theirs)


def _gone(workplace: Workplace, ours: Iterable[_Seen], theirs: set[str]) -> int:
    """Who answered, and never came into the room."""
    lost = [seat for seat in ours if not seat.present and seat.call_sid not in theirs]
    for seat in lost:
        with workplace.work() as work:
            talks.went(work, seat.room_id, seat.label)
    return len(lost)
