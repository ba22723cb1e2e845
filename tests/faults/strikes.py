"""What is done to the running system while people text, promises fall due and messages leave."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import psycopg

from config import failpoints
from tests.faults.oracle import Act, Strike
from tests.faults.system import COMMANDS, System
from tests.faults.waiting import until

RESTARTS, BETWEEN = 20, 0.5  # seconds in which the database lives

Rest = Mapping[str, object]


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
    """To the processes and their children."""

    def act(system: System) -> None:
        for name in names:
            os.killpg(system.number(name), number)

    return act


def hanging(*names: str) -> Strike:
    """They live and do nothing until all promises are kept: no manager starts others."""
    return during(signalling(signal.SIGSTOP, *names), signalling(signal.SIGCONT, *names))


def carrier(rest: Rest | None = None, webhooks: Rest | None = None) -> Strike:
    return during(
        lambda system: system.telephones.fail(rest=rest or {}, webhooks=webhooks or {}),
        lambda system: system.telephones.fail(),
    )


def dying_while_the_carrier_answers(system: System) -> None:
    """It has taken the message, and whoever asked will never hear so."""
    until("a message is being taken", lambda: any_fault(system, "latency"))
    killing("metronome", "worker")(system)


def any_fault(system: System, name: str) -> bool:
    return any(each.fault == name for each in system.telephones.ledger())


def more_metronomes(number: int) -> Strike:
    @contextmanager
    def strike(system: System) -> Iterator[None]:
        command = COMMANDS["metronome"]
        extra = [subprocess.Popen(command, env=system.env) for _ in range(number)]  # noqa: S603  # our own command
        try:
            yield
        finally:
            for process in extra:
                process.kill()
                process.wait()

    return strike


def doorbell_revived(system: System) -> None:
    system.kill_valkey()
    system.revive_valkey()


def doorbell_without_room(policy: str) -> Strike:
    """It takes nothing any more, or forgets at once what it took."""
    return during(
        lambda system: system.limit_valkey(1, policy),
        lambda system: system.limit_valkey(0, "noeviction"),
    )


def database_restarted_again_and_again(system: System) -> None:
    for _ in range(RESTARTS):
        system.kill_postgres()
        threading.Event().wait(BETWEEN)


@contextmanager
def no_connection_left(system: System) -> Iterator[None]:
    """Whoever has none gets none."""
    with ExitStack() as stack:
        try:
            while True:
                stack.enter_context(system.connection())
        except psycopg.OperationalError:
            yield


@contextmanager
def another_release(system: System) -> Iterator[None]:
    """The schema is of another release: what runs goes on, what is started anew refuses."""
    with system.connection() as connection:
        said = "update alembic_version set version_num = %s"
        was = connection.execute("select version_num from alembic_version").fetchone()
        connection.execute(said, ("9999",))
        connection.commit()
        try:
            assert system.readiness() == 503
            yield
        finally:
            connection.execute(said, was)
            connection.commit()
