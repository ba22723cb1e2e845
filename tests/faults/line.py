"""A line to the database that, when told to, is cut between a commit and the word that it was."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from config.embedded.postgres import DATABASE, ROLE, SOCKET, Postgres

COMMIT, DONE = b"COMMIT\x00", b"Z\x00\x00\x00\x05I"  # as the protocol has them
EVERY = 4  # commits, one is cut
MOST = 1 << 16


class Line:
    """Each connection is two threads; `cuts` counts those that were cut."""

    def __init__(self, door: Path, server: Path) -> None:
        self._server = server
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(door))
        self._listener.listen(128)
        self._lock = threading.Lock()
        self._commits, self.cuts, self.cutting = 0, 0, False

    def serve(self) -> None:
        with suppress(OSError):  # closed: nobody is let in any more
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._join, args=(client,), daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _join(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        cut = threading.Event()
        with client, server, suppress(OSError):
            server.connect(str(self._server))
            back = threading.Thread(target=self._back, args=(server, client, cut), daemon=True)
            back.start()
            self._there(client, server, cut)
            server.shutdown(socket.SHUT_RDWR)
            back.join()

    def _there(self, client: socket.socket, server: socket.socket, cut: threading.Event) -> None:
        while said := client.recv(MOST):
            if COMMIT in said and self._is_cut():
                cut.set()
            server.sendall(said)

    def _back(self, server: socket.socket, client: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while said := server.recv(MOST):
                if cut.is_set() and said.endswith(DONE):
                    break  # it is committed, and nobody will hear so
                client.sendall(said)
            client.shutdown(socket.SHUT_RDWR)

    def _is_cut(self) -> bool:
        with self._lock:
            self._commits += self.cutting
            is_cut = self.cutting and self._commits % EVERY == 0
            self.cuts += is_cut
            return is_cut


LINES: dict[str, Line] = {}  # by the address of the database behind them


@contextmanager
def cut_line(postgres: Postgres) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        line = Line(Path(folder) / SOCKET, postgres.sockets / SOCKET)
        os.chmod(folder, 0o700)
        threading.Thread(target=line.serve, daemon=True).start()
        LINES[postgres.url] = line
        try:
            yield f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={quote(folder, safe='')}"
        finally:
            line.close()
            del LINES[postgres.url]
