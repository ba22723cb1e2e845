"""One server for all processes that name the same folder: the first starts it, the last stops it.

Three locks of the kernel stand in the server's home; none outlives its holder, however that dies.
`gate` is held while somebody starts or stops the server, `users` is shared by all who use it, and
`alive` is held by the server itself, which inherits it: so whether it runs is never guessed from a
process number in a file that a crash left behind.
"""

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, Protocol

PATIENCE = 600  # looks, one every PAUSE: 30 s, enough for a recovery after a power cut
PAUSE = 0.05  # seconds


class EmbeddedServerError(Exception):
    """An embedded server cannot be had; the sentence says why and what to change."""


class Server(Protocol):
    """What differs between the servers that are shared in the same way."""

    name: str
    home: Path
    pid_file: Path
    stop_signal: signal.Signals

    def start(self, alive: int) -> None:
        """Leave a detached, answering server that inherited the descriptor `alive`.

        Called only when no such server lives: what tells of an earlier one is a leftover.
        """

    def answers(self) -> bool:
        """Whether a client would be served now."""


@contextmanager
def running(server: Server) -> Iterator[None]:
    """Use the server within the block; raises EmbeddedServerError when it cannot be had.

    A process forked inside the block counts as a user for as long as it lives. One that is told to
    end, and has no answer of its own to that, leaves the block: nobody else would stop the server.
    """
    with _leaving_by_the_door(), _used(server):
        yield


@contextmanager
def _used(server: Server) -> Iterator[None]:
    with _locked(server.home / "gate.lock"):
        users = _lock(server.home / "users.lock", fcntl.LOCK_SH)
        try:
            _start_if_down(server)
        except BaseException:
            os.close(users)
            raise
    try:
        yield
    finally:
        # Closed, never unlocked: unlocking would also take the lock from forked processes.
        os.close(users)
        _stop_if_last(server)


@contextmanager
def _leaving_by_the_door() -> Iterator[None]:
    mine = threading.current_thread() is threading.main_thread()
    if not mine or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is _leave:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _leave(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)  # as a shell says of whoever a signal ended


def revive(server: Server) -> None:
    """Start the server again should it have died under its users; cheap when it lives."""
    with _locked(server.home / "gate.lock"):
        _start_if_down(server)


def patient(done: Callable[[], bool]) -> bool:
    """Look until it is done; False when patience ends."""
    for _ in range(PATIENCE):
        if done():
            return True
        time.sleep(PAUSE)
    return False


def _start_if_down(server: Server) -> None:
    if not patient(lambda: _started(server) or server.answers()):
        raise EmbeddedServerError(f"{server.name} in {server.home} runs but does not answer.")


def _started(server: Server) -> bool:
    """Whether it was down and we started it."""
    alive = _take(server.home / "alive.lock")
    if alive is None:
        return False
    try:
        server.start(alive)
    finally:
        os.close(alive)
    return True


def _stop_if_last(server: Server) -> None:
    with _locked(server.home / "gate.lock"):
        last = _take(server.home / "users.lock")
        if last is not None:
            try:
                _stop(server)
            finally:
                os.close(last)


def _stop(server: Server) -> None:
    """Return when the server and all its children are gone."""
    if _gone(server):
        return
    # The lock is held, so the number in the file is the server's own.
    os.kill(int(server.pid_file.read_text().split()[0]), server.stop_signal)
    if not patient(lambda: _gone(server)):
        raise EmbeddedServerError(f"{server.name} in {server.home} does not stop.")


def _gone(server: Server) -> bool:
    alive = _take(server.home / "alive.lock")
    if alive is None:
        return False
    os.close(alive)
    return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = _lock(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def _take(path: Path) -> int | None:
    try:
        return _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _lock(path: Path, operation: int) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise EmbeddedServerError(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, operation)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
