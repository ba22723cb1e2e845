"""Whatever is done to the system: nobody is lost, and nothing leaves twice.

How late anything was is no test's business on a busy machine: `./run faults` prints and judges it.
"""

import pytest

from tests.faults.cases import CASES, Case
from tests.faults.oracle import play
from tests.faults.system import System

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_costs_nobody_and_nothing(system: System, case: Case) -> None:
    found = play(system, case)

    assert (found.lost, found.duplicates) == (0, 0)
