"""One of many faults: nobody is lost, and nothing leaves twice. `./run faults` does them all.

How late anything was is no test's business on a busy machine: `./run faults` prints and judges it.
"""

import pytest

from tests.faults.cases import CASES
from tests.faults.system import System

pytestmark = pytest.mark.processes

NAMED = {case.name: case for case in CASES}
NAME = "killed at send.after_asking"


def test_one_of_the_faults_is_played_as_all_are_and_costs_nobody_anything(system: System) -> None:
    found = NAMED[NAME].play(system)

    assert (found.lost, found.duplicates) == (0, 0)
