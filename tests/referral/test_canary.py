"""How far a canary has come, and who is woken when it does not come home: tables."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from hotline import canary
from referral.canary import flight
from referral.canary.flight import End, Seen, Stage
from tests.referral.builders import policy

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WATCH = policy().watch
ALL = tuple(Stage)


def seen(*stages: Stage, wants_receipt: bool = True) -> Seen:
    passed = {stage: NOW + (n + 1) * SECOND for n, stage in enumerate(stages)}
    return Seen(NOW, passed, wants_receipt)


@pytest.mark.parametrize(
    ("flown", "after", "end"),
    [
        pytest.param(seen(*ALL), 5, End.HOME, id="every stage"),
        pytest.param(seen(*ALL[:4]), 5, None, id="the receipt may still come"),
        pytest.param(seen(*ALL[:4]), 60, End.LOST, id="the receipt does not come"),
        pytest.param(seen(*ALL[:4], wants_receipt=False), 5, End.HOME, id="none is waited for"),
        pytest.param(seen(), 59, None, id="at the door"),
        pytest.param(seen(), 60, End.LOST, id="nobody opens"),
        pytest.param(seen(*ALL[1:]), 60, End.LOST, id="a stage that was passed by"),
    ],
)
def test_it_is_home_when_it_passed_every_stage_and_lost_when_time_is_up(
    flown: Seen, after: int, end: End | None
) -> None:
    assert flight.end(flown, WATCH, NOW + after * SECOND) is end


def test_the_first_stage_it_did_not_pass_is_named() -> None:
    missing = [seen(*ALL[:n]).missing for n in range(len(ALL) + 1)]

    assert missing == [*ALL, None]


def test_each_stage_is_measured_from_the_one_before() -> None:
    assert seen(*ALL).took == dict.fromkeys(ALL, 1.0)


def test_clocks_on_all_machines_count_the_same_canaries() -> None:
    every = WATCH.canary_every
    first = flight.slot(NOW, every)

    assert flight.slot(NOW + every - SECOND, every) == first
    assert flight.slot(NOW + every, every) == first + 1


@pytest.mark.parametrize(
    ("ends", "lost"),
    [
        ([], 0),
        ([End.HOME, End.LOST], 0),
        ([End.LOST, End.HOME, End.LOST], 1),
        ([End.LOST] * 4, 4),
    ],
)
def test_those_lost_since_the_last_came_home_are_counted(ends: Sequence[End], lost: int) -> None:
    assert flight.lost_in_a_row(ends) == lost


def test_people_are_woken_three_times_and_then_each_half_hour() -> None:
    assert [n for n in range(25) if flight.is_told(n)] == [1, 2, 3, 6, 12, 18, 24]


def test_no_ticket_of_a_child_is_taken_for_a_canary() -> None:
    slot = flight.slot(NOW, WATCH.canary_every)

    assert canary.is_canary(canary.id_of(slot))
    assert not canary.is_canary(None)
    assert not any(canary.is_canary(uuid.uuid4()) for _ in range(1000))
    assert len(canary.sid_of(slot)) == len("SM") + 32
