"""python -m tests.faults [WORD...]: every fault that is named so, and a table of what it cost."""

import sys
import tempfile
from pathlib import Path

from tests.faults.cases import CASES, Case
from tests.faults.oracle import play
from tests.faults.system import System, running

WIDTH = max(len(case.name) for case in CASES)


def main(words: list[str]) -> int:
    """The exit code: 1 when anything was lost, doubled or late."""
    chosen = [case for case in CASES if not words or any(word in case.name for word in words)]
    print(f"{'case':<{WIDTH}}  lost  duplicates  lag")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as system:
        bad = sum(not told(system, case) for case in chosen)
    print(f"{len(chosen)} cases, {bad} of them not as promised")
    return int(bad > 0)


def told(system: System, case: Case) -> bool:
    """One line of the table; whether it is as promised."""
    try:
        found = play(system, case)
    except Exception as error:  # noqa: BLE001  # the other cases are wanted all the same
        print(f"{case.name:<{WIDTH}}  {type(error).__name__}: {error}", flush=True)
        return False
    kept = not found.lost and not found.duplicates and found.lag <= case.latest
    figures = f"{found.lost:>4}  {found.duplicates:>10}  {found.lag:.2f} s"
    print(f"{case.name:<{WIDTH}}  {figures}{'' if kept else '  <-'}", flush=True)
    return kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
