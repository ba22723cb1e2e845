"""What the launcher says while it works, and how it gives up."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
WIDTH = 44  # columns of a step's name


class LaunchError(Exception):
    """The launcher cannot go on; the sentence says why and what to do."""


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line for one step, with the seconds it took."""
    began = time.monotonic()
    print(f"  {name:<{WIDTH}}", end="", flush=True)
    try:
        yield
    except BaseException:
        say("  -")
        raise
    say(f"{time.monotonic() - began:6.1f} s")


def run(
    command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> bool:
    """Run a command whose words go to a log; whether it succeeded."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as words:
        ended = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, env=env, cwd=cwd
        )
    return ended.returncode == 0


def give_up(error: Exception) -> int:
    """The exit code after the one sentence."""
    sys.stdout.flush()
    print(error, file=sys.stderr)
    return 1
