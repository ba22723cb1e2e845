"""What a waiting caller hears, what keys mean, and how a wait ends: as tables."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest

from config.packs import load
from hotline.call_rules import CallRules
from hotline.callflow import Wish
from hotline.calls import silence
from hotline.calls.queue import (
    Key,
    Left,
    Untold,
    Wait,
    left_as,
    lets_in,
    meaning,
    next_prompt,
    next_told,
)
from hotline.calls.silence import Question, Said
from hotline.vocabulary import Language

POLICY = load("vietnam")
RULES = POLICY.calls
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


def wait(waited: int = 0, heard: int = 0, **facts: bool) -> Wait:
    return Wait(NOW - timedelta(seconds=waited), heard, **facts)


HEARD = [
    pytest.param(wait(), "wait.first", id="first-which-keys-there-are"),
    pytest.param(wait(20, 1), "wait.again", id="then-a-calm-word"),
    pytest.param(wait(220, 9), "wait.long", id="after-long-that-there-are-other-ways"),
    pytest.param(wait(after_hours=True), "wait.after_hours", id="at-night-other-words"),
    pytest.param(wait(silent=True), "wait.silent", id="who-cannot-speak-need-not"),
    pytest.param(wait(20, 1, silent=True), "wait.silent_again", id="nor-later"),
    pytest.param(wait(danger=True), "wait.danger", id="danger-is-told-that-people-are-woken"),
    pytest.param(wait(3600, 99, danger=True), "wait.danger_again", id="danger-is-never-put-off"),
    pytest.param(wait(600, 30), None, id="nobody-came-in-time"),
    pytest.param(wait(600, 30, silent=True), None, id="nor-for-who-cannot-speak"),
]


@pytest.mark.parametrize(("waits", "key"), HEARD)
def test_this_is_heard_next(waits: Wait, key: str | None) -> None:
    assert next_prompt(waits, NOW, RULES) == key
    assert key is None or all(POLICY.texts[key][language] for language in Language)


def test_no_sentence_of_the_line_tells_a_place_in_it() -> None:
    for key, texts in POLICY.texts.items():
        if key.startswith("wait."):
            assert not {"vị", "thứ", "position"} & set(texts[Language.VI].lower().split()), key


BY_KEYS = [
    pytest.param(0, "5", None, Said.YES, id="the-first-key-says-that-somebody-listens"),
    pytest.param(0, "55", None, Said.YES, id="however-often"),
    pytest.param(1, "5", Question.DANGER, Said.YES, id="once-is-yes"),
    pytest.param(1, "55", Question.DANGER, Said.NO, id="twice-is-no"),
    pytest.param(2, "1", Question.NEAR, Said.YES, id="whichever-key"),
]


@pytest.mark.parametrize(("before", "digits", "question", "said"), BY_KEYS)
def test_who_cannot_speak_answers_by_keys(
    before: int, digits: str, question: Question | None, said: Said
) -> None:
    heard = silence.meaning(before, digits)
    assert heard is not None
    assert (heard.question, heard.said) == (question, said)
    assert heard.danger == (question is Question.DANGER and said is Said.YES)


@pytest.mark.parametrize(("before", "digits"), [(3, "5"), (1, ""), (0, "")])
def test_what_was_not_asked_is_no_answer(before: int, digits: str) -> None:
    assert silence.meaning(before, digits) is None


@pytest.mark.parametrize(
    ("calls", "open_ticket", "told"), [(1, False, False), (2, False, False), (3, False, True)]
)
def test_silent_calls_are_told_when_they_are_many(
    calls: int, open_ticket: bool, told: bool
) -> None:
    assert silence.is_told(calls, open_ticket=open_ticket, rules=RULES) is told
    assert silence.is_told(calls, open_ticket=True, rules=RULES)


KEYS = [
    ("9", Key.DANGER),
    ("99", Key.DANGER),
    ("*9", Key.DANGER),
    ("19", Key.DANGER),
    ("1", Key.CALL_BACK),
    ("2", Key.MESSAGE),
    ("*", Key.QUICK_EXIT),
    ("", Key.NOTHING),
    ("5", Key.NOTHING),
    ("#", Key.NOTHING),
]


@pytest.mark.parametrize(("digits", "means"), KEYS)
def test_every_key_works_all_through_the_wait(digits: str, means: Key) -> None:
    assert meaning(digits) is means


ENDS = [
    ("hangup", None, Left.ABANDONED),
    ("leave", Left.MESSAGE, Left.MESSAGE),
    ("leave", Left.CALL_BACK, Left.CALL_BACK),
    ("leave", None, Left.OVERFLOW),
    ("queue-full", None, Left.FAILED),
    ("error", None, Left.FAILED),
    ("system-error", None, Left.FAILED),
    ("redirected", None, None),
    ("bridged", None, None),
    ("redirected-from-bridged", None, None),
]


@pytest.mark.parametrize(("result", "asked", "left"), ENDS)
def test_the_carriers_word_for_the_end_of_a_wait_means(
    result: str, asked: Left | None, left: Left | None
) -> None:
    assert left_as(result, asked) is left


LET_IN = [
    pytest.param(Wish.COUNSELOR, 0, True, True, id="somebody-is-there"),
    pytest.param(Wish.SILENT, 0, True, True, id="who-cannot-speak-waits-too"),
    pytest.param(Wish.COUNSELOR, 0, False, False, id="nobody-at-all"),
    pytest.param(Wish.COUNSELOR, RULES.most_waiting, True, False, id="the-line-is-full"),
    pytest.param(Wish.DANGER, RULES.most_waiting, True, True, id="never-full-for-danger"),
    pytest.param(Wish.MESSAGE, 0, True, False, id="who-wants-to-leave-a-message"),
    pytest.param(Wish.QUICK_EXIT, 0, True, False, id="who-has-to-go"),
]


@pytest.mark.parametrize(("wish", "waiting", "staffed", "waits"), LET_IN)
def test_this_caller_waits(wish: Wish, waiting: int, staffed: bool, waits: bool) -> None:
    assert lets_in(wish, waiting, staffed=staffed, rules=RULES) is waits


@pytest.mark.parametrize(
    ("hour", "after"), [(6, True), (7, False), (21, False), (22, True), (2, True)]
)
def test_after_hours_is_by_the_policys_clock(hour: int, after: bool) -> None:
    assert RULES.after_hours(datetime(2026, 11, 20, hour, tzinfo=UTC)) is after


def test_a_line_that_never_closes_has_no_after_hours() -> None:
    always = CallRules(**{**vars(RULES), "opens": time(0), "closes": time(0)})
    assert not always.after_hours(datetime(2026, 11, 20, 3, tzinfo=UTC))


FIRST, SECOND, THIRD = (uuid.UUID(int=n) for n in (1, 2, 3))


def untold(who: uuid.UUID, waited: int, told_before: int | None = None) -> Untold:
    """In seconds before now."""
    told_at = None if told_before is None else NOW - timedelta(seconds=told_before)
    return Untold(who, NOW - timedelta(seconds=waited), told_at)


TOLD = [
    pytest.param([], None, id="nobody-waits"),
    pytest.param([untold(FIRST, 30)], (90, FIRST), id="not-yet"),
    pytest.param([untold(FIRST, 125)], (-5, FIRST), id="it-is-time"),
    pytest.param([untold(FIRST, 125, 5)], None, id="of-one-it-is-told-once"),
    pytest.param(
        [untold(SECOND, 130), untold(FIRST, 200)], (-80, FIRST), id="the-longest-wait-first"
    ),
    pytest.param(
        [untold(FIRST, 200, 80), untold(SECOND, 190), untold(THIRD, 180)],
        (40, SECOND),
        id="a-full-line-does-not-flood-a-telephone",
    ),
    pytest.param(
        [untold(FIRST, 400, 280), untold(SECOND, 150)],
        (-30, SECOND),
        id="the-next-one-after-a-while",
    ),
]


@pytest.mark.parametrize(("waiting", "told"), TOLD)
def test_whoever_is_on_duty_hears_of_long_waits_one_at_a_time(
    waiting: list[Untold], told: tuple[int, uuid.UUID] | None
) -> None:
    assert RULES.page_after == timedelta(minutes=2)
    expected = told and (NOW + timedelta(seconds=told[0]), told[1])
    assert next_told(waiting, RULES) == expected
