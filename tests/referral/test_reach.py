"""By which channels and at which numbers an agency is told, and when its telephone is answered."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.vocabulary import Channel, Severity
from referral.directory import duty_hours, reach
from referral.directory.reach import Contact

SMS, CALL = Channel.SMS, Channel.CALL
CRITICAL, HIGH = Severity.CRITICAL, Severity.HIGH
DUTY, DEPUTY = "+842393855011", "+84990000099"
OFFICE = "mon-fri 07:30-11:30 13:30-17:00; sat 08:00-11:00"


def local(day: int, clock: str) -> datetime:
    """Of November 2026, whose second day is a Monday."""
    hour, minute = clock.split(":")
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=zone)


@pytest.mark.parametrize(
    ("hours", "day", "clock", "answered"),
    [
        pytest.param("", 8, "03:00", True, id="without-hours-day-and-night"),
        pytest.param(OFFICE, 2, "07:30", True, id="monday-as-it-opens"),
        pytest.param(OFFICE, 2, "11:30", False, id="monday-as-lunch-begins"),
        pytest.param(OFFICE, 2, "16:59", True, id="monday-late"),
        pytest.param(OFFICE, 7, "10:00", True, id="saturday-morning"),
        pytest.param(OFFICE, 7, "14:00", False, id="saturday-afternoon"),
        pytest.param(OFFICE, 8, "10:00", False, id="sunday"),
        pytest.param("fri-mon 08:00-12:00", 8, "09:00", True, id="days-round-the-weekend"),
        pytest.param("fri-mon 08:00-12:00", 4, "09:00", False, id="not-in-the-middle"),
        pytest.param("fri 17:00-07:00", 6, "23:00", True, id="friday-night"),
        pytest.param("fri 17:00-07:00", 7, "06:59", True, id="and-its-morning"),
        pytest.param("fri 17:00-07:00", 6, "06:00", False, id="not-the-morning-before"),
    ],
)
def test_the_duty_telephone_is_answered_in_its_hours(
    hours: str, day: int, clock: str, answered: bool
) -> None:
    assert duty_hours.is_answered(hours, local(day, clock)) is answered


@pytest.mark.parametrize(
    "text", ["weekdays", "mon", "mon 7:30-11", "mon-", "mon 25:00-26:00", "xyz 08:00-09:00"]
)
def test_hours_nobody_could_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        duty_hours.read(text)


def told(
    severity: Severity,
    *channels: Channel,
    deputy: str | None = DEPUTY,
    clock: str = "10:00",
    policy: tuple[Channel, ...] = (SMS, CALL),
) -> list[tuple[Channel, str]]:
    contact = Contact(DUTY, deputy, channels, OFFICE)
    found = reach.ways(contact, severity, policy, local(2, clock))
    return [(way.channel, way.number) for way in found]


def test_an_agency_with_one_telephone_is_told_there_at_any_hour() -> None:
    assert told(HIGH, deputy=None, clock="23:00") == [(SMS, DUTY), (CALL, DUTY)]


def test_the_deputy_stands_in_when_the_duty_telephone_is_not_answered() -> None:
    assert told(HIGH, clock="10:00", policy=(SMS,)) == [(SMS, DUTY)]
    assert told(HIGH, clock="23:00", policy=(SMS,)) == [(SMS, DEPUTY)]


def test_danger_rings_both_whatever_the_hour() -> None:
    assert set(told(CRITICAL)) == {(SMS, DUTY), (CALL, DUTY), (SMS, DEPUTY), (CALL, DEPUTY)}


def test_an_agency_is_told_in_its_own_order_of_channels() -> None:
    assert told(HIGH, CALL, SMS, deputy=None) == [(CALL, DUTY), (SMS, DUTY)]


def test_a_telephone_that_can_read_no_texts_is_rung_where_the_policy_would_write() -> None:
    assert told(HIGH, CALL, deputy=None, policy=(SMS,)) == [(CALL, DUTY)]
