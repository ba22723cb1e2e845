"""Two hosts with web, worker and metronome each, on one database; one of them is no more.

The carrier asks the first, and the second where the first does not answer, as its fallback
addresses say. They are two sets of processes and not two machines: whatever the first holds in
the database, it goes on holding.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from config.launch import addresses, supervise
from tests.faults.oracle import (
    Books,
    Found,
    Play,
    Strike,
    fall_due,
    heard,
    kept,
    longest,
    texts,
)
from tests.faults.strikes import hanging, signalling
from tests.faults.system import COMMANDS, System, free_ports, running
from tests.faults.waiting import until

HOST = ("web", "worker", "metronome")


@contextmanager
def two(folder: Path) -> Iterator[System]:
    """The system is the first host, with the simulator beside it."""
    second = folder / "second"
    second.mkdir()
    port = free_ports()
    home = f"http://{addresses.LOOPBACK}:{port}"
    fallback = {
        "SIM_SMS_FALLBACK_URL": f"{home}/webhooks/sms/incoming",
        "SIM_VOICE_FALLBACK_URL": f"{home}/webhooks/voice/incoming",
    }
    with running(folder, more=fallback) as first:
        (second / "clock-ahead").symlink_to(folder / "clock-ahead")  # one time for both
        env = {**first.env, "PORT": str(port), "PUBLIC_URL": home, "DATA_DIR": str(second)}
        with supervise.running(env, {name: COMMANDS[name] for name in HOST}, second / "log"):
            until("the other host is ready", lambda: addresses.answers(f"{home}/readyz"), 60)
            yield first


@contextmanager
def switched_off(system: System) -> Iterator[None]:
    """Nobody is left to start anything again, and whoever knocks gets neither yes nor no."""
    manager = int((system.logs.parent / "supervisord.pid").read_text())
    os.kill(manager, signal.SIGSTOP)
    try:
        signalling(signal.SIGKILL, *HOST)(system)
        yield
    finally:
        os.kill(manager, signal.SIGCONT)


def without_one(strike: Strike) -> Play:
    """In the midst of everything; the other alone hears, keeps what was promised and sends."""
    return partial(_without_one, strike=strike)


def _without_one(system: System, strike: Strike) -> Found:
    books = Books(system)
    early = texts(system)
    until("people are heard", lambda: heard(system, early) >= len(early) // 2)
    promised = fall_due(system, early)
    with strike(system):
        began = time.monotonic()
        late = texts(system)
        until("people are heard", lambda: heard(system, late) == len(late))
        note = f"all who texted then are heard after {time.monotonic() - began:.1f} s"
        until("every promise is acted on", lambda: kept(system, promised))
        return books.closed([*early, *late], longest(system, promised), note)


HANGS, OFF = without_one(hanging(*HOST)), without_one(switched_off)
