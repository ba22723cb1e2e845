"""What is done to the running system while people text, promises fall due and messages leave."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from config import failpoints
from tests.faults.system import COMMANDS, System
from tests.faults.waiting import until

AT_ONCE = 5.0  # seconds within which a promise is acted on
RESTARTED = 10.0  # where whoever acts on it is killed and started again, on a busy machine
GUARDED = 17.0  # ten of silence, five between two looks of the guardian, and a turn

Strike = Callable[[System], AbstractContextManager[object]]
Act = Callable[[System], object]
Rest = Mapping[str, object]


def nothing(_system: System) -> None:
    """As if nothing had happened."""


@dataclass(frozen=True)
class Case:
    """`strikes` is in force until all promises are acted on, `then` is done in the midst of it.

    `latest` is how late a firing may be.
    """

    name: str
    strikes: Strike = nullcontext
    then: Act = nothing
    latest: float = AT_ONCE


def dying_at(place: str) -> Strike:
    """Whoever first reaches the place is killed there."""

    @contextmanager
    def strike(system: System) -> Iterator[None]:
        folder = failpoints.folder_of(system.house.settings.data_dir)
        failpoints.order(folder, place)
        yield
        until(f"somebody dies at {place}", lambda: failpoints.struck(folder, place))

    return strike


def during(act: Act, mend: Act) -> Strike:
    @contextmanager
    def strike(system: System) -> Iterator[None]:
        act(system)
        try:
            yield
        finally:
            mend(system)

    return strike


def killing(*names: str) -> Act:
    def act(system: System) -> None:
        for name in names:
            system.kill(name)

    return act


def signalling(number: signal.Signals, *names: str) -> Act:
    def act(system: System) -> None:
        for name in names:
            os.kill(system.number(name), number)

    return act


def hanging(*names: str) -> Strike:
    """They live and do nothing until all promises are kept: no manager starts others."""
    return during(signalling(signal.SIGSTOP, *names), signalling(signal.SIGCONT, *names))


def carrier(rest: Rest | None = None, webhooks: Rest | None = None) -> Strike:
    return during(
        lambda system: system.telephones.fail(rest=rest or {}, webhooks=webhooks or {}),
        lambda system: system.telephones.fail(),
    )


@contextmanager
def more_metronomes(system: System) -> Iterator[None]:
    command = COMMANDS["metronome"]
    extra = [subprocess.Popen(command, env=system.env) for _ in range(2)]  # noqa: S603  # our own command
    try:
        yield
    finally:
        for process in extra:
            process.kill()
            process.wait()


def revive(system: System) -> None:
    system.kill_valkey()
    system.revive_valkey()


RECEIPTS = {"kinds": ["message_status", "call_status"]}
CASES = (
    Case("nothing is done"),
    *(Case(f"killed at {place}", dying_at(place), latest=RESTARTED) for place in failpoints.PLACES),
    Case("web killed", then=killing("web")),
    Case("metronome and worker killed", then=killing("metronome", "worker"), latest=RESTARTED),
    Case("metronome hangs", hanging("metronome"), latest=GUARDED),
    Case("metronome and worker hang", hanging("metronome", "worker"), latest=GUARDED),
    Case("three metronomes", more_metronomes),
    Case("database killed", then=System.kill_postgres, latest=RESTARTED),
    Case("a connection of the database killed", then=System.kill_a_backend, latest=RESTARTED),
    Case("doorbell flushed", then=System.flush_valkey),
    Case("doorbell killed", during(nothing, System.revive_valkey), then=System.kill_valkey),
    Case("doorbell hangs", during(System.stop_valkey, revive)),
    Case("carrier fails after it took a message", carrier({"500_after": 3})),
    Case("carrier fails before it took a message", carrier({"500_before": 3})),
    Case("carrier throttles", carrier({"429": 5})),
    Case("no text's webhook comes", carrier(webhooks={"kinds": ["sms"], "drop": 4})),
    Case("no receipt comes", carrier(webhooks={**RECEIPTS, "drop": {"probability": 1}})),
    Case("receipts come twice and in any order", carrier(webhooks={**RECEIPTS, "duplicate": 0.5})),
)
