"""Days as people write them: 12/11, 2026-11-12, tháng 11, hôm qua. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from hotline.text import fold

_DAY = re.compile(
    r"(?<![\w/.-])(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})[/-](?P<m2>\d{1,2})(?:[/-](?P<y2>\d{4}|\d{2}))?"
    r"|(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?P<y3>\d{4})"
    r"|(?P<m4>\d{1,2})/(?P<y4>\d{4}))(?![\w/-])"
)
_ALONE = r"(?<!\w){}(?!\w)"
_MONTH = r"\s+(\d{1,2})(?:[/ ](\d{4}))?"


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both of them included; None: without an end."""

    since: date | None = None
    until: date | None = None


class Words(Protocol):
    """Folded words that stand before a month or a day."""

    @property
    def months(self) -> frozenset[str]: ...
    @property
    def since(self) -> frozenset[str]: ...
    @property
    def until(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class _Found:
    days: Days
    start: int
    end: int


def taken_out(
    text: str, named: Mapping[tuple[str, ...], int], words: Words, today: date
) -> tuple[str, Days]:
    """The text without its days, and the days: one, all from one to another, or open at an end.

    `named` are days counted back from today. What is no day of any year stays in the text.
    """
    rest, since, until = text, None, None
    for one in reversed(_apart(_all(text, named, words, today))):
        before = rest[: one.start].rstrip()
        word = fold(before.rpartition(" ")[2])
        opens, closes = word in words.since, word in words.until
        if opens or closes:
            before = before[: len(before) - len(before.rpartition(" ")[2])]
        rest = f"{before} {rest[one.end :]}"
        since = since if closes else _earlier(one.days.since, since)
        until = until if opens else _later(one.days.until, until)
    return rest, Days(since, until)


def _apart(found: Iterable[_Found]) -> list[_Found]:
    """Of two that share letters the one that begins first."""
    apart: list[_Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _all(
    text: str, named: Mapping[tuple[str, ...], int], words: Words, today: date
) -> Iterator[_Found]:
    for match in _DAY.finditer(text):
        days = _days({name[0]: value for name, value in match.groupdict().items() if value}, today)
        if days is not None:
            yield _Found(days, *match.span())
    plain = fold(text)
    if len(plain) == len(text):  # else nobody can say where in the text it stood
        yield from _said(plain, named, words, today)


def _said(
    plain: str, named: Mapping[tuple[str, ...], int], words: Words, today: date
) -> Iterator[_Found]:
    for phrase, back in named.items():
        day = today - timedelta(days=back)
        for match in re.finditer(_ALONE.format(r"\s+".join(phrase)), plain):
            yield _Found(Days(day, day), *match.span())
    for word in words.months:
        for match in re.finditer(_ALONE.format(word + _MONTH), plain):
            days = _days({"m": match[1], **({"y": match[2]} if match[2] else {})}, today)
            if days is not None:
                yield _Found(days, *match.span())


def _days(said: Mapping[str, str], today: date) -> Days | None:
    """A day or a month; without a year the last one that has begun."""
    year = int(said.get("y", today.year))
    year += 2000 if year < 100 else 0
    try:
        first = date(year, int(said["m"]), int(said.get("d", 1)))
        if "y" not in said and first > today:
            first = first.replace(year=year - 1)
    except ValueError:
        return None
    return Days(first, first if "d" in said else _end_of_month(first))


def _end_of_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
