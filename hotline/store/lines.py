"""The lines to the database, as many as there are, and how long somebody waits for a free one."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, QueuePool
from sqlalchemy.exc import TimeoutError as NoLineError

from hotline.store import patience
from hotline.store.prepared import alone, driver_of

IN_HAND = 4  # more than are in use most of the time


class LinePool(QueuePool):
    """SQLAlchemy's own, with a few lines that stay in hand from one use to the next: to take one
    out of the pool and to give it back costs this process more work than to ask something on it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.free = SimpleQueue[None]()  # one for each line that nobody has
        for _ in range(self.size()):
            self.free.put(None)
        self._in_hand: list[Connection] = []
        self._is_open = True

    def taken(self) -> Connection | None:
        """The warmest of those in hand."""
        try:
            return self._in_hand.pop()
        except IndexError:
            return None

    def keep(self, line: Connection) -> bool:
        """Whether it stays in hand; it does not where something is left to be undone on it."""
        if self._is_open and len(self._in_hand) < IN_HAND and _is_as_new(line):
            self._in_hand.append(line)
            return True
        return False

    def let_go(self) -> None:
        """Close what is in hand."""
        while line := self.taken():
            line.invalidate()
            line.close()

    def dispose(self) -> None:
        self._is_open = False
        self.let_go()
        super().dispose()


class Lines:
    """Of one engine, whoever asks: the pool waits equally long for everybody, so nobody asks it who
    would have to wait."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def one(self, until: float | None = None) -> Iterator[Connection]:
        """In no transaction, perhaps standing `alone`.

        NoLineError where none is free at `until`, by the monotonic clock.
        """
        pool = self._engine.pool
        assert isinstance(pool, LinePool)  # noqa: S101  # config/database.py made it
        wait = pool.timeout() if until is None else patience.left(until)
        try:
            pool.free.get(timeout=wait)
        except Empty:
            raise NoLineError("no line to the database is free") from None
        try:
            line = pool.taken() or self._engine.connect()
            try:
                yield line
            finally:
                if not pool.keep(line):
                    _give_back(line, pool)
        finally:
            pool.free.put(None)


def _give_back(line: Connection, pool: LinePool) -> None:
    """Others expect that a transaction begins by itself. What broke one line has most likely broken
    the others, and whoever tries again needs one on which something can be heard."""
    if line.invalidated:
        pool.let_go()
    elif _is_as_new(line):
        alone(line, yes=False)
    line.close()


def _is_as_new(line: Connection) -> bool:
    if line.invalidated or line.in_transaction():
        return False
    return driver_of(line).pgconn.transaction_status == TransactionStatus.IDLE
