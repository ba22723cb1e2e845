"""Everything a process of the system needs before it starts; nothing when it is there already."""

import fcntl
import os
import shutil
from pathlib import Path

from config.launch import assets, packages
from config.launch.steps import ROOT, LaunchError, run, step

CHROMIUM = Path("/usr/bin/chromium")


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


def chromium() -> bool:
    """Whether the browser tests have a browser, after fetching Debian's where we may."""
    if not CHROMIUM.exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        with step("Chromium"):
            env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
            install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
            if not run(install, packages.LOG, env):
                run(["apt-get", "update"], packages.LOG, env)
                run(install, packages.LOG, env)
    return CHROMIUM.exists()
