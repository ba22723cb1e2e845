"""Two of many faults: nobody is lost, and nothing leaves twice. `./run faults` does them all.

How late anything was is no test's business on a busy machine: `./run faults` prints and judges it.
"""

import pytest

from tests.faults.cases import CASES
from tests.faults.system import System

pytestmark = pytest.mark.processes

NAMED = {case.name: case for case in CASES}
SOME = ("killed at send.after_asking", "no text's webhook comes")


@pytest.mark.parametrize("name", SOME)
def test_it_costs_nobody_and_nothing(system: System, name: str) -> None:
    found = NAMED[name].play(system)

    assert (found.lost, found.duplicates) == (0, 0)
