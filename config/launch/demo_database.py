"""The demo's tables, people and shifts; looked after when something about them has changed."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from config.launch.commands import FLASK
from config.launch.steps import ROOT, LaunchError

SOURCES = ("migrations/versions", "config/demo", "config/policy")
LOG_INS = [sys.executable, "-m", "config.launch.log_ins"]


def prepare(env: Mapping[str, str], home: Path, today: date) -> str:
    """Migrate and load, unless that was done today from the same files; gives the log-ins to show.

    The mark stands beside the database, so that whoever removes the one removes the other. Raises
    LaunchError.
    """
    stamp, mark = home / "prepared", _mark(today)
    if stamp.exists():
        prepared_for, _, log_ins = stamp.read_text(encoding="utf-8").partition("\n")
        if prepared_for == mark:
            return log_ins
    _ask([*FLASK, "migrate"], env)
    _ask([*FLASK, "demo-data"], env)
    log_ins = _ask(LOG_INS, env)
    stamp.write_text(f"{mark}\n{log_ins}", encoding="utf-8")
    return log_ins


def _ask(command: list[str], env: Mapping[str, str]) -> str:
    ended = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False)
    if ended.returncode != 0:
        raise LaunchError(f"{ended.stderr.rstrip()}\nThe demo's database could not be prepared.")
    return ended.stdout


def _mark(today: date) -> str:
    """Shifts are laid out from today on, so yesterday's are not enough."""
    found = hashlib.sha256(str(today).encode())
    for source in SOURCES:
        for file in sorted((ROOT / source).rglob("*.*")):
            if file.is_file() and file.suffix != ".pyc":
                found.update(file.read_bytes())
    return found.hexdigest()
