"""What the application did wrong, read from the ledger for Notifications and Alerts alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simulator.ledger import Entry


class Level(StrEnum):
    """An error lost what was asked for; a warning lost a part of it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Mistake:
    """`subject` is the sid of the call, text or conference it happened in."""

    sid: str
    at: datetime
    code: str
    text: str
    subject: str
    level: Level

    @property
    def more_info(self) -> str:
        return f"https://www.twilio.com/docs/errors/{self.code}"


def all_of(ledger: list[Entry]) -> Iterator[Mistake]:
    """In the order they were made."""
    return (_read(entry) for entry in ledger if entry["kind"] == "warning")


def _read(entry: Entry) -> Mistake:
    return Mistake(
        sid=f"NO{entry['id']:032x}",
        at=datetime.fromisoformat(str(entry["at"])),
        code=str(entry["code"]),
        text=str(entry["text"]),
        subject=str(entry["subject"]),
        level=Level(str(entry.get("level", Level.WARNING))),
    )
