"""The append-only ledger: everything that happened on the network, in order."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

Fact = str | int | float | bool | None | dict[str, str] | list[str]
Entry = dict[str, Fact]


class Ledger:
    """Entries carry `id` (from 1, without gaps), `at`, `kind` and the facts of that kind.

    With a path, each entry is also a line of JSON in that file as soon as it is made, marked as
    simulated.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.entries: list[Entry] = []
        self.path: Path | None = None
        self._now = now
        self._by_subject: dict[str, list[Entry]] = {}

    def note(self, kind: str, **facts: Fact) -> None:
        entry: Entry = {"id": len(self.entries) + 1, "at": self._now().isoformat(), "kind": kind}
        entry.update(facts)
        self.entries.append(entry)
        self._by_subject.setdefault(str(facts.get("subject", "")), []).append(entry)
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"simulated": True, **entry}, ensure_ascii=False) + "\n")

    def warn(self, code: int, text: str, subject: str) -> None:
        """A debugger warning: the application did something the carrier had to skip."""
        self.note("warning", code=code, text=text, subject=subject)

    def fail(self, code: int, text: str, subject: str) -> None:
        """A debugger error: what was asked for is lost, not only a part of it."""
        self.note("warning", code=code, text=text, subject=subject, level="error")

    def of(self, subject: str) -> list[Entry]:
        """What happened to one call or message."""
        return self._by_subject.get(subject, [])

    def after(self, last: int) -> list[Entry]:
        """The entries with an id above `last`."""
        return self.entries[max(last, 0) :]
