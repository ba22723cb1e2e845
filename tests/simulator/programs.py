"""The simulator as a program of its own, on a port of this machine, for as long as a test wants."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.simulator.conftest import ACCOUNT, HOTLINE, TOKEN

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    options: Sequence[str] = (), settings: Mapping[str, str] | None = None
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Its address and its process; it owns the hotline's number and is killed in the end."""
    port = str(free_port())
    known = {"SIM_ACCOUNT_SID": ACCOUNT, "SIM_AUTH_TOKEN": TOKEN, **(settings or {})}
    process = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-m", "simulator", "--port", port, "--own", HOTLINE, *options],
        cwd=ROOT,
        env={**os.environ, **known},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        assert "SIMULATED" in said, said
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
