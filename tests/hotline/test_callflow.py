"""Every key at every step, and every silence."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.packs import shipped
from hotline.callflow import (
    Hangup,
    Heard,
    Menu,
    Outcome,
    RecordMessage,
    Say,
    Step,
    Turn,
    Verb,
    Wish,
    greeting,
    next_turn,
)
from hotline.vocabulary import Language

VI, EN = Language.VI, Language.EN
SILENCE = Heard()
LEFT = Heard(recorded=True)


def said(turn: Turn) -> list[str]:
    return [key for verb in turn.verbs for key in keys_of(verb)]


def keys_of(verb: Verb) -> tuple[str, ...]:
    match verb:
        case Say(key):
            return (key,)
        case Menu(prompts=prompts):
            return prompts
        case RecordMessage(prompt=prompt):
            return (prompt,)
        case _:
            return ()


def waits_at(turn: Turn) -> Step | None:
    first = turn.verbs[0]
    return first.step if isinstance(first, Menu | RecordMessage) else None


def test_the_greeting_is_vietnamese_and_takes_a_key_at_any_moment() -> None:
    first = greeting()
    assert (first.language, waits_at(first), first.outcome) == (VI, Step.MENU, None)
    assert said(first) == ["call.greeting", "call.menu"]


MENU_ANSWERS = [
    pytest.param("9", "call.danger", Wish.DANGER, id="nine-is-danger"),
    pytest.param("1", "call.counselor", Wish.COUNSELOR, id="one-is-a-counselor"),
    pytest.param("", "call.silent", Wish.SILENT, id="silence-cannot-speak"),
    pytest.param("2", "call.message", Wish.MESSAGE, id="two-is-a-message"),
    pytest.param("*", "call.quick_exit", Wish.QUICK_EXIT, id="star-leaves-quickly"),
    pytest.param("99", "call.danger", Wish.DANGER, id="nine-twice"),
    pytest.param("19", "call.danger", Wish.DANGER, id="a-slip-before-nine"),
    pytest.param("*9", "call.danger", Wish.DANGER, id="star-then-nine"),
]


@pytest.mark.parametrize(("digits", "text", "wish"), MENU_ANSWERS)
@pytest.mark.parametrize("step", [Step.MENU, Step.MENU_AGAIN])
@pytest.mark.parametrize("language", Language)
def test_the_menu_understands(
    step: Step, language: Language, digits: str, text: str, wish: Wish
) -> None:
    turn = next_turn(step, Heard(digits), language)
    assert (said(turn), turn.outcome, turn.language) == ([text], Outcome(wish), language)


@pytest.mark.parametrize("key", "34567#0")
def test_an_unknown_key_hears_the_menu_once_more_and_then_gets_a_counselor(key: str) -> None:
    again = next_turn(Step.MENU, Heard(key), VI)
    assert (said(again), waits_at(again)) == (["call.menu_again"], Step.MENU_AGAIN)
    assert next_turn(Step.MENU_AGAIN, Heard(key), VI).outcome == Outcome(Wish.COUNSELOR)


def test_eight_says_the_menu_in_english_and_there_is_an_unknown_key() -> None:
    english = next_turn(Step.MENU, Heard("8"), VI)
    assert (english.language, said(english)) == (EN, ["call.greeting", "call.menu"])
    assert said(next_turn(Step.MENU, Heard("8"), EN)) == ["call.menu_again"]


AFTER_A_RECORDING = [
    pytest.param(LEFT, ["call.message_thanks", "call.goodbye"], None, id="left"),
    pytest.param(
        Heard("#", recorded=True), ["call.message_thanks", "call.goodbye"], None, id="hash"
    ),
    pytest.param(SILENCE, ["call.goodbye"], None, id="nothing-said"),
    pytest.param(Heard("*"), ["call.quick_exit"], Outcome(Wish.QUICK_EXIT), id="somebody-came-in"),
    pytest.param(Heard("9"), ["call.danger"], Outcome(Wish.DANGER), id="danger"),
    pytest.param(Heard(hung_up=True), [], None, id="hung-up"),
]


@pytest.mark.parametrize(("heard", "texts", "outcome"), AFTER_A_RECORDING)
@pytest.mark.parametrize("step", [Step.COUNSELOR, Step.MESSAGE, Step.SILENT])
def test_a_message_ends_kindly_and_danger_still_works(
    step: Step, heard: Heard, texts: list[str], outcome: Outcome | None
) -> None:
    turn = next_turn(step, heard, VI)
    assert (said(turn), turn.outcome) == (texts, outcome)


@pytest.mark.parametrize("step", [Step.DANGER, Step.DANGER_AGAIN])
@pytest.mark.parametrize("heard", [LEFT, SILENCE, Heard("4")])
def test_after_danger_the_last_words_say_what_to_do(step: Step, heard: Heard) -> None:
    assert said(next_turn(step, heard, VI)) == ["call.danger_thanks"]


def test_danger_pressed_again_is_heard_again() -> None:
    turn = next_turn(Step.DANGER, Heard("9"), VI)
    assert (waits_at(turn), turn.outcome) == (Step.DANGER_AGAIN, Outcome(Wish.DANGER))


def test_danger_pressed_a_third_time_ends_with_what_to_do_and_is_danger_still() -> None:
    turn = next_turn(Step.DANGER_AGAIN, Heard("9"), VI)

    assert turn.verbs == (Say("call.danger_thanks"), Hangup())
    assert turn.outcome == Outcome(Wish.DANGER)


@pytest.mark.parametrize("step", Step)
def test_a_hang_up_is_never_an_error(step: Step) -> None:
    assert next_turn(step, Heard(hung_up=True), VI) == Turn((Hangup(),), VI)


def test_whoever_cannot_speak_is_given_time() -> None:
    record = next_turn(Step.MENU, SILENCE, VI).verbs[0]
    assert isinstance(record, RecordMessage)
    assert record.silence_seconds >= 30
    assert "9" in record.finish_keys


def test_danger_records_for_three_minutes() -> None:
    record = next_turn(Step.MENU, Heard("9"), VI).verbs[0]
    assert isinstance(record, RecordMessage)
    assert record.max_seconds == 180


def walk(answers: list[Heard]) -> list[Turn]:
    turns = [greeting()]
    for answer in answers:
        step = waits_at(turns[-1])
        if step is None:
            break
        turns.append(next_turn(step, answer, turns[-1].language))
    return turns


answers = st.builds(Heard, digits=st.text("0123456789*#", max_size=3), recorded=st.booleans())


@given(st.lists(answers, min_size=8, max_size=8))
def test_every_call_ends_within_eight_turns_with_a_kind_word(heard: list[Heard]) -> None:
    turns = walk(heard)
    assert len(turns) <= 8
    assert isinstance(turns[-1].verbs[-1], Hangup)
    assert said(turns[-1])


@given(st.lists(answers, min_size=8, max_size=8))
def test_every_call_that_was_answered_leaves_a_ticket(heard: list[Heard]) -> None:
    assert any(turn.outcome for turn in walk(heard))


@given(st.lists(answers, min_size=8, max_size=8))
def test_the_danger_key_always_yields_danger(heard: list[Heard]) -> None:
    for (_, turn), answer in zip(pairwise(walk(heard)), heard, strict=False):
        if answer.danger:
            assert turn.outcome == Outcome(Wish.DANGER)


@given(st.lists(answers, min_size=8, max_size=8))
def test_every_word_of_a_call_is_in_the_pack_in_both_languages(heard: list[Heard]) -> None:
    texts = VIETNAM.texts
    for turn in walk(heard):
        assert all(texts[key][turn.language] for key in said(turn))


VIETNAM = shipped("vietnam")


def test_quick_exit_names_neither_the_line_nor_a_child() -> None:
    for language, text in VIETNAM.texts["call.quick_exit"].items():
        assert not {"lắng", "nghe", "cháu", "child", "bảo", "help"} & set(text.lower().split()), (
            language
        )
