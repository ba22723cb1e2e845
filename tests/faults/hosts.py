"""Two hosts with web, worker and metronome each, on one database; one of them is no more.

The carrier asks the first, and the second where the first does not answer, as its fallback
addresses say. They are two sets of processes: whatever the first holds in the database, it goes
on holding; or two hosts of their own, of which one loses its cable.
"""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from config.launch import addresses, supervise
from tests.faults.cables import Cable, database, joined, laid, reached_by
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
from tests.faults.system import COMMANDS, NOTHING_MORE, System, free_ports, running
from tests.faults.waiting import until

HOST = ("web", "worker", "metronome")
OF_A_HOST = {name: COMMANDS[name] for name in HOST}


@contextmanager
def two(folder: Path) -> Iterator[System]:
    """The system is the first host, with the simulator beside it."""
    port = free_ports()
    with running(folder, more=_fallback(port)) as first, _second(first, folder, port):
        yield first


@contextmanager
def on_cables(folder: Path) -> Iterator[System]:
    """As `two`, each alone at the end of a cable: 1 is the first host's, 2 the other's."""
    here, there = free_ports(), free_ports()
    with laid(1) as one, laid(2) as other, ExitStack() as stack:
        for cable, port in ((one, here), (other, there)):
            stack.enter_context(joined(cable, port, here + 1))
        commands = one.commands(OF_A_HOST, here, here + 1) | {"simulator": COMMANDS["simulator"]}
        way, more = partial(reached_by, [one, other]), _fallback(there) | _elsewhere()
        first = stack.enter_context(running(folder, way, more, here, commands))
        more = _elsewhere() | {"DATABASE_URL": database(other)}
        commands = other.commands(OF_A_HOST, there, here + 1)
        stack.enter_context(_second(first, folder, there, more, commands))
        yield first


def _fallback(port: int) -> dict[str, str]:
    home = f"http://{addresses.LOOPBACK}:{port}"
    return {
        "SIM_SMS_FALLBACK_URL": f"{home}/webhooks/sms/incoming",
        "SIM_VOICE_FALLBACK_URL": f"{home}/webhooks/voice/incoming",
    }


@contextmanager
def _second(
    first: System,
    folder: Path,
    port: int,
    more: Mapping[str, str] = NOTHING_MORE,
    commands: Mapping[str, list[str]] = OF_A_HOST,
) -> Iterator[None]:
    second, home = folder / "second", f"http://{addresses.LOOPBACK}:{port}"
    second.mkdir()
    (second / "clock-ahead").symlink_to(folder / "clock-ahead")  # one time for both
    env = {**first.env, "PORT": str(port), "PUBLIC_URL": home, "DATA_DIR": str(second), **more}
    with supervise.running(env, commands, second / "log"):
        until("the other host is ready", lambda: addresses.answers(f"{home}/readyz"), 60)
        yield


def _elsewhere() -> dict[str, str]:
    """Its web listens on the cable, and nobody knocks at the door on this side."""
    return {"PORT": str(free_ports())}


@contextmanager
def pulled(_system: System) -> Iterator[None]:
    """The first host goes on alone, and finds the others again when it has its cable back."""
    Cable(1).pull()
    try:
        yield
    finally:
        Cable(1).plug()


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
    """In the midst of everything; the other alone hears, keeps what was promised and sends.

    What the first kept on its disk becomes work when it is there again.
    """
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
        books.wait_until_sent()
    return books.closed([*early, *late], longest(system, promised), note)


HANGS, OFF = without_one(hanging(*HOST)), without_one(switched_off)
PULLED = without_one(pulled)
