"""Lists of the REST API: filters by date, and the envelope of one page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlencode

from simulator.rest.errors import bad_request
from simulator.rest.resources import Json

MAX_PAGE = 1000
Envelope = dict[str, "str | int | Sequence[Json] | None"]
NewerEnvelope = dict[str, "Sequence[Json] | dict[str, str | int | None]"]


@dataclass(frozen=True)
class Moment:
    """A day, or an instant: what a date filter names."""

    day: date
    instant: datetime | None


@dataclass(frozen=True)
class Range:
    """What the filters `name`, `name<` and `name>` leave in.

    The bounds belong to the range: `StartTime>=2026-07-16` comes as key `StartTime>`. Without a
    sign the whole day counts, whatever hour is named.
    """

    exact: Moment | None
    before: Moment | None
    after: Moment | None

    def holds(self, when: datetime | None) -> bool:
        if when is None:
            return not (self.exact or self.before or self.after)
        return (
            (self.exact is None or when.date() == self.exact.day)
            and (self.before is None or _order(when, self.before) <= 0)
            and (self.after is None or _order(when, self.after) >= 0)
        )


def asked(args: Mapping[str, str], name: str) -> Range:
    """Read once for a list, which may be long; raises RestError 20001."""
    return Range(*(_moment(args, name + sign) for sign in ("", "<", ">")))


def within(when: datetime | None, args: Mapping[str, str], name: str) -> bool:
    """Whether a time passes the filters; raises RestError 20001."""
    return asked(args, name).holds(when)


def between(when: datetime, args: Mapping[str, str], begin: str, end: str) -> bool:
    """Whether a time lies in a range whose bounds, if there are any, have names of their own."""
    since, until = _moment(args, begin), _moment(args, end)
    return (since is None or _order(when, since) >= 0) and (
        until is None or _order(when, until) <= 0
    )


def _order(when: datetime, moment: Moment) -> int:
    """-1, 0 or 1, at the grain the filter was given in: whole days, or whole seconds."""
    if moment.instant is None:
        left, right = when.date(), moment.day
    else:
        left, right = when.replace(microsecond=0), moment.instant
    return (left > right) - (left < right)


def _moment(args: Mapping[str, str], key: str) -> Moment | None:
    text = args.get(key)
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError as problem:
        raise bad_request(20001, f"Invalid value for {key}") from problem
    if len(text) == len("2026-07-16"):
        return Moment(when.date(), None)
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return Moment(aware.date(), aware)


class Row(Protocol):
    @property
    def sid(self) -> str:
        """What a page token remembers a row by."""


T = TypeVar("T", bound=Row)


@dataclass(frozen=True)
class _Cut(Generic[T]):
    """One page of rows that stand newest first. A page token holds the place while new rows
    come in."""

    shown: Sequence[T]
    number: int
    size: int
    more: bool
    place: str
    asked: Mapping[str, str]

    def uri(self, which: int, token: str = "") -> str:
        turn = {"PageSize": str(self.size), "Page": str(which)}
        turn |= {"PageToken": token} if token else {}
        return f"{self.place}?{urlencode({**self.asked, **turn})}"

    @property
    def first(self) -> str:
        return self.uri(0)

    @property
    def following(self) -> str | None:
        return self.uri(self.number + 1, f"PA{self.shown[-1].sid}") if self.more else None

    @property
    def previous(self) -> str | None:
        return self.uri(self.number - 1) if self.number else None


def _cut(rows: Sequence[T], args: Mapping[str, str], place: str) -> _Cut[T]:
    """Raises RestError 20001/20007 on nonsense."""
    size = min(_whole(args, "PageSize", 50, 1), MAX_PAGE)
    number = _whole(args, "Page", 0, 0)
    start = _start(rows, args, number * size)
    shown = rows[start : start + size]
    asked = {k: v for k, v in args.items() if k not in ("Page", "PageToken", "PageSize")}
    more = bool(shown) and start + size < len(rows)
    return _Cut(shown, number, size, more, place, asked)


def page(
    rows: Sequence[T], args: Mapping[str, str], path: str, key: str, show: Callable[[T], Json]
) -> Envelope:
    """As the API of 2010 says where a page stands."""
    cut = _cut(rows, args, path)
    start = cut.number * cut.size
    return {
        "first_page_uri": cut.first,
        "next_page_uri": cut.following,
        "previous_page_uri": cut.previous,
        "uri": cut.uri(cut.number, args.get("PageToken", "")),
        "page": cut.number,
        "page_size": cut.size,
        "start": start,
        "end": start + max(len(cut.shown) - 1, 0),
        key: [show(row) for row in cut.shown],
    }


def newer_page(
    rows: Sequence[T], args: Mapping[str, str], url: str, key: str, show: Callable[[T], Json]
) -> NewerEnvelope:
    """As the newer products say it: in whole addresses, apart from the rows."""
    cut = _cut(rows, args, url)
    meta: dict[str, str | int | None] = {
        "first_page_url": cut.first,
        "key": key,
        "next_page_url": cut.following,
        "page": cut.number,
        "page_size": cut.size,
        "previous_page_url": cut.previous,
        "url": cut.uri(cut.number, args.get("PageToken", "")),
    }
    return {key: [show(row) for row in cut.shown], "meta": meta}


def _start(rows: Sequence[Row], args: Mapping[str, str], otherwise: int) -> int:
    token = args.get("PageToken", "").removeprefix("PA")
    if not token:
        return otherwise
    return next((place + 1 for place, row in enumerate(rows) if row.sid == token), otherwise)


def _whole(args: Mapping[str, str], name: str, default: int, least: int) -> int:
    text = args.get(name)
    if text is None:
        return default
    if not text.isdecimal() or int(text) < least:
        raise bad_request(20007 if name == "PageSize" else 20001, f"Invalid {name}")
    return int(text)
