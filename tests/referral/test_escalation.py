"""Who is woken, how and when: every rung of every ladder, late or in time."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotline.limits import (
    Ladder,
    Rung,
)
from hotline.vocabulary import Audience, Channel, DeadlineKind, Severity
from referral.ladder import escalation, plans
from referral.ladder.escalation import Due, Joined, Page, Released
from referral.staffing.reachable import Roster
from tests.referral.builders import HOUR, MINUTE, SECOND, policy

MISSED = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
HOA, MAI, DUNG = (uuid.UUID(int=n) for n in (1, 2, 3))
ROSTER = Roster(on_duty=(HOA,), second=(MAI,), everyone=(HOA, MAI, DUNG))
SMS, CALL = (Channel.SMS,), (Channel.CALL,)
BOTH = (Channel.SMS, Channel.CALL)
ALL, WRITTEN = (*BOTH, Channel.EMAIL), (Channel.SMS, Channel.EMAIL)
ON_DUTY, SECOND_ONE, EVERYONE = (HOA,), (MAI,), (HOA, MAI, DUNG)
FIRST, NEXT = Audience.ON_DUTY, Audience.SECOND
CRITICAL, HIGH, ROUTINE = Severity.CRITICAL, Severity.HIGH, Severity.ROUTINE


def ladder_due(severity: Severity, step: int, base: int = 0) -> Due:
    """The rung `step` of a ladder, due at its own time."""
    ladder = policy().ladders[severity]
    at = MISSED + escalation.after(ladder, step) - escalation.after(ladder, base)
    return Due(DeadlineKind.LADDER, severity, at, MISSED, step, base)


def page_at(due: Due, now: datetime, roster: Roster = ROSTER) -> Page:
    decision = escalation.decide(due, roster, policy(), now)
    assert isinstance(decision, Page)
    return decision


@pytest.mark.parametrize(
    ("severity", "step", "people", "channels", "next_after"),
    [
        pytest.param(CRITICAL, 0, ON_DUTY, BOTH, 60 * SECOND, id="critical-at-once"),
        pytest.param(CRITICAL, 1, ON_DUTY, CALL, 120 * SECOND, id="critical-calls-again"),
        pytest.param(CRITICAL, 2, SECOND_ONE, BOTH, 300 * SECOND, id="critical-second"),
        pytest.param(CRITICAL, 3, EVERYONE, ALL, 600 * SECOND, id="critical-everyone"),
        pytest.param(CRITICAL, 4, EVERYONE, ALL, 900 * SECOND, id="critical-everyone-again"),
        pytest.param(CRITICAL, 99, EVERYONE, ALL, 29_400 * SECOND, id="critical-all-night"),
        pytest.param(HIGH, 0, ON_DUTY, SMS, 5 * MINUTE, id="high-at-once"),
        pytest.param(HIGH, 1, ON_DUTY, CALL, 15 * MINUTE, id="high-calls"),
        pytest.param(HIGH, 2, SECOND_ONE, BOTH, 30 * MINUTE, id="high-second"),
        pytest.param(HIGH, 3, EVERYONE, ALL, 45 * MINUTE, id="high-everyone"),
        pytest.param(HIGH, 4, EVERYONE, ALL, 60 * MINUTE, id="high-everyone-again"),
        pytest.param(ROUTINE, 0, ON_DUTY, SMS, 1 * HOUR, id="routine-at-once"),
        pytest.param(ROUTINE, 1, SECOND_ONE, SMS, 3 * HOUR, id="routine-second"),
        pytest.param(ROUTINE, 2, EVERYONE, WRITTEN, 4 * HOUR, id="routine-everyone"),
        pytest.param(ROUTINE, 3, EVERYONE, WRITTEN, 5 * HOUR, id="routine-everyone-again"),
    ],
)
def test_every_rung_reaches_its_people_and_names_the_time_of_the_next(
    severity: Severity,
    step: int,
    people: tuple[uuid.UUID, ...],
    channels: tuple[Channel, ...],
    next_after: timedelta,
) -> None:
    due = ladder_due(severity, step)

    page = page_at(due, due.due_at)

    assert (page.people, page.channels) == (people, channels)
    assert (page.step, page.next_step) == (step, step + 1)
    assert page.next_due_at == MISSED + next_after


@pytest.mark.parametrize("severity", list(Severity))
def test_a_missed_promise_starts_at_the_foot_of_its_ladder(severity: Severity) -> None:
    page = page_at(Due(DeadlineKind.AGENCY_ACK, severity, MISSED, MISSED - HOUR), MISSED)

    assert (page.step, page.audience, page.started_at) == (0, Audience.ON_DUTY, MISSED)


@pytest.mark.parametrize(
    ("severity", "late", "step", "people"),
    [
        pytest.param(CRITICAL, 59 * SECOND, 0, ON_DUTY, id="a-minute-less-a-second"),
        pytest.param(CRITICAL, 60 * SECOND, 1, ON_DUTY, id="a-minute"),
        pytest.param(CRITICAL, 299 * SECOND, 2, SECOND_ONE, id="nearly-five-minutes"),
        pytest.param(CRITICAL, 300 * SECOND, 3, EVERYONE, id="five-minutes"),
        pytest.param(CRITICAL, HOUR, 14, EVERYONE, id="an-hour"),
        pytest.param(HIGH, HOUR, 5, EVERYONE, id="an-hour-of-high"),
        pytest.param(ROUTINE, HOUR, 1, SECOND_ONE, id="an-hour-of-routine"),
    ],
)
def test_after_an_outage_the_highest_rung_missed_is_climbed_at_once(
    severity: Severity, late: timedelta, step: int, people: tuple[uuid.UUID, ...]
) -> None:
    due = Due(DeadlineKind.FIRST_RESPONSE, severity, MISSED, MISSED - HOUR)

    page = page_at(due, MISSED + late)

    assert (page.step, page.people) == (step, people)
    assert MISSED + late < page.next_due_at


def test_a_ladder_interrupted_by_an_outage_goes_on_above_where_it_stood() -> None:
    page = page_at(ladder_due(CRITICAL, 1), MISSED + HOUR)

    assert (page.step, page.people, page.next_step) == (14, EVERYONE, 15)
    assert page.next_due_at == MISSED + HOUR + 5 * MINUTE


def test_a_ladder_begun_higher_and_interrupted_stands_where_its_own_pace_would_have_it() -> None:
    """Begun at the second rung, a minute up: an hour and a minute after its foot."""
    page = page_at(ladder_due(CRITICAL, 1, base=1), MISSED + HOUR)

    assert (page.step, page.people) == (14, EVERYONE)
    assert page.next_due_at == MISSED + 64 * MINUTE


@pytest.mark.parametrize(
    ("step", "people", "next_after"),
    [
        pytest.param(2, SECOND_ONE, 180 * SECOND, id="passed-on-once"),
        pytest.param(6, EVERYONE, 300 * SECOND, id="passed-on-by-everybody"),
    ],
)
def test_passing_a_page_on_never_buys_a_longer_silence_than_the_ladder_has(
    step: int, people: tuple[uuid.UUID, ...], next_after: timedelta
) -> None:
    now = MISSED + 10 * SECOND

    page = page_at(ladder_due(CRITICAL, step), now)

    assert (page.step, page.people) == (step, people)
    assert page.next_due_at == now + next_after


@pytest.mark.parametrize(
    ("roster", "step", "people", "empty"),
    [
        pytest.param(ROSTER, 0, (HOA,), (), id="somebody-on-duty"),
        pytest.param(
            Roster(second=(MAI,), everyone=EVERYONE), 2, (MAI,), (FIRST,), id="nobody-first"
        ),
        pytest.param(Roster(everyone=EVERYONE), 3, EVERYONE, (FIRST, NEXT), id="nobody-on-duty"),
        pytest.param(Roster(), 0, (), (FIRST,), id="nobody-at-all"),
    ],
)
def test_a_rung_with_nobody_in_it_costs_no_time_and_is_told(
    roster: Roster, step: int, people: tuple[uuid.UUID, ...], empty: tuple[Audience, ...]
) -> None:
    page = page_at(ladder_due(CRITICAL, 0), MISSED, roster)

    assert (page.step, page.people, page.empty) == (step, people, empty)


def test_nobody_is_missed_in_a_rung_that_is_not_climbed_yet() -> None:
    due = ladder_due(CRITICAL, 1)

    page = page_at(due, due.due_at, Roster(on_duty=(HOA,), everyone=EVERYONE))

    assert (page.step, page.people, page.empty) == (1, ON_DUTY, ())


def test_after_empty_rungs_the_next_one_comes_no_later_than_from_there() -> None:
    page = page_at(ladder_due(CRITICAL, 0), MISSED, Roster(second=(MAI,), everyone=EVERYONE))

    assert page.next_due_at == MISSED + 180 * SECOND


def test_a_last_rung_with_nobody_of_its_own_reaches_whoever_there_is() -> None:
    one_rung = Ladder((Rung(0 * SECOND, Audience.SECOND, SMS),), MINUTE)
    due = replace(ladder_due(CRITICAL, 0), began_with=one_rung)

    page = page_at(due, MISSED, Roster(everyone=EVERYONE))

    assert (page.people, page.empty) == (EVERYONE, (NEXT,))


@pytest.mark.parametrize("severity", list(Severity))
def test_a_ladder_with_nobody_to_reach_asks_again_within_a_minute(severity: Severity) -> None:
    due = ladder_due(severity, 3)

    page = page_at(due, due.due_at, Roster())

    assert page.people == ()
    assert page.next_due_at == due.due_at + MINUTE


def test_a_ladder_that_climbs_keeps_its_steps_and_one_that_begins_has_those_in_force() -> None:
    old = Ladder((Rung(0 * SECOND, Audience.EVERYONE, CALL),), 7 * MINUTE)
    going = replace(ladder_due(CRITICAL, 0), began_with=old)
    starting = Due(DeadlineKind.AGENCY_ACK, CRITICAL, MISSED, MISSED, began_with=old)

    assert (page_at(going, MISSED).people, page_at(going, MISSED).channels) == (EVERYONE, CALL)
    assert page_at(going, MISSED).next_due_at == MISSED + 7 * MINUTE
    assert page_at(starting, MISSED).people == (HOA,)


@pytest.mark.parametrize("severity", list(Severity))
def test_the_steps_of_a_ladder_are_read_as_they_were_written(severity: Severity) -> None:
    ladder = policy().ladders[severity]

    assert plans.read(json.loads(json.dumps(plans.written(ladder)))) == ladder


def test_a_second_missed_promise_joins_the_ladder_that_is_climbing() -> None:
    due = Due(DeadlineKind.AGENCY_ACK, CRITICAL, MISSED, MISSED, climbing=True)

    assert escalation.decide(due, ROSTER, policy(), MISSED) == Joined()


@pytest.mark.parametrize(
    ("base", "people"),
    [
        pytest.param(1, ON_DUTY, id="once"),
        pytest.param(2, SECOND_ONE, id="twice"),
        pytest.param(3, EVERYONE, id="three-times"),
    ],
)
def test_whoever_took_a_ticket_and_did_nothing_loses_it_to_somebody_higher(
    base: int, people: tuple[uuid.UUID, ...]
) -> None:
    due = Due(DeadlineKind.PROGRESS, CRITICAL, MISSED, MISSED - 10 * MINUTE, base=base)

    decision = escalation.decide(due, ROSTER, policy(), MISSED)

    assert isinstance(decision, Released)
    assert (decision.page.step, decision.page.base, decision.page.people) == (base, base, people)


@pytest.mark.parametrize("base", [1, 2, 3])
def test_a_ladder_begun_higher_keeps_its_own_pace(base: int) -> None:
    ladder = policy().ladders[CRITICAL]
    due = ladder_due(CRITICAL, base, base)

    page = page_at(due, MISSED)

    gap = escalation.after(ladder, base + 1) - escalation.after(ladder, base)
    assert page.step == base
    assert page.next_due_at == MISSED + gap


@pytest.mark.parametrize(
    ("severity", "step", "after"),
    [
        pytest.param(CRITICAL, 0, 0 * SECOND, id="critical-foot"),
        pytest.param(CRITICAL, 3, 300 * SECOND, id="critical-top"),
        pytest.param(CRITICAL, 5, 900 * SECOND, id="critical-beyond"),
        pytest.param(HIGH, 3, 30 * MINUTE, id="high-top"),
        pytest.param(HIGH, 4, 45 * MINUTE, id="high-beyond"),
        pytest.param(ROUTINE, 4, 5 * HOUR, id="routine-beyond"),
    ],
)
def test_rungs_beyond_the_last_repeat_it(severity: Severity, step: int, after: timedelta) -> None:
    assert escalation.after(policy().ladders[severity], step) == after


@pytest.mark.parametrize(
    ("severity", "step", "expected"),
    [
        pytest.param(CRITICAL, 0, 2, id="past-both-rungs-of-who-is-on-duty"),
        pytest.param(CRITICAL, 1, 2, id="past-the-second"),
        pytest.param(CRITICAL, 2, 2, id="the-next-is-somebody-else-already"),
        pytest.param(CRITICAL, 3, 3, id="everyone"),
        pytest.param(CRITICAL, 9, 9, id="beyond-the-last-rung"),
        pytest.param(HIGH, 1, 2, id="high"),
        pytest.param(ROUTINE, 1, 1, id="routine"),
    ],
)
def test_passing_on_reaches_somebody_other_than_who_is_on_duty(
    severity: Severity, step: int, expected: int
) -> None:
    assert escalation.next_person(policy().ladders[severity], step) == expected


def test_passing_on_in_a_house_of_one_goes_to_the_last_rung() -> None:
    rungs = tuple(Rung(n * MINUTE, Audience.ON_DUTY, SMS) for n in range(3))

    assert escalation.next_person(Ladder(rungs, MINUTE), 0) == 2


@pytest.mark.parametrize(("base", "expected"), [(0, 1), (1, 2), (2, 3), (3, 3)])
def test_an_acknowledgement_that_came_to_nothing_costs_one_rung(base: int, expected: int) -> None:
    assert escalation.one_higher(policy().ladders[CRITICAL], base) == expected
