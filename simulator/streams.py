"""Event streams: what a browser is told while things happen on the network."""

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask import Response

from simulator.network import Simulator

LOOK = 0.1  # real seconds between two looks at the ledger
LOOKS = 10  # without news until a beat: only by writing does one notice that nobody listens


class Listener(NamedTuple):
    """`tell` says how things stand, or None when there is nothing more to say; all three are
    called under the network's lock."""

    tell: Callable[[], dict[str, object] | None]
    begin: Callable[[], None] = lambda: None
    end: Callable[[], None] = lambda: None


def stream(sim: Simulator, listener: Listener) -> Response:
    """One event whenever what there is to say has changed; it begins with how things stand."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(_lines(sim, listener), mimetype="text/event-stream", headers=headers)


def _lines(sim: Simulator, listener: Listener) -> Iterator[str]:
    with sim.lock:
        listener.begin()
    try:
        yield "retry: 500\n\n"
        said = ""
        for _ in _moments(sim):
            with sim.lock:
                told = listener.tell()
            if told is None:
                return
            now = json.dumps(told, ensure_ascii=False)
            yield ": still here\n\n" if now == said else f"data: {now}\n\n"
            said = now
    finally:
        with sim.lock:
            listener.end()


def _moments(sim: Simulator) -> Iterator[None]:
    """Whenever the ledger has grown, and every second besides."""
    seen, wait = -1, threading.Event().wait
    for look in itertools.count():
        if len(sim.ledger) != seen or look % LOOKS == 0:
            seen = len(sim.ledger)
            yield
        wait(LOOK)
