"""Every check and every test, with a line for each at the end."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from config.launch import demo_settings, packages
from config.launch.commands import FLASK, program
from config.launch.prepare import chromium, prepare
from config.launch.steps import ROOT, WIDTH, say

CHECKS: dict[str, list[str | Path]] = {
    "format": [program("ruff"), "format", "--check", "."],
    "lint": [program("ruff"), "check", "."],
    "types": [program("mypy")],
    "import contracts": [program("lint-imports")],
    "migrations": [*FLASK, "check-migrations"],
    # Three at once on two cores: one of them always waits for a browser, a server or a page.
    "tests": [program("pytest"), "-n", "3", "--dist", "worksteal"],
}
BESIDE = ("migrations", "types")  # take half a core, and ask nothing of the other checks
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"

Result = tuple[int, float]


def test(arguments: list[str]) -> int:
    """Run everything, or pytest alone with the arguments given; the exit code."""
    prepare(packages.DEVELOPMENT)
    has_browser = chromium()
    if arguments:
        return _run([program("pytest"), *arguments], {})
    with ThreadPoolExecutor(1) as beside:
        going_on = {name: beside.submit(_quietly, name) for name in BESIDE}
        results = {name: _loudly(name) for name in CHECKS if name not in BESIDE}
    for name, check in going_on.items():
        results[name], said = check.result()
        say(f"\n== {name}\n{said}")
    return report({name: results[name] for name in CHECKS}, has_browser)


def _loudly(name: str) -> Result:
    say(f"\n== {name}")
    return _timed(lambda: _run(CHECKS[name], {}))


def _quietly(name: str) -> tuple[Result, str]:
    """And what it said, so that it stands together."""
    with tempfile.TemporaryFile("w+") as said:
        env = _own_database() if name == "migrations" else {}
        result = _timed(lambda: _run(CHECKS[name], env, said))
        said.seek(0)
        return result, said.read()


def _timed(check: Callable[[], int]) -> Result:
    began = time.monotonic()
    return check(), time.monotonic() - began


def _own_database() -> dict[str, str]:
    """For the check of the migrations: an embedded one, never the one this shell may be set to."""
    folder = ROOT / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    return demo_settings.settings(5100, folder / "demo.env") | {"DATABASE_URL": ""}


def _run(command: list[str | Path], more: dict[str, str], said: IO[str] | None = None) -> int:
    """Its exit code. Python is started hundreds of times: what it compiled once, it may keep."""
    env = {name: value for name, value in os.environ.items() if name != UNCOMPILED} | more
    run = subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said
    )
    return run.returncode


def report(results: dict[str, Result], has_browser: bool) -> int:
    """Say how each check ended and how long it took; the exit code of all."""
    say("\n== summary")
    for name, (code, seconds) in results.items():
        say(f"  {name:<{WIDTH}}{'failed' if code else 'ok':<8}{seconds:6.1f} s")
    if not has_browser:
        say("  The browser tests were skipped: there is no Chromium in /usr/bin.")
    return int(any(code for code, _ in results.values()))
