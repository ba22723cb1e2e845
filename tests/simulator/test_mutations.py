"""A defect in the simulator is seen by a test: planted one by one, each is caught.

One in twelve of each kind here; `python -m tests.simulator.mutations` plants them all.
"""

import os
import subprocess
import sys

import pytest

from tests.proofs import Proof, note
from tests.simulator import strict
from tests.simulator.mutations import ALIVE, AREAS, KILLED
from tests.simulator.planting import ROOT, Defect

DEFECTS = [defect for area in AREAS.values() for defect in area]
# Only the carrier's description sees the defects in answers.
SEEN = [area for area in AREAS if area != "answers" or strict.available()]
SHARES = [SEEN[place::2] for place in range(2)]  # each reads the simulator and its tests once
EVERY = "12"


def test_no_two_defects_have_one_name() -> None:
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_what_a_defect_spoils_is_there_once(defect: Defect) -> None:
    assert defect.source.count(defect.old) == 1


@pytest.mark.timeout(600)  # dozens of runs of tests, on a machine that may be busy
@pytest.mark.parametrize("areas", SHARES, ids=" ".join)
def test_every_defect_is_caught(areas: list[str]) -> None:
    """In a process without threads, as a fork wants it."""
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "tests.simulator.mutations", "--every", EVERY, *areas],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout.splitlines()
    for line in said:
        if line.startswith((KILLED, ALIVE)):
            note(Proof.DEFECTS, "" if line.startswith(KILLED) else line)

    assert [line for line in said if line.startswith(ALIVE)] == []
    assert done.returncode == 0, done.stdout
