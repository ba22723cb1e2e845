"""Waiting for what real processes do: looked at often, and never for ever."""

import threading
from collections.abc import Callable

LOOK = 0.02  # seconds


def until(what: str, done: Callable[[], bool], seconds: float = 30) -> None:
    """Return as soon as it is so; an AssertionError says what never was."""
    for _ in range(round(seconds / LOOK)):
        if done():
            return
        threading.Event().wait(LOOK)
    raise AssertionError(f"not within {seconds} s: {what}")
