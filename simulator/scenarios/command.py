"""python -m simulator run FILE...: play scenarios, and say what happened and if it was right."""

import sys
from collections.abc import Sequence
from pathlib import Path

from simulator.scenarios.reading import ScenarioError, load
from simulator.scenarios.running import play
from simulator.scenarios.transcript import refused, written

PASSED, FAILED, BAD = 0, 1, 2


def run(files: Sequence[str]) -> int:
    """0 when every expectation was met, 1 when one was not, 2 for a file that cannot be played."""
    if not files:
        sys.stderr.write("python -m simulator run FILE...: name at least one scenario\n")
        return BAD
    return max(_one(Path(name)) for name in files)


def _one(path: Path) -> int:
    try:
        played = play(load(path))
    except ScenarioError as error:
        sys.stderr.write(refused(str(path), error) + "\n")
        return BAD
    except LookupError as problem:
        sys.stderr.write(f"{path}: {problem}\n")
        return BAD
    sys.stdout.write(written(path.stem, played) + "\n\n")
    return PASSED if played.passed else FAILED
