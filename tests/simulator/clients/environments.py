"""An environment for each version of the carrier's client: made once, thrown away with `var/`."""

import subprocess
import sys
import venv
from pathlib import Path

from tests.simulator.programs import ROOT

FOLDER = ROOT / "var" / "clients"
PATIENCE = 60  # seconds until the registry counts as out of reach


class UnavailableError(RuntimeError):
    """The packages of this version could not be had; the sentence says why."""


def python(version: str) -> Path:
    """The interpreter of the environment that has this version; raises UnavailableError."""
    place = FOLDER / f"{version}-{sys.version_info.major}.{sys.version_info.minor}"
    found, made = place / "bin" / "python", place / "made"
    if not made.exists():
        venv.create(place, with_pip=False, clear=True, symlinks=True)
        _install(found, version)
        made.touch()
    return found


def _install(interpreter: Path, version: str) -> None:
    """Wheels only: nothing of a package is run before it is used; but the client itself came as
    source alone in its sixth age."""
    uv = Path(sys.executable).with_name("uv")
    where = ["--python", str(interpreter)]
    by_uv = [str(uv), "pip", "install", "--quiet", *where]
    by_pip = [sys.executable, "-m", "pip", *where, "install", "--quiet", "--retries", "1"]
    kinds = ["--only-binary", ":all:", *(["--no-binary", "twilio"] if version[0] == "6" else [])]
    command = [*(by_uv if uv.exists() else by_pip), *kinds, f"twilio=={version}"]
    try:
        done = subprocess.run(  # noqa: S603  # our own tools
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise UnavailableError(f"twilio {version} was not there in {PATIENCE} s") from slow
    if done.returncode:
        why = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise UnavailableError(f"twilio {version} cannot be fetched: {why[0]}")
