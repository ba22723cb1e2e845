"""When a caller may be tried again, and what picks up."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.calling_back import (
    CallingBack,
    Came,
    Picked,
    Try,
    affirms,
    ended,
    next_try,
    picked_up,
)
from hotline.safety import telling
from hotline.vocabulary import Language, Severity
from tests.referral.builders import policy

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RULES = CallingBack(
    spacing={Severity.CRITICAL: 2 * MINUTE, Severity.HIGH: 15 * MINUTE, Severity.ROUTINE: HOUR},
    most=3,
    within=24 * HOUR,
)


def ago(minutes: int, came: Came = Came.NO_ANSWER) -> Try:
    return Try(NOW - minutes * MINUTE, came)


@pytest.mark.parametrize(
    ("tries", "severity", "wait"),
    [
        pytest.param([], Severity.HIGH, 0, id="nobody-tried"),
        pytest.param([ago(5)], Severity.HIGH, 10, id="left-in-peace-for-a-while"),
        pytest.param([ago(5)], Severity.CRITICAL, -3, id="sooner-in-danger"),
        pytest.param([ago(5)], Severity.ROUTINE, 55, id="later-where-it-can-wait"),
        pytest.param([ago(5, Came.NOT_TAKEN)], Severity.HIGH, 0, id="their-telephone-never-rang"),
        pytest.param([ago(5, Came.UNSAFE)], Severity.HIGH, 0, id="nobody-was-rung"),
        pytest.param([ago(5, Came.TALKED)], Severity.HIGH, 0, id="they-talked-and-may-again"),
        pytest.param([ago(5, Came.MACHINE)], Severity.HIGH, 10, id="a-machine-is-a-try"),
        pytest.param(
            [ago(90), ago(60), ago(30)], Severity.CRITICAL, 24 * 60 - 90, id="enough-for-a-day"
        ),
        pytest.param([ago(1500), ago(60), ago(30)], Severity.HIGH, -15, id="yesterday-is-over"),
    ],
)
def test_a_telephone_is_not_made_to_ring_again_and_again(
    tries: list[Try], severity: Severity, wait: int
) -> None:
    opens = next_try(tries, severity, RULES, NOW).opens
    assert max(opens, NOW) == max(NOW + wait * MINUTE, NOW)


@pytest.mark.parametrize(
    ("answered_by", "who"),
    [
        ("human", Picked.SOMEBODY),
        ("unknown", Picked.SOMEBODY),
        ("", Picked.SOMEBODY),
        ("machine_start", Picked.MACHINE),
        ("machine_end_beep", Picked.MACHINE),
        ("machine_end_silence", Picked.MACHINE),
        ("machine_end_other", Picked.MACHINE),
        ("fax", Picked.MACHINE),
    ],
)
def test_a_machine_is_left_alone_and_silence_is_taken_for_somebody(
    answered_by: str, who: Picked
) -> None:
    assert picked_up(answered_by) is who


@pytest.mark.parametrize(
    ("digits", "yes"),
    [("1", True), ("9", True), ("19", True), ("2", False), ("*", False), ("", False)],
)
def test_only_a_key_says_that_it_is_they(digits: str, yes: object) -> None:
    assert affirms(digits) is yes


@pytest.mark.parametrize(
    ("status", "came"),
    [
        ("completed", Came.NO_KEY),
        ("no-answer", Came.NO_ANSWER),
        ("canceled", Came.NO_ANSWER),
        ("busy", Came.BUSY),
        ("failed", Came.FAILED),
    ],
)
def test_each_last_word_of_the_carrier_has_its_meaning(status: str, came: Came) -> None:
    assert ended(status) is came


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", ["call_back.neutral", "call_back.goodbye"])
def test_what_another_voice_may_hear_gives_nothing_away(key: str, language: Language) -> None:
    words = policy().say(key, language)
    assert telling(words, policy().safe_contact) == ()
    assert policy().say("line", language) not in words
