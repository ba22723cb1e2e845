"""Whatever dies in the middle of the night, the night ends the same."""

from collections.abc import Callable, Mapping

import pytest

from config.demo import story
from tests.faults.system import System

pytestmark = pytest.mark.processes

LONGEST_ANSWER = 1.0  # seconds

Fault = Callable[[System], None]


def killing(name: str) -> Fault:
    return lambda system: system.kill(name)


def told_with(system: System, faults: Mapping[int, Fault]) -> list[str]:
    """The story's lines; after the line of each number, something is done to the system."""
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        if fault := faults.get(len(lines)):
            fault(system)

    assert story.play(system.house, say, reading_time=0) == 0, "\n".join(lines)
    return lines


def ends_well(lines: list[str]) -> None:
    assert " 0 lost, 0 duplicated, " in lines[-1]
    assert lines[-1].endswith(" 2 tickets")


def test_processes_killed_all_through_the_night_cost_nothing(system: System) -> None:
    web, worker, metronome = killing("web"), killing("worker"), killing("metronome")
    faults = {2: web, 3: metronome, 4: worker, 7: metronome, 9: web, 10: worker, 12: metronome}
    ends_well(told_with(system, faults))


def test_a_doorbell_that_forgets_hangs_and_dies_costs_nothing(system: System) -> None:
    faults: dict[int, Fault] = {
        3: System.flush_valkey,
        7: System.stop_valkey,
        10: System.kill_valkey,
    }
    try:
        ends_well(told_with(system, faults))
    finally:
        system.revive_valkey()


def test_a_doorbell_that_hangs_holds_nobody_up(system: System) -> None:
    system.stop_valkey()
    try:
        assert system.seconds_to_take("Cứu em với, em bị nhốt trong nhà") < LONGEST_ANSWER
    finally:
        system.kill_valkey()
        system.revive_valkey()


def test_a_database_that_dies_and_recovers_costs_nothing(system: System) -> None:
    backend, server = System.kill_a_backend, System.kill_postgres
    ends_well(told_with(system, {3: backend, 5: server, 8: backend, 9: server, 11: backend}))
