"""Disks without room: small ones of our own are laid under the system and filled to the brim."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from tests.faults.oracle import TEXTS, Books, Found, Play, play, texts
from tests.faults.system import System, running
from tests.faults.waiting import until

ROOM = "400m"
BALLAST = "ballast"
CHUNK = b"\0" * (1 << 20)


class NotHereError(Exception):
    """This machine does not let us do that; the sentence says what is missing."""


@contextmanager
def mounted(place: Path) -> Iterator[None]:
    place.parent.chmod(0o711)  # the database's own user must get there
    place.mkdir(mode=0o711, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=0711", "none", str(place)]
    if subprocess.run(command, check=False).returncode:  # noqa: S603  # our own command
        raise NotHereError("no disk can be mounted here: it takes root")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607  # our own command


def small(part: str) -> Callable[[Path], AbstractContextManager[System]]:
    """The system with one of its folders on a disk of its own; "." is all of it."""

    @contextmanager
    def opened(folder: Path) -> Iterator[System]:
        with mounted(folder / part), running(folder) as system:
            yield system

    return opened


@contextmanager
def full(system: System, part: str) -> Iterator[None]:
    ballast = system.house.settings.data_dir / part / BALLAST
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(CHUNK):
                """Until there is no room."""
        except OSError:
            yield
    ballast.unlink()


def filled(part: str) -> Play:
    """Of what can go on without it."""
    return partial(play, strikes=partial(full, part=part))


def nothing_kept(part: str) -> Play:
    """The database can write nothing, the web perhaps not even its spool."""
    return partial(_nothing_kept, part=part)


def _nothing_kept(system: System, part: str) -> Found:
    books = Books(system)
    with full(system, part):
        sids = texts(system)
        until("all are answered or given up", lambda: over(books) >= TEXTS, 60)
    system.revive_postgres()
    return books.closed(sids, 0)


def over(books: Books) -> int:
    kinds = ("webhook.answered", "webhook.failed")
    return len({each.subject for each in books.entries() if each.kind in kinds})
