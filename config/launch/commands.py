"""The command lines of the system's processes."""

from pathlib import Path

from config.launch.steps import VENV

BIN = VENV / "bin"
FLASK = [str(BIN / "flask"), "--app", "config.cli"]
PYTHON_M = [str(BIN / "python"), "-m"]

PROCESSES: dict[str, list[str]] = {
    "simulator": [*PYTHON_M, "simulator"],
    "web": [*PYTHON_M, "gunicorn", "-c", "config/gunicorn.py", "config.wsgi:application()"],
    "worker": [*PYTHON_M, "config.start", "worker"],
    "metronome": [*PYTHON_M, "config.start", "metronome"],
}

GUESTS = ("flask", "demo-story")  # join the demo where they are given no settings of their own

# The web has hundreds of threads: with few arenas of C's allocator they share what they gave back.
# What is large goes back to the system at once; without a figure the allocator learns to keep it.
FRUGAL = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072"}

TRIALS = ("faults", "soak")  # need what the tests need

COMMANDS: dict[str, list[str]] = {
    **PROCESSES,
    "flask": FLASK,
    "demo-story": [*FLASK, "demo-story"],
    "faults": [*PYTHON_M, "tests.faults"],
    "soak": [*PYTHON_M, "tests.faults.soak"],
    "bench": [*PYTHON_M, "bench"],
    "weights": [*PYTHON_M, "bench.weights"],
}


def program(name: str) -> Path:
    """A tool of the environment."""
    return BIN / name
