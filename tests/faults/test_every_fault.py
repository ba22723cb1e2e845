"""One fault of each kind: nobody is lost, and nothing leaves twice. `./run faults` does them all.

How late anything was is no test's business on a busy machine: `./run faults` prints and judges it.
"""

import pytest

from tests.faults.cases import CASES
from tests.faults.oracle import play
from tests.faults.system import System

pytestmark = pytest.mark.processes

NAMED = {case.name: case for case in CASES}
ONE_OF_EACH_KIND = (
    "killed at web.after_commit",
    "killed at sweep.before_commit",
    "killed at send.after_asking",
    "metronome and worker killed",
    "database killed",
    "doorbell hangs",
    "carrier fails after it took a message",
    "no text's webhook comes",
)


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_it_costs_nobody_and_nothing(system: System, name: str) -> None:
    found = play(system, NAMED[name])

    assert (found.lost, found.duplicates) == (0, 0)
