"""Lets one version of the client play the scenario against a simulator of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.simulator import programs
from tests.simulator.clients import environments
from tests.simulator.conftest import ACCOUNT, TOKEN

SCENARIO = Path(__file__).with_name("scenario.py")
RECIPE = programs.ROOT / "simulator" / "recipe"
OURS = "ours"  # the version the system itself runs on
VERSIONS = ("6.51.0", "7.17.0", "8.13.0", "9.4.4", OURS)


def interpreter(version: str) -> Path:
    """Raises UnavailableError when this version cannot be fetched."""
    return Path(sys.executable) if version == OURS else environments.python(version)


def play(python: Path) -> str:
    """What the scenario says of itself; raises AssertionError with its words when it fails.

    The clock stands still but for the scenario's hands, and a warning is an error.
    """
    with programs.running(["--rate", "0"]) as (address, _process):
        told = {"SIMULATOR": address, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
        done = subprocess.run(  # noqa: S603  # our own scenario
            [python, "-W", "error", SCENARIO],
            env={**os.environ, "PYTHONPATH": str(RECIPE), **told},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
