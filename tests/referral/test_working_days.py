"""Two clocks: hours that run through Tết, and days on which offices are open."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.limits import (
    SetDay,
    TimeLimit,
)
from hotline.vocabulary import Force, LimitClock
from referral.promises.working_days import due_at, is_working
from tests.referral.builders import policy

HANOI, PARIS = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Paris")
CALENDAR = policy().calendar


def hours(count: int) -> TimeLimit:
    return TimeLimit(timedelta(hours=count), LimitClock.HOURS, Force.LEGAL, "a test")


def days(count: int) -> TimeLimit:
    return TimeLimit(timedelta(days=count), LimitClock.WORKING_DAYS, Force.LEGAL, "a test")


def at(written: str, zone: ZoneInfo = HANOI) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param("2026-01-01", False, id="new-year"),
        pytest.param("2026-01-02", False, id="swapped-away"),
        pytest.param("2026-01-10", True, id="the-saturday-that-makes-up-for-it"),
        pytest.param("2026-01-17", False, id="any-other-saturday"),
        pytest.param("2026-02-13", True, id="the-last-day-before-tet-2026"),
        pytest.param("2026-02-16", False, id="tet-2026-begins"),
        pytest.param("2026-02-20", False, id="tet-2026-ends"),
        pytest.param("2026-02-23", True, id="the-first-day-after-tet-2026"),
        pytest.param("2026-04-27", False, id="hung-kings-fell-on-a-sunday"),
        pytest.param("2026-08-22", True, id="a-saturday-worked-for-national-day"),
        pytest.param("2026-08-31", False, id="the-day-it-was-swapped-for"),
        pytest.param("2026-11-23", True, id="the-monday-before-culture-day"),
        pytest.param("2026-11-24", False, id="culture-day-2026"),
        pytest.param("2027-02-03", True, id="the-last-day-before-tet-2027"),
        pytest.param("2027-02-04", False, id="tet-2027-begins"),
        pytest.param("2027-02-10", False, id="tet-2027-ends"),
        pytest.param("2027-02-11", True, id="the-first-day-after-tet-2027"),
        pytest.param("2027-11-24", False, id="culture-day-2027"),
        pytest.param("2028-01-26", False, id="tet-of-a-year-no-file-speaks-of"),
    ],
)
def test_offices_are_open_on(day: str, *, working: bool) -> None:
    assert is_working(date.fromisoformat(day), CALENDAR) is working


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        pytest.param("2026-02-16T22:00", hours(12), "2026-02-17T10:00", id="12h-through-tet-2026"),
        pytest.param("2027-02-05T23:30", hours(12), "2027-02-06T11:30", id="12h-through-tet-2027"),
        pytest.param("2026-12-31T20:00", hours(72), "2027-01-03T20:00", id="72h-over-a-year"),
        pytest.param("2026-02-28T13:00", hours(24), "2026-03-01T13:00", id="24h-over-a-month"),
        pytest.param("2026-11-16T09:00", days(5), "2026-11-23T17:00", id="5-days-over-a-weekend"),
        pytest.param("2026-11-17T09:00", days(5), "2026-11-25T17:00", id="5-days-and-culture-day"),
        pytest.param("2026-02-12T09:00", days(5), "2026-02-26T17:00", id="5-days-over-tet-2026"),
        pytest.param("2026-02-12T09:00", days(7), "2026-03-02T17:00", id="7-days-over-tet-2026"),
        pytest.param("2027-02-02T16:00", days(5), "2027-02-16T17:00", id="5-days-over-tet-2027"),
        pytest.param("2027-02-02T16:00", days(7), "2027-02-18T17:00", id="7-days-over-tet-2027"),
        pytest.param("2026-02-18T03:00", days(1), "2026-02-23T17:00", id="begun-at-tet"),
        pytest.param("2026-01-08T10:00", days(2), "2026-01-10T17:00", id="ends-on-a-made-up-day"),
        pytest.param("2026-08-21T10:00", days(1), "2026-08-22T17:00", id="a-made-up-saturday"),
        pytest.param("2026-08-28T10:00", days(1), "2026-09-03T17:00", id="over-national-day"),
        pytest.param("2026-11-18T23:59", days(1), "2026-11-19T17:00", id="a-minute-to-midnight"),
        pytest.param("2026-11-19T00:00", days(1), "2026-11-20T17:00", id="at-midnight"),
        pytest.param("2026-10-30T10:00", days(1), "2026-11-02T17:00", id="over-a-month-end"),
        pytest.param("2026-11-21T10:00", days(1), "2026-11-23T17:00", id="begun-on-a-saturday"),
    ],
)
def test_a_limit_ends_by_its_own_clock(start: str, limit: TimeLimit, due: str) -> None:
    assert due_at(at(start), limit, CALENDAR, HANOI) == at(due)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_what_counts_is_the_day_of_the_line_wherever_the_clock_was_read(zone: str) -> None:
    begun = at("2026-11-18T23:59").astimezone(ZoneInfo(zone))
    assert due_at(begun, days(1), CALENDAR, HANOI) == at("2026-11-19T17:00")


FRANCE = replace(CALENDAR, country="FR", days={})


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-03-28T20:00", "2026-03-29T09:00", id="an-hour-is-skipped"),
        pytest.param("2026-10-24T20:00", "2026-10-25T07:00", id="an-hour-is-repeated"),
    ],
)
def test_hours_are_real_hours_where_clocks_are_put_forward_and_back(start: str, due: str) -> None:
    found = due_at(at(start, PARIS), hours(12), FRANCE, PARIS)
    assert found == at(due, PARIS).astimezone(UTC)


def test_offices_close_by_the_local_clock_on_both_sides_of_a_change() -> None:
    summer = due_at(at("2026-10-22T10:00", PARIS), days(1), FRANCE, PARIS)
    winter = due_at(at("2026-10-23T10:00", PARIS), days(1), FRANCE, PARIS)
    assert (summer, winter) == (
        datetime(2026, 10, 23, 15, 0, tzinfo=UTC),
        datetime(2026, 10, 26, 16, 0, tzinfo=UTC),
    )


def test_a_day_somebody_set_comes_before_week_and_holiday() -> None:
    tet, wednesday = date(2026, 2, 17), date(2026, 11, 18)
    days_set = {
        tet: SetDay(working=True, why={}, source={}, verified=True),
        wednesday: SetDay(working=False, why={}, source={}, verified=True),
    }
    calendar = replace(CALENDAR, days=days_set, closes=time(16, 30))
    assert (is_working(tet, calendar), is_working(wednesday, calendar)) == (True, False)
    assert due_at(at("2026-11-17T09:00"), days(1), calendar, HANOI) == at("2026-11-19T16:30")
