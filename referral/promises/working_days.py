"""When a time limit ends, by the clock it runs on: all hours, or days of work. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from hotline.limits import (
    Calendar,
    TimeLimit,
)
from hotline.vocabulary import Language, LimitClock

DAY = timedelta(days=1)
_CATALOGS = {Language.VI: "vi", Language.EN: "en_US"}


def due_at(start: datetime, limit: TimeLimit, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """The day on which it starts is not counted, as the Civil Code counts days."""
    if limit.clock is LimitClock.HOURS:
        return start.astimezone(UTC) + limit.allowance
    last = _nth_working(start.astimezone(zone).date(), limit.allowance.days, calendar)
    return datetime.combine(last, calendar.closes, zone).astimezone(UTC)


def is_working(day: date, calendar: Calendar) -> bool:
    set_day = calendar.days.get(day)
    if set_day is not None:
        return set_day.working
    return day.weekday() not in calendar.rest_days and day not in public_holidays(
        calendar.country, day.year
    )


@cache
def public_holidays(
    country: str, year: int, language: Language = Language.VI
) -> Mapping[date, str]:
    """With their names, in the country's own language where it knows no other."""
    in_their_words = _CATALOGS[language]
    found = holidays.country_holidays(country, years=year, expand=False, language=in_their_words)
    return MappingProxyType(dict(found))


def _nth_working(after: date, n: int, calendar: Calendar) -> date:
    found = (day for day in _days_from(after + DAY) if is_working(day, calendar))
    return next(day for count, day in enumerate(found, 1) if count >= n)


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += DAY
