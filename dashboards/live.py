"""Tells every open page when something happened: one question for all of them, and again.

What happened to the house is told once a second; that somebody is rung, to them alone, at once.
"""

import json
import threading
import uuid
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from time import monotonic
from typing import Protocol

from flask import Response, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from dashboards.door import visitor
from hotline.calls import rooms
from hotline.calls.rooms import Seat
from hotline.store.journal import JournalEntry
from hotline.store.work import Workplace

EVERY = 1.0  # seconds between two beats
LOOK = 0.25  # seconds between two looks at who is rung
PATIENCE = 10.0  # seconds without news of the database before a bare heartbeat
AT_ONCE = 5  # pages of a process that fetch their news in the same second
LIFE = 60.0  # seconds of one stream; the browser comes again, and the door looks again

Seats = Mapping[uuid.UUID, str]
_places = count()


@dataclass(frozen=True)
class Beat:
    """`latest` is the number of the newest journal entry when `second` began, `seats` how everybody
    stands who is rung or talks now; `listeners` is how many pages hear it from this process."""

    count: int
    second: int
    latest: int
    now: datetime | None
    seats: Seats
    listeners: int = 1


NONE_YET = Beat(0, 0, 0, None, {})


class Ask(Protocol):
    def __call__(self) -> tuple[int, Seats, datetime]: ...


class Pulse:
    """Asks while somebody listens. A database that cannot be asked makes no beat, which the
    pages notice; a heartbeat alone keeps their connections open."""

    def __init__(self, ask: Ask, patience: float = PATIENCE) -> None:
        self._ask, self._patience, self._beat = ask, patience, NONE_YET
        self._news, self._listeners = threading.Condition(), 0
        self._stop = threading.Event()

    def listen(self) -> Generator[Beat | None]:
        """Every beat from now on; None when there was none for a while."""
        with self._news:
            self._listeners += 1
            if self._listeners == 1:
                self._stop = threading.Event()
                threading.Thread(target=self._run, args=(self._stop,), daemon=True).start()
        try:
            yield from self._beats()
        finally:
            with self._news:
                self._listeners -= 1
                if self._listeners == 0:
                    self._stop.set()

    def _beats(self) -> Iterator[Beat | None]:
        seen, until = self._beat.count, monotonic() + LIFE
        while monotonic() < until:
            beat = self._after(seen)
            yield beat if beat.count > seen else None
            seen = beat.count

    def _after(self, seen: int) -> Beat:
        with self._news:
            self._news.wait_for(lambda: self._beat.count > seen, self._patience)
            return self._beat

    def _run(self, stop: threading.Event) -> None:
        due = 0.0
        while not stop.is_set():
            try:
                latest, seats, now = self._ask()
            except SQLAlchemyError:
                stop.wait(EVERY)
                continue
            if monotonic() >= due:
                due = monotonic() + EVERY
                second = self._beat.second + 1
                self._tell(replace(self._beat, second=second, latest=latest, now=now, seats=seats))
            elif seats != self._beat.seats:
                self._tell(replace(self._beat, now=now, seats=seats))
            stop.wait(min(LOOK, max(due - monotonic(), 0)))

    def _tell(self, beat: Beat) -> None:
        with self._news:
            told = self._beat.count + 1
            self._beat = replace(beat, count=told, listeners=self._listeners)
            self._news.notify_all()


def asking(workplace: Workplace) -> Ask:
    seats = select(Seat.staff_id, Seat.id, Seat.standing).where(rooms.OPEN)

    def ask() -> tuple[int, Seats, datetime]:
        with workplace.work() as work:
            latest = work.session.scalar(select(func.max(JournalEntry.seq))) or 0
            taken = work.session.execute(seats.where(Seat.staff_id.is_not(None))).all()
            stand = {who: f"{seat.hex[:8]} {how}" for who, seat, how in taken if who}
            return latest, stand, work.now

    return ask


def events() -> Response:
    """The page's stream. No database session is open while it runs."""
    pulse: Pulse = current_app.extensions["pulse"]
    headers = {"X-Accel-Buffering": "no"}
    said = told(pulse.listen(), visitor().staff_id, next(_places))
    return Response(said, mimetype="text/event-stream", headers=headers)


def told(beats: Iterator[Beat | None], whose: uuid.UUID, place: int = 0) -> Iterator[str]:
    """The lines of one person's stream.

    Where many listen their pages take turns, by `place`: all of them at once would keep callers
    waiting. Who is rung does not wait for a turn.
    """
    yield "retry: 1000\n\n"
    second = seat = latest = None
    for beat in beats:
        if beat is None or beat.now is None:
            yield ": still here\n\n"
            continue
        mine = beat.seats.get(whose)
        if (second, seat) == (beat.second, mine):
            continue
        if latest is None or (second != beat.second and _is_its_turn(beat, place)):
            latest = beat.latest
        second, seat = beat.second, mine
        news = {"latest": f"{latest} {seat or ''}".strip(), "now": _milliseconds(beat.now)}
        yield f"event: beat\ndata: {json.dumps(news)}\n\n"


def _is_its_turn(beat: Beat, place: int) -> bool:
    return (beat.second + place) % -(-beat.listeners // AT_ONCE) == 0


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
