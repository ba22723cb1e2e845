"""Everything a process of the system needs before it starts; nothing when it is there already."""

import fcntl
import os
import shutil
from pathlib import Path

from config.launch import assets, packages
from config.launch.steps import ROOT, LaunchError, run, step

# Debian's, the one without a window first: the same pages for two thirds of the processor's time.
WINDOWLESS = "chromium-headless-shell"
BROWSERS = (Path("/usr/bin", WINDOWLESS), Path("/usr/bin/chromium"))


def prepare(requirements: Path = packages.RUNTIME) -> None:
    """Set up, or wait for another launcher that does; raises LaunchError."""
    try:
        (ROOT / "var").mkdir(exist_ok=True)
        with (ROOT / "var" / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            packages.install(requirements)
            assets.install()
    except OSError as error:
        raise LaunchError(
            f"{error.filename or ROOT} cannot be written to ({error.strerror}): "
            "run this as the owner of the checkout."
        ) from error


def browser() -> Path | None:
    """A Chromium for the browser tests."""
    return next((found for found in BROWSERS if found.exists()), None)


def chromium() -> bool:
    """Whether the browser tests have a browser, after fetching Debian's where we may."""
    if not BROWSERS[0].exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        with step("Chromium"):
            env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
            install = ["apt-get", "install", "--yes", "--no-install-recommends", WINDOWLESS]
            if not run(install, packages.LOG, env) and browser() is None:
                run(["apt-get", "update"], packages.LOG, env)
                run(install, packages.LOG, env)
    return browser() is not None
