"""How old somebody was when it happened, as far as anybody knows. Pure.

The law asks whether a child was under 7, 16 or 18 then, so what is not known stays a range, and a
threshold inside that range is not answered.
"""

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from hotline.errors import InvalidError
from hotline.text import as_json

THRESHOLDS = (7, 16, 18)
OLDEST = 120
_PARTS = re.compile(r"\d+")


@dataclass(frozen=True)
class Span:
    """Some day from `first` to `last`."""

    first: date
    last: date


@dataclass(frozen=True)
class Born:
    """`on` is a day, a month or a year as ISO 8601 writes it: 2016-03-09, 2016-03, 2016."""

    on: str


@dataclass(frozen=True)
class Guessed:
    """From `low` to `high` whole years, as it was said on that day."""

    low: int
    high: int
    on: date


Age = Born | Guessed


@dataclass(frozen=True)
class Years:
    """The fewest and the most whole years it can have been."""

    low: int
    high: int


def span(written: str) -> Span:
    """Of a day, a month or a year in ISO 8601; ValueError for none."""
    year, month, day = [*map(int, written.split("-")), 0, 0][:3]
    if not month:
        return Span(date(year, 1, 1), date(year, 12, 31))
    if not day:
        return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return Span(date(year, month, day), date(year, month, day))


def typed_day(typed: str, today: date) -> str:
    """`9/3/2016`, `3/2016` or `2016`, as people write it, in ISO 8601; empty for nothing."""
    if not typed.strip():
        return ""
    parts = _PARTS.findall(typed)
    if parts and len(parts[0]) < 4:
        parts.reverse()
    try:
        widths = (4, 2, 2)
        written = "-".join(
            f"{int(one):0{width}}" for one, width in zip(parts, widths, strict=False)
        )
        begins = span(written).first
    except ValueError as problem:
        raise InvalidError("write a day, a month or a year, as 9/3/2016") from problem
    if len(parts) > 3 or begins > today or begins.year < today.year - OLDEST:
        raise InvalidError("write a day, a month or a year, as 9/3/2016")
    return written


def shown_day(written: str) -> str:
    return "/".join(reversed(written.split("-")))


def typed_age(born: str, guessed: str, today: date) -> Age | None:
    """A date of birth is better than a guess."""
    if on := typed_day(born, today):
        return Born(on)
    if not guessed.strip():
        return None
    years = [int(one) for one in _PARTS.findall(guessed)]
    if not (1 <= len(years) <= 2 and years[0] <= years[-1] <= OLDEST):
        raise InvalidError("write an age as 8, or as 8-10")
    return Guessed(years[0], years[-1], today)


def written(age: Age | None) -> str | None:
    match age:
        case Born(on):
            return as_json({"born": on})
        case Guessed(low, high, on):
            return as_json({"low": low, "high": high, "on": on.isoformat()})
        case None:
            return None


def read(text: str | None) -> Age | None:
    if text is None:
        return None
    said = json.loads(text)
    if "born" in said:
        return Born(said["born"])
    return Guessed(said["low"], said["high"], date.fromisoformat(said["on"]))


def birth(age: Age) -> Span:
    """Within which days they were born."""
    match age:
        case Born(on):
            return span(on)
        case Guessed(low, high, on):
            return Span(_latest_birth(high + 1, on) + timedelta(days=1), _latest_birth(low, on))


def _latest_birth(years: int, on: date) -> date:
    """Of those who have lived so many whole years by then."""
    last = monthrange(on.year - years, on.month)[1]
    return date(on.year - years, on.month, min(on.day, last))


def whole_years(born: date, on: date) -> int:
    """Whoever was born on 29 February is a year older on 1 March of a year without one: so a child
    stays a child for that day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def when(age: Age | None, happened: Span | None, heard: date) -> Years | None:
    """At the event, which was no later than it was heard of; None for an age nobody knows.

    Where nobody knows when it was, they were at most as old as they were that day.
    """
    if age is None:
        return None
    born = birth(age)
    last = min(happened.last, heard) if happened else heard
    low = whole_years(born.last, min(happened.first, last)) if happened else 0
    return Years(max(0, low), max(0, whole_years(born.first, last)))


def shown(years: Years) -> str:
    low, high = years.low, years.high
    return str(low) if low == high else f"{low}–{high}"


def under(years: Years | None, limit: int) -> bool | None:
    """None where it cannot be said."""
    if years is None or years.low < limit <= years.high:
        return None
    return years.high < limit
