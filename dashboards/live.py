"""Tells every open page when something happened: one question for all of them, and again.

What happened to the house is told once a second, to each page in a moment of its own; what happens
to the calls of one person, to them alone, at once.
"""

import json
import threading
import uuid
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from time import monotonic
from typing import Protocol

from flask import Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from dashboards.door import visitor
from dashboards.watch import Own

LOOK = 0.25  # seconds between two beats
A_SECOND = 4  # beats: of so many a page hears one
PATIENCE = 10.0  # seconds without news of the database before a bare heartbeat
AT_ONCE = 5  # pages of a process that fetch their news in the same second
LIFE = 60.0  # seconds of one stream; the browser comes again, and the door looks again

_places = count()


@dataclass(frozen=True)
class Beat:
    """`latest` is the number of the newest journal entry; `own` has a word for whoever is at work,
    another one when something about their calls is; `listeners` is how many pages hear it from
    this process."""

    count: int
    latest: int
    now: datetime | None
    own: Own
    listeners: int = 1


NONE_YET = Beat(0, 0, None, {})


class Ask(Protocol):
    def __call__(self) -> tuple[int, Own, datetime]: ...


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
        while not stop.is_set():
            began = monotonic()
            with suppress(SQLAlchemyError):
                self._tell(*self._ask())
            stop.wait(max(began + LOOK - monotonic(), 0))

    def _tell(self, latest: int, own: Own, now: datetime) -> None:
        with self._news:
            self._beat = Beat(self._beat.count + 1, latest, now, own, self._listeners)
            self._news.notify_all()


def events() -> Response:
    """The page's stream. No database session is open while it runs."""
    pulse: Pulse = current_app.extensions["pulse"]
    headers = {"X-Accel-Buffering": "no"}
    said = told(pulse.listen(), visitor().staff_id, next(_places))
    return Response(said, mimetype="text/event-stream", headers=headers)


def told(beats: Iterator[Beat | None], whose: uuid.UUID, place: int = 0) -> Iterator[str]:
    """The lines of one person's stream.

    Each page has seconds of its own, by `place`, and where many listen they take turns with their
    news: all of them at once would keep callers waiting. What is one's own waits for no turn.
    """
    yield "retry: 1000\n\n"
    second = own = latest = None
    for beat in beats:
        if beat is None or beat.now is None:
            yield ": still here\n\n"
            continue
        its_second, mine = (beat.count + place) // A_SECOND, beat.own.get(whose, "")
        if (second, own) == (its_second, mine):
            continue
        in_turn = its_second % -(-beat.listeners // AT_ONCE) == 0
        if latest is None or (second != its_second and in_turn):
            latest = beat.latest
        second, own = its_second, mine
        news = {"latest": latest, "own": own, "now": _milliseconds(beat.now)}
        yield f"event: beat\ndata: {json.dumps(news)}\n\n"


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
