"""python -m tests.faults [WORD...]: every fault that is named so, and a table of what it cost."""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import closing, nullcontext
from pathlib import Path

from tests.faults.cases import CASES, Case, Opened
from tests.faults.disks import NotHereError
from tests.faults.oracle import Found
from tests.faults.system import running

WIDTH = max(len(case.name) for case in CASES)
APART = "FAULTS_APART"  # set once we are in a mount namespace of our own


def main(words: Sequence[str]) -> int:
    """The exit code: 1 when anything was lost, doubled or late."""
    named = [case for case in CASES if case.name in words]
    chosen = named or [case for case in CASES if not words or any(w in case.name for w in words)]
    began = time.monotonic()
    print(f"{'row':>6}  {'case':<{WIDTH}}  lost  duplicates      lag  takes", flush=True)
    with closing(systems(chosen)) as opened:  # whatever interrupts us, in order
        bad = sum(not told(case, system) for case, system in opened)
    took = time.monotonic() - began
    print(f"{len(chosen)} cases, {bad} of them not as promised, {took:.0f} s", flush=True)
    return int(bad > 0)


def systems(cases: Sequence[Case]) -> Generator[tuple[Case, Opened], None, None]:
    """Each with its system: the common one for as long as possible, then one for each alone."""
    together = [case for case in cases if case.alone is None]
    if together:
        with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as system:
            yield from ((case, lambda _: nullcontext(system)) for case in together)
    yield from ((case, case.alone) for case in cases if case.alone is not None)


def told(case: Case, opened: Opened) -> bool:
    """One line of the table; whether it is as promised."""
    rows, began = ",".join(map(str, case.rows)), time.monotonic()
    print(f"{rows:>6}  {case.name:<{WIDTH}}  ", end="", flush=True)
    try:
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as system:
            found = case.play(system)
    except NotHereError as error:
        print(f"skipped: {error}", flush=True)
        return True
    except Exception as error:  # noqa: BLE001  # the other cases are wanted all the same
        print(f"{type(error).__name__}: {error}  <-", flush=True)
        return False
    kept = is_kept(case, found)
    print(f"{figures(found, time.monotonic() - began)}{'' if kept else '  <-'}", flush=True)
    return kept


def is_kept(case: Case, found: Found) -> bool:
    return not found.lost and found.duplicates <= case.twice and found.lag <= case.latest


def figures(found: Found, took: float) -> str:
    line = f"{found.lost:>4}  {found.duplicates:>10}  {found.lag:>5.2f} s  {took:>3.0f} s"
    return f"{line}  {found.note}".rstrip()


def apart() -> None:
    """What is mounted here is seen by nobody else, and gone with the last of us."""
    unshare = shutil.which("unshare")
    if os.geteuid() == 0 and unshare and APART not in os.environ:
        again = [unshare, "--mount", sys.executable, "-m", "tests.faults", *sys.argv[1:]]
        os.execve(unshare, again, os.environ | {APART: "1"})  # noqa: S606  # our own command


def stop(_number: int, _frame: object) -> None:
    """Asked to end: whatever was started is ended first."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    apart()
    signal.signal(signal.SIGTERM, stop)
    sys.exit(main(sys.argv[1:]))
