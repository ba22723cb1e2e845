"""Shifts by the clock on the wall, and instants that too few people answer for."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from referral.staffing.shifts import (
    Hours,
    Shift,
    changes,
    days,
    first_made_thin,
    paged_at,
    thin_from,
)

HOA, DUNG, MAI, LAN = (uuid.uuid5(uuid.NAMESPACE_DNS, name) for name in "hdml")
REACHABLE = frozenset({HOA, DUNG, MAI})
NOW = datetime(2026, 11, 20, tzinfo=UTC)
INSTANT, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def shift(who: uuid.UUID, begins: float, ends: float, place: int = 1) -> Shift:
    """In hours from now."""
    return Shift(who, NOW + begins * HOUR, NOW + ends * HOUR, place)


@pytest.mark.parametrize(
    "zone", ["Asia/Ho_Chi_Minh", "Europe/Paris", "America/New_York", "Australia/Lord_Howe"]
)
@pytest.mark.parametrize("around", [date(2026, 3, 28), date(2026, 10, 24), date(2026, 4, 4)])
def test_three_shifts_a_day_meet_on_every_day_of_the_year(zone: str, around: date) -> None:
    rota = (Hours(time(6), time(14)), Hours(time(14), time(22)), Hours(time(22), time(6)))
    made = [
        hours.on(day, ZoneInfo(zone))
        for day in days(around - 10 * DAY, around + 10 * DAY)
        for hours in rota
    ]
    assert all(made[n][1] == made[n + 1][0] for n in range(len(made) - 1))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param(date(2026, 3, 28), 7, id="the-night-an-hour-is-skipped"),
        pytest.param(date(2026, 10, 24), 9, id="the-night-an-hour-is-repeated"),
        pytest.param(date(2026, 11, 24), 8, id="any-other-night"),
    ],
)
def test_a_night_is_as_long_as_it_is(day: date, hours: int) -> None:
    begins, ends = Hours(time(22), time(6)).on(day, ZoneInfo("Europe/Paris"))
    assert ends - begins == hours * HOUR


def test_whole_days_end_where_they_began() -> None:
    begins, ends = Hours(time(7), time(7)).on(date(2026, 11, 24), ZoneInfo("Asia/Ho_Chi_Minh"))
    assert (begins, ends - begins) == (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), DAY)


@pytest.mark.parametrize(
    ("shifts", "thin"),
    [
        pytest.param([shift(HOA, 0, 9), shift(DUNG, 0, 9)], [], id="two-all-along"),
        pytest.param([shift(HOA, 0, 9)], [0], id="one-alone"),
        pytest.param([], [0], id="nobody"),
        pytest.param([shift(HOA, 0, 9), shift(LAN, 0, 9)], [0], id="who-has-no-number-is-no-one"),
        pytest.param([shift(HOA, 0, 9), shift(HOA, 0, 9)], [0], id="the-same-person-twice"),
        pytest.param([shift(HOA, 0, 9), shift(DUNG, 0, 4), shift(MAI, 5, 9)], [4], id="a-gap"),
        pytest.param([shift(HOA, 0, 9), shift(DUNG, 0, 4), shift(MAI, 4, 9)], [], id="they-meet"),
    ],
)
def test_the_instants_with_fewer_than_two_people_are_named(
    shifts: list[Shift], thin: list[int]
) -> None:
    found = thin_from(shifts, REACHABLE, NOW, NOW + 9 * HOUR)
    assert found == [NOW + hours * HOUR for hours in thin]


BOTH = [shift(HOA, 0, 400), shift(DUNG, 0, 400)]


@pytest.mark.parametrize(
    ("before", "after", "thin"),
    [
        pytest.param(BOTH, BOTH[:1], 0, id="one-of-two-is-taken-off"),
        pytest.param(BOTH, [BOTH[0], shift(DUNG, 5, 400)], 0, id="one-comes-later"),
        pytest.param(BOTH, [BOTH[0], shift(DUNG, 0, 100)], 100, id="one-goes-earlier"),
        pytest.param(BOTH, [BOTH[0], shift(DUNG, 0, 336)], None, id="after-fourteen-days"),
        pytest.param(BOTH, [BOTH[0], shift(DUNG, 0, 335)], 335, id="within-fourteen-days"),
        pytest.param(BOTH, [BOTH[0], shift(MAI, 0, 400)], None, id="somebody-else-comes"),
        pytest.param(BOTH, [BOTH[0], shift(LAN, 0, 400)], 0, id="somebody-without-a-number-comes"),
        pytest.param([], BOTH[:1], None, id="the-first-shift-of-an-empty-roster"),
        pytest.param(BOTH[:1], [], 0, id="even-the-last-one-goes"),
        pytest.param([*BOTH, shift(MAI, 0, 400)], BOTH, None, id="the-third-may-go"),
    ],
)
def test_a_change_names_the_first_instant_it_leaves_to_too_few(
    before: list[Shift], after: list[Shift], thin: int | None
) -> None:
    found = first_made_thin(before, after, REACHABLE, NOW)
    assert found == (None if thin is None else NOW + thin * HOUR)


CHANGE = [shift(HOA, -12, 0), shift(MAI, -12, 0, 2), shift(DUNG, 0, 12), shift(HOA, 0, 12, 2)]


@pytest.mark.parametrize(
    ("after", "paged"),
    [
        pytest.param(-INSTANT, [(HOA, 1), (MAI, 2)], id="before-the-change"),
        pytest.param(0 * HOUR, [(DUNG, 1), (HOA, 1), (HOA, 2), (MAI, 2)], id="as-it-changes"),
        pytest.param(
            15 * MINUTE - INSTANT,
            [(DUNG, 1), (HOA, 1), (HOA, 2), (MAI, 2)],
            id="the-last-instant-of-the-hand-over",
        ),
        pytest.param(15 * MINUTE, [(DUNG, 1), (HOA, 2)], id="as-it-is-over"),
    ],
)
def test_who_goes_off_is_paged_behind_who_comes_until_the_hand_over_is_over(
    after: timedelta, paged: list[tuple[uuid.UUID, int]]
) -> None:
    found = paged_at(CHANGE, NOW + after, 15 * MINUTE)
    assert [(one.staff_id, one.place) for one in found] == paged


@pytest.mark.parametrize(
    ("shifts", "paged"),
    [
        pytest.param([shift(HOA, -12, 0)], [HOA], id="nobody-comes"),
        pytest.param([shift(HOA, -12, 0), shift(HOA, 0, 12)], [HOA], id="the-same-person-stays"),
        pytest.param([shift(HOA, -12, 0), shift(DUNG, 0.1, 9)], [HOA], id="who-comes-is-late"),
        pytest.param([shift(HOA, -9, -0.2), shift(HOA, -9, -0.1)], [HOA], id="went-off-twice"),
        pytest.param([shift(HOA, -9, -0.25)], [], id="went-off-long-ago"),
        pytest.param([], [], id="an-empty-roster"),
    ],
)
def test_nobody_is_paged_twice_in_one_place(shifts: list[Shift], paged: list[uuid.UUID]) -> None:
    assert [one.staff_id for one in paged_at(shifts, NOW, 15 * MINUTE)] == paged


def test_the_two_people_are_counted_without_who_has_gone_off() -> None:
    leaves_one_alone = [shift(HOA, 0, 9), shift(DUNG, 0, 4), shift(MAI, 4.2, 9)]
    assert thin_from(leaves_one_alone, REACHABLE, NOW, NOW + 9 * HOUR) == [NOW + 4 * HOUR]
    assert {one.staff_id for one in paged_at(leaves_one_alone, NOW + 4 * HOUR, 15 * MINUTE)} == {
        HOA,
        DUNG,
    }


def test_without_an_overlap_only_whose_shift_it_is_is_paged() -> None:
    found = paged_at(CHANGE, NOW, timedelta())
    assert [(one.staff_id, one.place) for one in found] == [(DUNG, 1), (HOA, 2)]


@pytest.mark.parametrize(
    ("shifts", "leaving", "coming"),
    [
        pytest.param(CHANGE, {HOA}, {DUNG}, id="who-is-second-next-hands-over-all-the-same"),
        pytest.param(
            [shift(HOA, -9, 0), shift(MAI, -9, 0), shift(MAI, 0, 9), shift(DUNG, 0, 9)],
            {HOA},
            {DUNG},
            id="of-two-one-stays",
        ),
        pytest.param([shift(HOA, -9, 0), shift(MAI, -9, 9)], {HOA}, {MAI}, id="only-who-stays"),
        pytest.param([shift(HOA, -9, 0), shift(MAI, 0, 9, 2)], {HOA}, {MAI}, id="only-a-second"),
    ],
)
def test_whoever_leaves_hands_over_to_whoever_comes(
    shifts: list[Shift], leaving: set[uuid.UUID], coming: set[uuid.UUID]
) -> None:
    [change] = changes(shifts, NOW - HOUR, NOW + HOUR)
    assert (change.at, change.leaving, change.coming) == (
        NOW,
        frozenset(leaving),
        frozenset(coming),
    )


@pytest.mark.parametrize(
    "shifts",
    [
        pytest.param([shift(HOA, -9, 0)], id="nobody-comes-which-is-a-gap"),
        pytest.param([shift(HOA, -9, 0), shift(HOA, 0, 9)], id="the-same-person-stays"),
        pytest.param([shift(MAI, -9, 0, 2), shift(HOA, -9, 9)], id="only-the-second-changes"),
    ],
)
def test_where_nobody_takes_over_from_anybody_there_is_no_hand_over(shifts: list[Shift]) -> None:
    assert changes(shifts, NOW - HOUR, NOW + HOUR) == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        pytest.param(-HOUR, 0 * HOUR, 1, id="the-last-instant-belongs-to-it"),
        pytest.param(0 * HOUR, HOUR, 0, id="the-first-does-not"),
        pytest.param(-HOUR, -INSTANT, 0, id="still-to-come"),
    ],
)
def test_a_change_is_found_once_however_time_is_cut(
    start: timedelta, end: timedelta, found: int
) -> None:
    assert len(changes(CHANGE, NOW + start, NOW + end)) == found
