"""Several things in the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def together(*acts: Callable[[], T]) -> list[T]:
    """What each returned, in their order; raises what any of them raised."""
    start = Barrier(len(acts))

    def begin(act: Callable[[], T]) -> T:
        start.wait(10)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [running.result(60) for running in [pool.submit(begin, act) for act in acts]]
