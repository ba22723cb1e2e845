"""A process dies where it was ordered to, once; and only a demonstration's does."""

import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

from config import failpoints, house
from hotline.clock import SystemClock
from tests.house import SETTINGS

ROOT = Path(__file__).parents[2]
PLACE = failpoints.PLACES[0]


def run(folder: Path, place: str) -> int:
    """The exit code of a process that reaches the place."""
    program = (
        "import sys; from pathlib import Path; from config import failpoints;"
        "failpoints.deadly(Path(sys.argv[1]))(sys.argv[2])"
    )
    command = [sys.executable, "-c", program, str(folder), place]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603  # our own interpreter


def test_whoever_comes_first_dies_and_the_next_goes_on(tmp_path: Path) -> None:
    failpoints.order(tmp_path, PLACE)
    assert not failpoints.struck(tmp_path, PLACE)

    assert run(tmp_path, PLACE) == -signal.SIGKILL
    assert failpoints.struck(tmp_path, PLACE)
    assert run(tmp_path, PLACE) == 0


def test_a_place_nobody_named_ends_nobody(tmp_path: Path) -> None:
    failpoints.order(tmp_path, PLACE)

    assert run(tmp_path, failpoints.PLACES[1]) == 0


def test_a_house_of_no_demonstration_has_no_such_places(engine: Engine, tmp_path: Path) -> None:
    failpoints.order(failpoints.folder_of(tmp_path), PLACE)
    real = SETTINGS.model_copy(update={"data_dir": tmp_path})

    house.built(real, engine, SystemClock(), house.no_ring).workplace.reach(PLACE)

    assert not failpoints.struck(failpoints.folder_of(tmp_path), PLACE)
