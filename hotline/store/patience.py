"""Whoever waits on a telephone waits so long and no longer: a line that has not answered by then
is cut.

A database can be slow, locked or frozen, and only who asked it knows that somebody waits: limits
that the server keeps are of no use when the server itself stands still.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property

import psycopg

from hotline.clock import ticks

LOOK = 0.1  # seconds


class Patience:
    """Looks after all lines of a process from one thread, which begins with the first of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._never = threading.Event()
        self._watched: dict[int, tuple[float, psycopg.Connection]] = {}

    @contextmanager
    def with_(self, line: psycopg.Connection, until: float) -> Iterator[None]:
        """Cut the line if this has not ended at `until`, by the monotonic clock."""
        _ = self._watcher
        key = id(line)
        with self._lock:
            self._watched[key] = (until, line)
        try:
            yield
        finally:
            with self._lock:
                self._watched.pop(key, None)

    @cached_property
    def _watcher(self) -> threading.Thread:
        thread = threading.Thread(target=self._watch, daemon=True, name="patience")
        thread.start()
        return thread

    def _watch(self) -> None:
        while True:
            self._never.wait(LOOK)
            with self._lock:
                late = [key for key, (until, _) in self._watched.items() if is_over(until)]
                for key in late:
                    _cut(self._watched.pop(key)[1])


def is_over(until: float) -> bool:
    return ticks() >= until


def left(until: float) -> float:
    """In seconds."""
    return max(until - ticks(), 0.0)


def until(seconds: float) -> float:
    return ticks() + seconds


def _cut(line: psycopg.Connection) -> None:
    """Whoever reads from it reads its end at once; the server notices when it next writes."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=line.fileno()) as there:
        try:
            there.shutdown(socket.SHUT_RDWR)
        finally:
            there.detach()  # the line itself closes it
