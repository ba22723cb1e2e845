"""Pranks are met slower, never with a closed door."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline import callflow, slowing
from hotline.callflow import Heard, Menu, Step, Wish
from hotline.errors import InvalidError
from hotline.slowing import Known, Manner, Slowing
from hotline.vocabulary import Language, Severity

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULES = Slowing(3, timedelta(hours=24), timedelta(hours=2), 30 * MINUTE)
LATER, BEFORE = NOW + MINUTE, NOW - MINUTE


@pytest.mark.parametrize(
    ("known", "manner"),
    [
        pytest.param(Known(), Manner.USUAL, id="a-stranger"),
        pytest.param(Known(2), Manner.USUAL, id="twice-is-nothing"),
        pytest.param(Known(3), Manner.SLOWED, id="three-times"),
        pytest.param(Known(30), Manner.SLOWED, id="thirty-times-is-not-refused-either"),
        pytest.param(Known(0, LATER), Manner.BLOCKED, id="blocked-by-a-person"),
        pytest.param(Known(5, BEFORE), Manner.SLOWED, id="the-block-is-over"),
        pytest.param(Known(5, LATER, Severity.CRITICAL), Manner.USUAL, id="in-danger-now"),
        pytest.param(Known(5, LATER, Severity.HIGH), Manner.USUAL, id="something-grave-is-open"),
        pytest.param(Known(5, LATER, Severity.ROUTINE), Manner.BLOCKED, id="nothing-grave"),
    ],
)
def test_a_call_is_taken_as_its_number_is_known(known: Known, manner: Manner) -> None:
    assert slowing.manner(known, RULES, NOW) is manner


@pytest.mark.parametrize("manner", list(Manner))
@pytest.mark.parametrize("key", ["9", "19", "99"])
def test_the_danger_key_always_gets_through(manner: Manner, key: str) -> None:
    [menu] = callflow.greeting(Language.VI, manner).verbs
    assert isinstance(menu, Menu)
    assert "9" in menu.keys

    turn = callflow.next_turn(menu.step, Heard(key), Language.VI)

    assert turn.outcome is not None
    assert turn.outcome.wish is Wish.DANGER


@pytest.mark.parametrize(
    ("step", "digits", "then"),
    [
        pytest.param(Step.SLOWED, "", "call.greeting", id="who-waited-comes-to-the-menu"),
        pytest.param(Step.SLOWED, "1", "call.counselor", id="keys-work-while-they-wait"),
        pytest.param(Step.SLOWED, "2", "call.message", id="a-message-too"),
        pytest.param(Step.SLOWED, "*", "call.quick_exit", id="and-the-quick-exit"),
        pytest.param(Step.BLOCKED, "", "call.goodbye", id="blocked-and-silent"),
        pytest.param(Step.BLOCKED, "1", "call.goodbye", id="blocked-and-curious"),
    ],
)
def test_every_step_of_a_slowed_call_leads_somewhere(step: Step, digits: str, then: str) -> None:
    turn = callflow.next_turn(step, Heard(digits), Language.VI)

    first = turn.verbs[0]
    said = first.prompts if isinstance(first, Menu) else (vars(first).get("key"),)
    assert then in (*said, vars(first).get("prompt"))


@pytest.mark.parametrize(
    ("minutes", "reason", "fits"),
    [(30, "chửi bới", True), (120, "x", True), (121, "x", False), (0, "x", False), (30, "", False)],
)
def test_a_soft_block_is_short_and_has_a_reason(minutes: int, reason: str, fits: object) -> None:
    def set_it() -> datetime:
        return slowing.block_until(minutes, reason, RULES, NOW)

    if fits:
        assert set_it() == NOW + minutes * MINUTE
    else:
        with pytest.raises(InvalidError):
            set_it()


@pytest.mark.parametrize(
    ("closed_at", "may"),
    [(None, False), (NOW - 29 * MINUTE, True), (NOW - 31 * MINUTE, False)],
)
def test_a_slip_of_the_hand_is_undone_for_a_while(closed_at: datetime | None, may: object) -> None:
    assert slowing.may_undo(closed_at, RULES, NOW) is may
