"""Days that people set: who may, what it moves, and what it leaves as it was promised."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from hotline.errors import InvalidError, NotAllowedError
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.vocabulary import DeadlineKind, Language, LimitClock, Severity
from referral.promises import calendar_days, deadlines
from referral.promises.deadlines import Deadline
from tests.house import House
from tests.referral.builders import acts, open_ticket, person

FOLLOW_UP, HIGH = DeadlineKind.FOLLOW_UP, Severity.HIGH
# The house's night is that of Saturday, 21 November 2026.
MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)


def in_working_days(work: Work, count: int) -> Work:
    """The same work under a policy that gives a follow-up working days."""
    limit = work.policy.limit(FOLLOW_UP, HIGH)
    days = replace(limit, allowance=timedelta(days=count), clock=LimitClock.WORKING_DAYS)
    limits = {**work.policy.limits, FOLLOW_UP: {HIGH: days}}
    return replace(work, policy=replace(work.policy, limits=limits))


def promise(house: House, cycle: int) -> None:
    with house.work() as work:
        ticket = open_ticket(work, HIGH) if cycle == 0 else house.ticket()
        deadlines.arm(in_working_days(work, 1), ticket, FOLLOW_UP, cycle=cycle)


def promised(house: House) -> list[datetime]:
    with house.work() as work:
        query = select(Deadline.due_at).where(Deadline.kind == FOLLOW_UP).order_by(Deadline.cycle)
        return list(work.session.scalars(query))


def set_off(house: House, day: date, login: str = "hoa", why: str = "Bão số 9") -> None:
    with house.work() as work:
        calendar_days.set_day(work, person(work, login), day, why, working=False)


def closing(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)  # 17:00 in Hà Tĩnh


def test_a_day_set_off_moves_the_next_promise_and_none_already_made(house: House) -> None:
    promise(house, 0)
    set_off(house, MONDAY)
    promise(house, 1)
    # Tuesday the 24th is a public holiday.
    assert promised(house) == [closing(MONDAY), closing(WEDNESDAY)]


def test_a_day_taken_back_counts_again(house: House) -> None:
    set_off(house, MONDAY)
    with house.work() as work:
        calendar_days.unset_day(work, person(work, "quan"), MONDAY)
    promise(house, 0)
    assert promised(house) == [closing(MONDAY)]
    with house.work() as work:
        assert (acts(work, Act.CALENDAR_SET), acts(work, Act.CALENDAR_UNSET)) == (1, 1)


def test_a_day_set_twice_is_what_was_said_last(house: House) -> None:
    set_off(house, MONDAY)
    with house.work() as work:
        calendar_days.set_day(work, person(work, "dung"), MONDAY, "Vẫn làm việc", working=True)
    with house.work() as work:
        day = calendar_days.in_force(work).days[MONDAY]
    assert (day.working, day.source[Language.VI]) == (True, "Phạm Tiến Dũng")


def test_a_promise_says_which_clock_it_runs_on(house: House) -> None:
    promise(house, 0)
    with house.work() as work:
        clocks = dict(work.session.execute(select(Deadline.kind, Deadline.clock)).all())
    assert clocks == {
        DeadlineKind.FIRST_RESPONSE: LimitClock.HOURS,
        FOLLOW_UP: LimitClock.WORKING_DAYS,
    }


def test_a_counselor_does_not_set_the_calendar(house: House) -> None:
    with pytest.raises(NotAllowedError):
        set_off(house, MONDAY, login="lan")


def test_nor_does_a_counselor_take_back_what_was_set(house: House) -> None:
    set_off(house, MONDAY)
    with pytest.raises(NotAllowedError), house.work() as work:
        calendar_days.unset_day(work, person(work, "lan"), MONDAY)


def test_taking_one_day_back_leaves_the_others_as_they_were_set(house: House) -> None:
    set_off(house, MONDAY)
    set_off(house, WEDNESDAY)
    with house.work() as work:
        calendar_days.unset_day(work, person(work, "hoa"), MONDAY)
    with house.work() as work:
        days = calendar_days.in_force(work).days
        assert MONDAY not in days
        assert not days[WEDNESDAY].working


@pytest.mark.parametrize("why", ["", "  ", "x" * 201])
def test_a_day_is_set_for_a_reason(house: House, why: str) -> None:
    with pytest.raises(InvalidError):
        set_off(house, MONDAY, why=why)


def test_a_day_nobody_set_cannot_be_taken_back(house: House) -> None:
    with pytest.raises(InvalidError), house.work() as work:
        calendar_days.unset_day(work, person(work, "hoa"), MONDAY)
