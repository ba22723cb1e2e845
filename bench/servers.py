"""The database and the web servers a benchmark needs, its own and only for as long as it runs."""

import base64
import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError

from sqlalchemy import insert

from config.database import engine_for
from config.embedded import postgres
from config.migrating import migrate
from hotline.clock import SystemClock
from hotline.store.work import table_of
from referral import checks
from referral.checks import Heartbeat

ROOT = Path(__file__).parents[1]
BARE = "/bare"  # the floor's view without its door
TOKEN, LINE = "bench-token-of-nobody", "+842473001111"
PATIENCE = 30.0  # seconds
IDLE = 0.02  # seconds of a processor in each second


@contextmanager
def database() -> Iterator[tuple[Path, str]]:
    """A folder and the URL of a fresh database in it, migrated."""
    with tempfile.TemporaryDirectory(prefix="lang-nghe-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with postgres.running(folder) as url:
            engine = engine_for(url)
            migrate(engine)
            engine.dispose()
            yield folder, url


def environment(folder: Path, url: str, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PORT": str(port),
        "DATA_DIR": str(folder / f"web-{port}"),
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "SECRET_KEY": "a benchmark has nothing to hide",
        "SEALING_KEYS": "b1:" + base64.b64encode(bytes(32)).decode(),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE": "http://127.0.0.1:9",
        "HOTLINE_NUMBER": LINE,
    }


def beat_ahead(url: str) -> None:
    """A metronome's beat, of an hour from now: no web process thinks that it has to do its work."""
    engine = engine_for(url)
    beat = {"id": uuid.uuid4(), "name": checks.METRONOME, "rounds": 1}
    ahead = SystemClock().now() + timedelta(hours=1)
    with engine.begin() as connection:
        connection.execute(insert(table_of(Heartbeat)), {**beat, "at": ahead})
    engine.dispose()


@contextmanager
def web(application: str, environ: dict[str, str]) -> Iterator[int]:
    """The product's own web server in front of `application`; gives its port when it answers and
    no longer prepares itself for the first texts."""
    port = int(environ["PORT"])
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", application]
    server = subprocess.Popen(  # noqa: S603  # our own interpreter, our own words
        command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        _wait_until_idle(server.pid)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_until_idle(server: int) -> None:
    used, before = _processor_time(server), -1.0
    while used - before > IDLE:
        sleep(1)
        used, before = _processor_time(server), used


def _processor_time(server: int) -> float:
    """Of its processes until now, in seconds."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # one that has just ended
            said = stat.read_text().rpartition(")")[2].split()
            if server in (int(stat.parent.name), int(said[1])):
                ticks += int(said[11]) + int(said[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310  # our own loopback address
        except (URLError, OSError):
            sleep(0.05)
        else:
            return
    raise TimeoutError(f"{url} does not answer")
