"""When the database does not answer: events on disk, sealed and synced, until it does again.

One file an event, under its last name only once it is whole, so that a torn write is never read.
"""

import json
import os
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from hotline.inbox import Event
from hotline.store.sealing import Keyring, SealError
from hotline.text import as_json

WHOLE, DRAFT, BAD = ".event", ".draft", ".bad"


class Spool:
    """A folder on this machine's disk; any number of processes may keep and drain at once."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder, self._keyring = folder, keyring

    def keep(self, event: Event, now: datetime) -> None:
        """On disk when this returns; raises OSError when the disk does not take it either."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{now:%Y%m%dT%H%M%S.%f}-{uuid.uuid4()}"
        draft = self._folder / (name + DRAFT)
        with draft.open("xb") as file:
            text = as_json(asdict(event))
            file.write(self._keyring.seal(text, _place(name)))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._folder / (name + WHOLE))
        _sync(self._folder)

    @property
    def is_empty(self) -> bool:
        return next(self._folder.glob(f"*{WHOLE}"), None) is None

    def drain(self, take: Callable[[Event], None]) -> int:
        """Hand every event to `take`, oldest first, and forget it once taken; how many.

        `take` must be idempotent: a process that dies in between leaves the event here. What does
        not open is set aside for a person to look at.
        """
        taken = 0
        for path in sorted(self._folder.glob(f"*{WHOLE}")):
            try:
                text = self._keyring.open(path.read_bytes(), _place(path.name.removesuffix(WHOLE)))
            except FileNotFoundError:
                continue  # somebody else drained it
            except SealError:
                path.rename(path.with_suffix(BAD))
                continue
            take(Event(**json.loads(text)))
            path.unlink(missing_ok=True)
            taken += 1
        return taken


def _place(name: str) -> str:
    return f"spool|event|{name}"


def _sync(folder: Path) -> None:
    """A rename is only as lasting as the folder that holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
