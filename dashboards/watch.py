"""What is new for the open pages: how far the journal is, and what concerns whom."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from itertools import chain

from sqlalchemy import func, select

from hotline import callbacks
from hotline.callbacks import CallBack
from hotline.calls import presence, rooms
from hotline.calls.presence import Presence, State
from hotline.calls.rooms import Room, Seat
from hotline.recordings.taping import Taping
from hotline.store.journal import JournalEntry
from hotline.store.work import Work, Workplace

Own = Mapping[uuid.UUID, str]
Fact = tuple[uuid.UUID, object]  # about whom, and what

SEQ = func.coalesce(func.max(JournalEntry.seq), 0)
PRESENCES = select(Presence.staff_id, Presence.id).where(
    presence.NOW, Presence.state != State.OFFLINE
)
CALLING_BACK = select(CallBack.staff_id, CallBack.id, CallBack.state).where(callbacks.UNDER_WAY)
PLACE = (Seat.id, Seat.standing, Seat.listens, Seat.held_at)
SEATS = (select(Room.ticket_id, Seat.staff_id, *PLACE).join(Room, Room.id == Seat.room_id)).where(
    rooms.OPEN
)
TAPES = select(Taping.ticket_id, Taping.id, Taping.wanted).where(Taping.over_at.is_(None))


class Watch:
    """Looks for one reader, who looks often: each look reads only what came since the last."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._latest: int | None = None
        self._stirred: dict[uuid.UUID, int] = {}  # by ticket, its newest entry: of open rooms

    def __call__(self) -> tuple[int, Own, datetime]:
        """The number of the newest entry; and for everybody at work a word that is another one
        as soon as their state, their call, or anything about the ticket they talk about is."""
        with self._workplace.work() as work:
            latest = self._read_on(work)
            return latest, _words(chain(self._talks(work), _alone(work))), work.now

    def _read_on(self, work: Work) -> int:
        if self._latest is None:
            self._latest = work.session.scalar(select(SEQ)) or 0
            return self._latest
        since = select(JournalEntry.ticket_id, SEQ).where(JournalEntry.seq > self._latest)
        for ticket, seq in work.session.execute(since.group_by(JournalEntry.ticket_id)):
            self._latest = max(self._latest, seq)
            if ticket is not None:
                self._stirred[ticket] = seq
        return self._latest

    def _talks(self, work: Work) -> Iterator[Fact]:
        """Whatever is about a call is about everybody of ours in it."""
        seats = work.session.execute(SEATS).all()
        about: dict[uuid.UUID, list[object]] = {seat.ticket_id: [] for seat in seats}
        self._stirred = {one: seq for one, seq in self._stirred.items() if one in about}
        tapes = [tape for tape in work.session.execute(TAPES) if tape.ticket_id in about]
        for row in (*seats, *tapes):
            about[row.ticket_id].append(tuple(row))
        for ticket, seq in self._stirred.items():
            about[ticket].append(seq)
        return ((seat.staff_id, about[seat.ticket_id]) for seat in seats if seat.staff_id)


def _alone(work: Work) -> Iterator[Fact]:
    states, calls_back = (work.session.execute(query) for query in (PRESENCES, CALLING_BACK))
    return ((row.staff_id, tuple(row)) for row in (*states, *calls_back))


def _words(facts: Iterable[Fact]) -> Own:
    told: dict[uuid.UUID, list[str]] = {}
    for who, fact in facts:
        told.setdefault(who, []).append(repr(fact))
    return {who: _word("".join(sorted(said))) for who, said in told.items()}


def _word(said: str) -> str:
    return blake2b(said.encode(), digest_size=6).hexdigest()
