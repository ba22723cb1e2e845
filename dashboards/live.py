"""Tells every open page when something happened: one question a second for all of them."""

import json
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Response, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from hotline.store.journal import JournalEntry
from hotline.store.work import Workplace

EVERY = 1.0  # seconds between two looks
PATIENCE = 10.0  # seconds without news of the database before a bare heartbeat
LIFE = 60  # beats of one stream; the browser comes again, and the door looks again


@dataclass(frozen=True)
class Beat:
    """`latest` is the number of the newest journal entry."""

    count: int
    latest: int
    now: datetime | None


class Ask(Protocol):
    def __call__(self) -> tuple[int, datetime]: ...


class Pulse:
    """Asks while somebody listens. A database that cannot be asked makes no beat, which the
    pages notice; a heartbeat alone keeps their connections open."""

    def __init__(self, ask: Ask, patience: float = PATIENCE) -> None:
        self._ask, self._patience, self._beat = ask, patience, Beat(0, 0, None)
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
        seen = self._beat.count
        for _ in range(LIFE):
            beat = self._after(seen)
            yield beat if beat.count > seen else None
            seen = beat.count

    def _after(self, seen: int) -> Beat:
        with self._news:
            self._news.wait_for(lambda: self._beat.count > seen, self._patience)
            return self._beat

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                latest, now = self._ask()
            except SQLAlchemyError:
                stop.wait(EVERY)
                continue
            with self._news:
                self._beat = Beat(self._beat.count + 1, latest, now)
                self._news.notify_all()
            stop.wait(EVERY)


def asking(workplace: Workplace) -> Ask:
    def ask() -> tuple[int, datetime]:
        with workplace.work() as work:
            return work.session.scalar(select(func.max(JournalEntry.seq))) or 0, work.now

    return ask


def events() -> Response:
    """The page's stream. No database session is open while it runs."""
    pulse: Pulse = current_app.extensions["pulse"]
    headers = {"X-Accel-Buffering": "no"}
    return Response(_stream(pulse), mimetype="text/event-stream", headers=headers)


def _stream(pulse: Pulse) -> Iterator[str]:
    yield "retry: 1000\n\n"
    for beat in pulse.listen():
        if beat is None or beat.now is None:
            yield ": still here\n\n"
        else:
            news = {"latest": beat.latest, "now": int(beat.now.timestamp() * 1000)}
            yield f"event: beat\ndata: {json.dumps(news)}\n\n"
