"""Where clocks are put forward and back: no gap, nobody twice, and lengths as they really are."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_DNS, uuid5
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, delete, select

from hotline.errors import InvalidError
from hotline.limits import (
    TimeLimit,
)
from hotline.vocabulary import Force, LimitClock
from referral.directory import duty_hours
from referral.promises.working_days import due_at
from referral.staffing import roster
from referral.staffing.duty import DutyShift
from referral.staffing.roster import Wanted
from referral.staffing.shifts import Hours, Shift, days, paged_at, thin_from
from tests.house import SETTINGS, build
from tests.referral.builders import person, policy

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
HOA, DUNG, MAI, LAN = (uuid5(NAMESPACE_DNS, name) for name in "hdml")
BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
CHANGES = [
    pytest.param(BERLIN, date(2026, 3, 29), -60, id="berlin-skips-two-to-three"),
    pytest.param(BERLIN, date(2026, 10, 25), 60, id="berlin-repeats-two-to-three"),
    pytest.param(NEW_YORK, date(2026, 3, 8), -60, id="new-york-skips-two-to-three"),
    pytest.param(NEW_YORK, date(2026, 11, 1), 60, id="new-york-repeats-one-to-two"),
    pytest.param(LORD_HOWE, date(2026, 10, 4), -30, id="lord-howe-skips-two-to-half-past"),
    pytest.param(LORD_HOWE, date(2026, 4, 5), 30, id="lord-howe-repeats-half-past-one-to-two"),
]
# Which zone and night; from when to when by the clock; when it begins in UTC, and its minutes.
SHIFTS = [
    (BERLIN, "2026-03-29", "02:30", "06:00", "2026-03-29T01:00", 180, "begins in what is skipped"),
    (BERLIN, "2026-03-28", "22:00", "02:30", "2026-03-28T21:00", 240, "ends in what is skipped"),
    (BERLIN, "2026-03-29", "02:15", "02:45", "2026-03-29T01:00", 0, "wholly in what is skipped"),
    (BERLIN, "2026-03-28", "22:00", "06:00", "2026-03-28T21:00", 420, "over what is skipped"),
    (BERLIN, "2026-03-29", "02:00", "03:00", "2026-03-29T01:00", 0, "just what is skipped"),
    (BERLIN, "2026-03-29", "07:00", "07:00", "2026-03-29T05:00", 1440, "the day after"),
    (BERLIN, "2026-10-25", "02:30", "06:00", "2026-10-25T00:30", 270, "begins in what is repeated"),
    (BERLIN, "2026-10-24", "22:00", "02:30", "2026-10-24T20:00", 270, "ends in what is repeated"),
    (BERLIN, "2026-10-25", "02:15", "02:45", "2026-10-25T00:15", 30, "wholly in what is repeated"),
    (BERLIN, "2026-10-24", "22:00", "06:00", "2026-10-24T20:00", 540, "over what is repeated"),
    (BERLIN, "2026-10-25", "02:00", "03:00", "2026-10-25T00:00", 120, "just what is repeated"),
    (BERLIN, "2026-10-24", "07:00", "07:00", "2026-10-24T05:00", 1500, "a day of 25 hours"),
    (NEW_YORK, "2026-03-08", "02:30", "06:00", "2026-03-08T07:00", 180, "begins in the skipped"),
    (NEW_YORK, "2026-03-07", "22:00", "02:30", "2026-03-08T03:00", 240, "ends in the skipped"),
    (NEW_YORK, "2026-03-08", "02:15", "02:45", "2026-03-08T07:00", 0, "wholly in the skipped"),
    (NEW_YORK, "2026-03-07", "22:00", "06:00", "2026-03-08T03:00", 420, "over the skipped"),
    (NEW_YORK, "2026-11-01", "01:30", "06:00", "2026-11-01T05:30", 330, "begins in the repeated"),
    (NEW_YORK, "2026-10-31", "22:00", "01:30", "2026-11-01T02:00", 210, "ends in the repeated"),
    (NEW_YORK, "2026-11-01", "01:15", "01:45", "2026-11-01T05:15", 30, "wholly in the repeated"),
    (NEW_YORK, "2026-10-31", "22:00", "06:00", "2026-11-01T02:00", 540, "over the repeated"),
    (LORD_HOWE, "2026-10-04", "02:15", "06:00", "2026-10-03T15:30", 210, "begins in half an hour"),
    (LORD_HOWE, "2026-10-03", "22:00", "02:15", "2026-10-03T11:30", 240, "ends in half an hour"),
    (LORD_HOWE, "2026-10-04", "02:10", "02:20", "2026-10-03T15:30", 0, "wholly in half an hour"),
    (LORD_HOWE, "2026-10-03", "22:00", "06:00", "2026-10-03T11:30", 450, "over half an hour less"),
    (LORD_HOWE, "2026-04-05", "01:45", "06:00", "2026-04-04T14:45", 285, "begins in one repeated"),
    (LORD_HOWE, "2026-04-04", "22:00", "01:45", "2026-04-04T11:00", 225, "ends in one repeated"),
    (LORD_HOWE, "2026-04-05", "01:35", "01:55", "2026-04-04T14:35", 20, "wholly in one repeated"),
    (LORD_HOWE, "2026-04-04", "22:00", "06:00", "2026-04-04T11:00", 510, "over half an hour more"),
]


@pytest.mark.parametrize(
    ("zone", "day", "starts", "ends", "begins", "minutes"),
    [pytest.param(*row[:6], id=f"{row[0]}-{row[6]}".replace(" ", "-")) for row in SHIFTS],
)
def test_a_shift_is_as_long_as_really_passes_between_two_times_of_the_clock(
    zone: str, day: str, starts: str, ends: str, begins: str, minutes: int
) -> None:
    hours = Hours(time.fromisoformat(starts), time.fromisoformat(ends))
    found, until = hours.on(date.fromisoformat(day), ZoneInfo(zone))
    assert found == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert until - found == minutes * MINUTE


def rota(zone: str, around: date, *clocks: time) -> list[tuple[datetime, datetime]]:
    """Five days cut at these times, each piece from one to the next."""
    pieces = [Hours(*pair) for pair in zip(clocks, (*clocks[1:], clocks[0]), strict=True)]
    five = days(around - 2 * DAY, around + 2 * DAY)
    return [piece.on(day, ZoneInfo(zone)) for day in five for piece in pieces]


@pytest.mark.parametrize(("zone", "day", "more"), CHANGES)
@pytest.mark.parametrize("step", [5, 15, 30, 60, 480, 720])
def test_however_a_night_is_cut_its_shifts_meet_and_none_ends_before_it_begins(
    zone: str, day: date, more: int, step: int
) -> None:
    clocks = [time(*divmod(minute, 60)) for minute in range(0, 1440, step)]
    made = rota(zone, day, *clocks)
    assert all(begins <= ends for begins, ends in made)
    assert [ends for _, ends in made[:-1]] == [begins for begins, _ in made[1:]]
    assert made[-1][1] - made[0][0] == 5 * DAY + more * MINUTE


@pytest.mark.parametrize(("zone", "day", "more"), CHANGES)
@pytest.mark.parametrize(
    "clocks",
    [
        pytest.param((time(7), time(19)), id="at-seven-and-seven"),
        pytest.param((time(2, 30), time(14, 30)), id="in-the-middle-of-the-change"),
        pytest.param((time(1, 45), time(2, 15), time(2, 50)), id="often-in-that-hour"),
    ],
)
def test_two_people_are_on_at_every_minute_and_nobody_is_double(
    zone: str, day: date, more: int, clocks: tuple[time, ...]
) -> None:
    made = rota(zone, day, *clocks)
    crews = ((HOA, DUNG), (MAI, LAN))
    held = [
        Shift(who, *piece, place)
        for n, piece in enumerate(made)
        for place, who in enumerate(crews[n % 2], start=1)
    ]
    start, end = made[0][0], made[-1][1]
    assert thin_from(held, frozenset({HOA, DUNG, MAI, LAN}), start, end) == []
    minutes = int((end - start) / MINUTE)
    assert minutes == 5 * 1440 + more
    for n in range(minutes):
        on = paged_at(held, start + n * MINUTE, timedelta())
        assert [one.place for one in on] == [1, 2]


@pytest.mark.parametrize(
    ("zone", "day", "span", "minutes"),
    [
        pytest.param(BERLIN, date(2026, 3, 29), "01:00-03:00", 60, id="berlin-skipped"),
        pytest.param(BERLIN, date(2026, 3, 29), "02:00-03:00", 0, id="berlin-wholly-skipped"),
        pytest.param(BERLIN, date(2026, 10, 25), "02:00-03:00", 120, id="berlin-repeated"),
        pytest.param(BERLIN, date(2026, 10, 25), "02:15-02:45", 60, id="berlin-within-repeated"),
        pytest.param(NEW_YORK, date(2026, 3, 8), "00:00-06:00", 300, id="new-york-skipped"),
        pytest.param(NEW_YORK, date(2026, 11, 1), "00:00-06:00", 420, id="new-york-repeated"),
        pytest.param(LORD_HOWE, date(2026, 10, 4), "01:00-03:00", 90, id="lord-howe-skipped"),
        pytest.param(LORD_HOWE, date(2026, 4, 5), "01:00-03:00", 150, id="lord-howe-repeated"),
    ],
)
def test_an_agencys_hours_are_those_its_clock_shows_as_often_as_it_shows_them(
    zone: str, day: date, span: str, minutes: int
) -> None:
    place = ZoneInfo(zone)
    midnight = datetime.combine(day, time(), place).astimezone(UTC)
    shown = ((midnight + n * MINUTE).astimezone(place) for n in range(1500))
    answered = [duty_hours.is_answered(f"sun {span}", local) for local in shown]
    assert sum(answered) == minutes


def limit(clock: LimitClock, allowance: timedelta) -> TimeLimit:
    return TimeLimit(allowance, clock, Force.LEGAL, "a test")


ABROAD = {
    BERLIN: replace(policy().calendar, country="DE", days={}),
    NEW_YORK: replace(policy().calendar, country="US", days={}),
    LORD_HOWE: replace(policy().calendar, country="AU", days={}),
}


@pytest.mark.parametrize(("zone", "day", "more"), CHANGES)
def test_a_limit_in_hours_runs_as_they_really_pass(zone: str, day: date, more: int) -> None:
    place = ZoneInfo(zone)
    eve = datetime.combine(day - DAY, time(20), place)
    ends = due_at(eve, limit(LimitClock.HOURS, 12 * HOUR), ABROAD[zone], place)
    shown = datetime.combine(day, time(8)) - more * MINUTE
    assert ends.astimezone(place).replace(tzinfo=None) == shown


@pytest.mark.parametrize(
    ("zone", "asked", "closes"),
    [
        pytest.param(BERLIN, "2026-03-26", "2026-03-27T16:00", id="berlin-before"),
        pytest.param(BERLIN, "2026-03-27", "2026-03-30T15:00", id="berlin-forward"),
        pytest.param(BERLIN, "2026-10-23", "2026-10-26T16:00", id="berlin-back"),
        pytest.param(NEW_YORK, "2026-03-06", "2026-03-09T21:00", id="new-york-forward"),
        pytest.param(NEW_YORK, "2026-10-30", "2026-11-02T22:00", id="new-york-back"),
        pytest.param(LORD_HOWE, "2026-10-02", "2026-10-05T06:00", id="lord-howe-forward"),
        pytest.param(LORD_HOWE, "2026-04-02", "2026-04-07T06:30", id="lord-howe-back-at-easter"),
    ],
)
def test_offices_close_by_the_clock_on_the_wall(zone: str, asked: str, closes: str) -> None:
    place = ZoneInfo(zone)
    morning = datetime.combine(date.fromisoformat(asked), time(10), place)
    found = due_at(morning, limit(LimitClock.WORKING_DAYS, DAY), ABROAD[zone], place)
    assert found == datetime.fromisoformat(closes).replace(tzinfo=UTC)


def test_a_roster_is_kept_without_the_shifts_a_clock_skips(engine: Engine) -> None:
    house = build(engine, SETTINGS.model_copy(update={"tz_name": BERLIN}))
    skipped = Hours(time(2, 15), time(2, 45))
    saturday, sunday, monday = (date(2026, 3, day) for day in (28, 29, 30))
    with house.work() as work:
        work.session.execute(delete(DutyShift))
        hoa = person(work, "hoa")
        roster.add(work, hoa, Wanted(hoa.id, 1, saturday, monday, skipped))
        with pytest.raises(InvalidError, match="skips these hours"):
            roster.add(work, hoa, Wanted(hoa.id, 1, sunday, sunday, skipped))
    with house.work() as work:
        kept = work.session.scalars(select(DutyShift.starts_at).order_by(DutyShift.starts_at)).all()
    assert [at.isoformat() for at in kept] == [
        "2026-03-28T01:15:00+00:00",
        "2026-03-30T00:15:00+00:00",
    ]
