"""Few events are worked on at once; the others wait in the order in which they came.

A process has one interpreter: of many who share it each is kept from what it knows by heart, all
take longer, and whom it passes over waits longest.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

ABREAST = 2  # one works while the other waits for the database
PATIENCE = 0.1  # seconds; longer than any queue that moves


class Pace:
    def __init__(self, abreast: int = ABREAST, patience: float = PATIENCE) -> None:
        self._lock = Lock()
        self._free, self._patience = abreast, patience
        self._waiting: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Who has waited for `patience` goes beside the others: they may wait for a lock or for a
        slow database, and that is no reason to let a child wait."""
        place = self._come()
        mine = place is None or place.acquire(timeout=self._patience) or self._was_called(place)
        try:
            yield
        finally:
            if mine:
                self._go()

    def _come(self) -> "Lock | None":  # a name of 3.11 that is no type yet
        """None where it may begin; else what it waits for."""
        with self._lock:
            if self._free:
                self._free -= 1
                return None
            place = Lock()
            place.acquire()
            self._waiting.append(place)
            return place

    def _was_called(self, place: Lock) -> bool:
        """In the very moment in which it gave up; if not, nobody calls it any more."""
        with self._lock:
            if place in self._waiting:
                self._waiting.remove(place)
                return False
            return True

    def _go(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
