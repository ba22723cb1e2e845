"""Tells every open page when something happened: one question for all of them, and again.

What happened to the house is told once a second, to each page in a moment of its own; what happens
to the calls of one person, to them alone, at once.
"""

import json
import queue
import threading
import uuid
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from time import monotonic
from typing import Protocol

import structlog
from flask import Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from dashboards.door import visitor
from dashboards.watch import Own

LOOK = 0.25  # seconds between two beats
A_SECOND = 4  # beats: of so many a page hears one
PATIENCE = 10.0  # seconds without news of the database before a bare heartbeat
AT_ONCE = 5  # pages of a process that fetch their news in the same second
LIFE = 60.0  # seconds of one stream; the browser comes again, and the door looks again

log = structlog.get_logger()
_places = count()


@dataclass(frozen=True)
class Beat:
    """`latest` is the number of the newest journal entry; `own` has a word for whoever is at work,
    another one when something about their calls is; `listeners` is how many pages hear it from
    this process."""

    count: int
    latest: int
    now: datetime
    own: Own
    listeners: int = 1


@dataclass(frozen=True)
class News:
    """What one page is told."""

    latest: int
    own: str
    now: datetime


class Page:
    """An open page, and what it was told last.

    Each has seconds of its own, by `place`, and where many listen they take turns with what is new
    in the house: all of them at once would keep callers waiting. One's own waits for no turn.
    """

    def __init__(self, whose: uuid.UUID, place: int = 0) -> None:
        self._whose, self._place = str(whose), place
        self._second: int | None = None
        self._told: News | None = None
        self._to_tell = queue.SimpleQueue[News]()

    def hear(self, beat: Beat) -> News | None:
        """What it is to be told now, if anything: once a second that the line is alive."""
        second, own = (beat.count + self._place) // A_SECOND, beat.own.get(self._whose, "")
        told = self._told
        if told is not None and (second, own) == (self._second, told.own):
            return None
        in_turn = second != self._second and second % -(-beat.listeners // AT_ONCE) == 0
        latest = beat.latest if told is None or in_turn else told.latest
        self._second, self._told = second, News(latest, own, beat.now)
        return self._told

    def tell(self, beat: Beat) -> None:
        """Wakes its stream only where it has something to say."""
        news = self.hear(beat)
        if news is not None:
            self._to_tell.put(news)

    def wait(self, patience: float) -> News | None:
        with suppress(queue.Empty):
            return self._to_tell.get(timeout=patience)
        return None


class Ask(Protocol):
    def __call__(self) -> tuple[int, Own, datetime]: ...


class Pulse:
    """Asks while somebody listens. A database that cannot be asked makes no beat, which the
    pages notice; a heartbeat alone keeps their connections open."""

    def __init__(self, ask: Ask, patience: float = PATIENCE) -> None:
        self._ask, self._patience = ask, patience
        self._lock, self._beats = threading.Lock(), count(1)
        self._pages: set[Page] = set()
        self._stop = threading.Event()

    def listen(self, page: Page) -> Generator[News | None]:
        """All that this page is told from now on; None when there was nothing for a while."""
        with self._lock:
            self._pages.add(page)
            if len(self._pages) == 1:
                self._stop = threading.Event()
                threading.Thread(target=self._run, args=(self._stop,), daemon=True).start()
        try:
            until = monotonic() + LIFE
            while monotonic() < until:
                yield page.wait(self._patience)
        finally:
            with self._lock:
                self._pages.discard(page)
                if not self._pages:
                    self._stop.set()

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            began = monotonic()
            try:
                with suppress(SQLAlchemyError):
                    self._tell(*self._ask())
            except Exception as error:  # noqa: BLE001  # every open page hangs on this thread
                log.error("pulse_missed", error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
            stop.wait(max(began + LOOK - monotonic(), 0))

    def _tell(self, latest: int, own: Own, now: datetime) -> None:
        with self._lock:
            pages = [*self._pages]
        beat = Beat(next(self._beats), latest, now, own, len(pages))
        for page in pages:
            page.tell(beat)


def events() -> Response:
    """The page's stream. No database session is open while it runs."""
    pulse: Pulse = current_app.extensions["pulse"]
    page = Page(visitor().staff_id, next(_places))
    headers = {"X-Accel-Buffering": "no"}
    said = lines(pulse.listen(page))
    return Response(said, mimetype="text/event-stream", headers=headers)


def lines(told: Iterator[News | None]) -> Iterator[str]:
    yield "retry: 1000\n\n"
    for news in told:
        if news is None:
            yield ": still here\n\n"
        else:
            said = {"latest": news.latest, "own": news.own, "now": _milliseconds(news.now)}
            yield f"event: beat\ndata: {json.dumps(said)}\n\n"


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
