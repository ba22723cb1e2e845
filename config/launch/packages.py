"""The virtual environment and the pinned packages in it."""

import hashlib
import sys
import venv
from pathlib import Path

from config.launch.steps import ROOT, VENV, LaunchError, run, step

UV = "uv==0.13.9"  # ten times pip's speed; pip does the same work where it cannot be had
LOG = ROOT / "var" / "log" / "setup.log"
PIP = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--retries", "1"]
RUNTIME, DEVELOPMENT = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"


def install(requirements: Path) -> None:
    """Have what the lock file names; a set with the tests' tools serves the runtime too."""
    if _installed(requirements):
        return
    if not (VENV / "bin" / "python").exists():
        with step("Môi trường Python · Python environment"):
            _make_environment()
    with step("Các gói Python · Python packages"):
        if not (_by_uv(requirements) or _by_pip(requirements)):
            raise LaunchError(
                f"The Python packages could not be had: is there a network? {LOG} has the details."
            )
    _stamp(requirements).write_text(_mark(requirements))


def _make_environment() -> None:
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except Exception as error:  # ensurepip fails in ways of its own
        raise LaunchError(
            f"No virtual environment could be made in {VENV} ({type(error).__name__}): "
            "on Debian and Ubuntu, install python3-venv."
        ) from error


def _by_uv(requirements: Path) -> bool:
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", PIP[0]]
    return run([*PIP, UV], LOG) and run([*uv, *_locked(requirements)], LOG)


def _by_pip(requirements: Path) -> bool:
    return run([*PIP, *_locked(requirements)], LOG)


def _locked(requirements: Path) -> list[str]:
    return ["--require-hashes", "-r", str(requirements)]


def _installed(requirements: Path) -> bool:
    enough = {requirements, DEVELOPMENT}
    return any(_stamp(lock).exists() and _stamp(lock).read_text() == _mark(lock) for lock in enough)


def _stamp(requirements: Path) -> Path:
    return VENV / f"installed-{requirements.stem}"


def _mark(requirements: Path) -> str:
    return f"{sys.version} {hashlib.sha256(requirements.read_bytes()).hexdigest()}"
