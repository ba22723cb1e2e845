"""Whatever dies in the middle of the night, the night ends the same."""

from collections.abc import Callable, Mapping

import pytest

from config.demo import story
from tests.faults.system import System

pytestmark = pytest.mark.processes

LONGEST_HOLD = 1.0  # seconds

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


def test_a_night_in_which_everything_dies_or_forgets_ends_as_any_other(system: System) -> None:
    faults: dict[int, Fault] = {
        2: killing("web"),
        3: System.flush_valkey,
        4: killing("metronome"),
        5: System.kill_postgres,
        7: System.stop_valkey,
        9: killing("worker"),
        10: System.kill_valkey,
        11: killing("web"),
    }
    try:
        ends_well(told_with(system, faults))
    finally:
        system.revive_valkey()


def test_a_doorbell_that_hangs_holds_nobody_up(system: System) -> None:
    usual = system.seconds_to_take("Cứu em với")
    system.stop_valkey()
    try:
        held_up = system.seconds_to_take("Cứu em với, em bị nhốt trong nhà") - usual
        assert held_up < LONGEST_HOLD
    finally:
        system.kill_valkey()
        system.revive_valkey()
