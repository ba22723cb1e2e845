"""When an agency's own telephone is answered, as its directory entry writes it. Pure.

`mon-fri 07:30-11:30 13:30-17:00; sat 08:00-11:30`; a span may pass midnight; empty is always.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = re.compile(r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?")
_SPAN = re.compile(r"(?P<begins>\d\d:\d\d)-(?P<ends>\d\d:\d\d)")


@dataclass(frozen=True)
class Span:
    """`ends` before `begins`: of the next morning."""

    days: frozenset[int]
    begins: time
    ends: time

    def holds(self, local: datetime) -> bool:
        clock, day = local.time(), local.weekday()
        if self.begins < self.ends:
            return day in self.days and self.begins <= clock < self.ends
        evening = day in self.days and clock >= self.begins
        return evening or ((day - 1) % 7 in self.days and clock < self.ends)


def read(text: str) -> tuple[Span, ...]:
    """Raises ValueError for what is no such line."""
    return tuple(span for part in text.split(";") if part.strip() for span in _part(part))


def is_answered(text: str, local: datetime) -> bool:
    """Whether somebody is there; `local` in the zone of the agency."""
    spans = read(text)
    return not spans or any(span.holds(local) for span in spans)


def _part(part: str) -> list[Span]:
    days, *spans = part.split()
    if not spans:
        raise ValueError("days without hours")
    return [_span(_days(days), span) for span in spans]


def _days(text: str) -> frozenset[int]:
    found = _DAYS.fullmatch(text)
    if found is None:
        raise ValueError("no days of the week")
    first = DAYS.index(found["first"])
    last = DAYS.index(found["last"] or found["first"])
    return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))


def _span(days: frozenset[int], text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError("no hours from-to")
    return Span(days, time.fromisoformat(found["begins"]), time.fromisoformat(found["ends"]))
