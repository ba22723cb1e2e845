"""A defect in the simulator is seen by a test: planted one by one, each is caught.

One in two dozen of each kind here; `python -m tests.simulator.mutations` plants them all.
"""

import os
import subprocess
import sys

import pytest

from tests.proofs import Proof, note
from tests.simulator import strict
from tests.simulator.mutations import ALIVE, AREAS, KILLED
from tests.simulator.planting import ROOT

DEFECTS = [defect for area in AREAS.values() for defect in area]
# Only the carrier's description sees the defects in answers.
SEEN = [area for area in AREAS if area != "answers" or strict.available()]
EVERY = "24"


def test_no_two_defects_have_one_name() -> None:
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)


def test_what_a_defect_spoils_is_there_once() -> None:
    assert [one.name for one in DEFECTS if one.source.count(one.old) != 1] == []


@pytest.mark.timeout(600)  # dozens of runs of tests, on a machine that may be busy
def test_every_defect_is_caught() -> None:
    """In a process without threads, as a fork wants it."""
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "tests.simulator.mutations", "--every", EVERY, *SEEN],
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
