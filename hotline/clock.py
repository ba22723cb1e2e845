"""The only place that asks what time it is."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock; the metronome compares it with the database's every minute."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def ticks() -> float:
    """Seconds that only ever go forward, to say how long somebody waits; no time of day."""
    return time.monotonic()
