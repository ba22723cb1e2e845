"""The lines to the database, as many as there are, and how long somebody waits for a free one."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

from sqlalchemy import Connection, Engine, QueuePool
from sqlalchemy.exc import TimeoutError as NoLineError

from hotline.store import patience


class Lines:
    """The pool waits equally long for everybody; so nobody asks it who would have to wait."""

    def __init__(self, engine: Engine) -> None:
        assert isinstance(engine.pool, QueuePool)  # noqa: S101  # config/database.py made it
        self._engine, self._free = engine, Semaphore(engine.pool.size())
        self._longest = engine.pool.timeout()

    @contextmanager
    def one(self, until: float | None = None) -> Iterator[Connection]:
        """NoLineError where none is free at `until`, by the monotonic clock."""
        wait = self._longest if until is None else patience.left(until)
        if not self._free.acquire(timeout=wait):
            raise NoLineError("no line to the database is free")
        try:
            with self._engine.connect() as line:
                yield line
        finally:
            self._free.release()
