"""Two who answer each other without end: after so many replies the carrier keeps the rest. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

RATE_EXCEEDED = 14107
PAUSE = timedelta(seconds=30)

Pair = tuple[str, str]


@dataclass
class Replies:
    """How many replies went from one number to another, each within the pause after the last."""

    in_a_row: dict[Pair, tuple[datetime, int]] = field(default_factory=dict)

    def allow(self, pair: Pair, now: datetime, most: int) -> bool:
        last, count = self.in_a_row.get(pair, (now, 0))
        count = count + 1 if now - last < PAUSE else 1
        self.in_a_row[pair] = (now, count)
        return count <= most
