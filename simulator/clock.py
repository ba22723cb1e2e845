"""The one virtual clock: every timeout of the network is an event on it."""

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Action = Callable[[], None]


@dataclass(eq=False)
class Timer:
    """One event to come; a cancelled one is passed over in silence."""

    when: datetime
    action: Action
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


def _at_once() -> None:
    """Inline webhooks are answered before the call returns: there is nothing to wait for."""


class Clock:
    """Stands still until it is told to go forward; then runs what falls due, in order.

    `settle` is called after every event and returns once no webhook is in flight, so that
    time never passes while an application is thinking.
    """

    def __init__(self, start: datetime, lock: "threading.RLock | None" = None) -> None:
        if start.tzinfo is None:
            raise ValueError("the clock needs a start with a time zone")
        self.lock = lock or threading.RLock()
        self.settle: Action = _at_once
        # Virtual seconds for one real second, where a driver runs; 0 stands still.
        self.rate = 0.0
        self._now = start
        self._order = itertools.count()
        self._events: list[tuple[datetime, int, Timer]] = []
        self._stopped = False

    def now(self) -> datetime:
        return self._now

    def at(self, when: datetime, action: Action) -> Timer:
        """Run the action at that time, or as soon as the clock moves if it has passed."""
        with self.lock:
            timer = Timer(max(when, self._now), action)
            if not self._stopped:
                heapq.heappush(self._events, (timer.when, next(self._order), timer))
            return timer

    def after(self, seconds: float, action: Action) -> Timer:
        return self.at(self._now + timedelta(seconds=seconds), action)

    def next_at(self) -> datetime | None:
        with self.lock:
            while self._events and self._events[0][2].cancelled:
                heapq.heappop(self._events)
            return self._events[0][0] if self._events else None

    def forward(self, span: timedelta) -> int:
        """Let this much time pass; returns how many events ran."""
        with self.lock:
            return self.forward_to(self._now + span)

    def forward_to(self, target: datetime) -> int:
        with self.lock:
            self.settle()
            ran = 0
            while self._run_next(target):
                ran += 1
            self._now = max(self._now, target)
            return ran

    def follow(self, target: datetime) -> None:
        """Like forward_to, without waiting for the application: how real time passes."""
        with self.lock:
            while self._run_next(target, patient=False):
                pass
            self._now = max(self._now, target)

    def run_until_idle(self, limit: timedelta = timedelta(days=1)) -> int:
        """Run every event there is, up to `limit` ahead; returns how many ran."""
        with self.lock:
            self.settle()
            target, ran = self._now + limit, 0
            while self._run_next(target):
                ran += 1
            return ran

    def step(self) -> bool:
        """Run the next event alone, whenever it is due; False when there is none."""
        with self.lock:
            self.settle()
            due = self.next_at()
            return due is not None and self._run_next(due)

    def freeze(self) -> None:
        """Time stands still until somebody moves it."""
        self.rate = 0.0

    def stop(self) -> None:
        """For good: nothing of what was to come happens any more."""
        with self.lock:
            self._stopped = True
            self._events.clear()

    def _run_next(self, target: datetime, *, patient: bool = True) -> bool:
        due = self.next_at()
        if due is None or due > target:
            return False
        _, _, timer = heapq.heappop(self._events)
        self._now = max(self._now, due)
        timer.action()
        if patient:
            self.settle()
        return True
