"""Every check and every test, with a line for each at the end."""

import os
import subprocess
import time
from pathlib import Path

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
    "tests": [program("pytest"), "-n", "2"],
}


def test(arguments: list[str]) -> int:
    """Run everything, or pytest alone with the arguments given; the exit code."""
    prepare(packages.DEVELOPMENT)
    has_browser = chromium()
    if arguments:
        return _run([program("pytest"), *arguments], {})
    results: dict[str, tuple[int, float]] = {}
    for name, command in CHECKS.items():
        say(f"\n== {name}")
        began = time.monotonic()
        env = _own_database() if name == "migrations" else {}
        results[name] = _run(command, env), time.monotonic() - began
    return report(results, has_browser)


def _own_database() -> dict[str, str]:
    """For the check of the migrations: an embedded one, never the one this shell may be set to."""
    folder = ROOT / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    return demo_settings.settings(5100, folder / "demo.env") | {"DATABASE_URL": ""}


def _run(command: list[str | Path], more: dict[str, str]) -> int:
    env = os.environ | more
    return subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode


def report(results: dict[str, tuple[int, float]], has_browser: bool) -> int:
    """Say how each check ended and how long it took; the exit code of all."""
    say("\n== summary")
    for name, (code, seconds) in results.items():
        say(f"  {name:<{WIDTH}}{'failed' if code else 'ok':<8}{seconds:6.1f} s")
    if not has_browser:
        say("  The browser tests were skipped: there is no /usr/bin/chromium.")
    return int(any(code for code, _ in results.values()))
