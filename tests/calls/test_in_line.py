"""While a caller waits: every key, every silence, and what becomes of those nobody answered."""

import pytest
from sqlalchemy import select

from hotline.calls.queue import Left
from hotline.contacts import Outcome
from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import DeadlineKind, Severity
from tests.calls.office import CHILD, HOA, Office
from tests.stories.test_night_call import armed

SAYS_NOTHING = 30  # seconds: the whole menu, then silence, then the first sentence of the line


def waits(office: Office, key: str = "1") -> str:
    """A child waits, and nobody picks up."""
    child = office.calls(key)
    office.wait(25)
    assert office.is_on_the_line(child)
    return child


def said(office: Office) -> list[tuple[str, str]]:
    with office.house.work() as work:
        rows = work.session.scalars(select(JournalEntry).where(JournalEntry.act == Act.KEYS_SAID))
        return [(row.facts["question"], row.facts["said"]) for row in rows]


@pytest.mark.parametrize(
    ("key", "heard", "left"),
    [
        ("1", "gọi lại cho cháu lúc nào thì an toàn", Left.CALL_BACK),
        ("2", "Cháu hãy nói sau tiếng bíp", Left.MESSAGE),
        ("*", "số máy quý khách vừa gọi không đúng", Left.QUICK_EXIT),
    ],
    ids=["call-me-back", "message", "quick-exit"],
)
def test_a_key_in_the_line_is_heard_and_leaves_it(
    office: Office, key: str, heard: str, left: Left
) -> None:
    child = waits(office)
    office.house.network.press(child, key)
    office.wait(2)

    assert heard in office.heard(child)
    assert [wait.ended for wait in office.waiting()] == [left]
    assert office.line_is_empty()
    assert {DeadlineKind.CALLBACK} <= armed(office.house)


def test_nine_in_the_line_is_danger_at_once_and_the_child_stays_in_line(office: Office) -> None:
    child = waits(office)
    office.house.network.press(child, "9")
    office.wait(2)

    assert office.house.ticket().severity is Severity.CRITICAL
    assert office.waiting()[0].danger
    assert "đang gọi người đến với cháu ngay" in office.heard(child)
    assert office.is_on_the_line(child)


def test_a_key_that_means_nothing_changes_nothing(office: Office) -> None:
    child = waits(office)
    office.house.network.press(child, "5")
    office.wait(15)

    assert office.is_on_the_line(child)
    assert [wait.ended for wait in office.waiting()] == [None]


def test_whoever_waits_ten_minutes_in_vain_is_asked_for_a_message_and_never_hung_up_on(
    office: Office,
) -> None:
    child = office.calls("1")
    office.wait(640)

    assert [wait.ended for wait in office.waiting()] == [Left.OVERFLOW]
    assert "Sau tiếng bíp" in office.heard(child)
    assert office.is_on_the_line(child)


def test_nobody_in_danger_is_put_off_to_a_message(office: Office) -> None:
    child = office.calls("9")
    office.wait(660)

    assert office.is_on_the_line(child)
    assert [wait.ended for wait in office.waiting()] == [None]


def test_a_wait_of_two_minutes_is_told_to_whoever_is_on_duty_once(office: Office) -> None:
    office.house.network.behave(HOA, answer="no_answer")
    office.calls("1")
    office.wait(115)
    assert office.house.network.texts_to(HOA) == []
    office.wait(60)

    [text] = office.house.network.texts_to(HOA)
    assert "da cho 2 phut" in text.body
    assert CHILD[3:] not in text.body


def test_a_caller_who_gives_up_is_work_with_its_wait(office: Office) -> None:
    child = waits(office)
    office.house.network.hangup(child)
    office.wait(1)

    contact = office.contact()
    assert (contact.outcome, contact.wait_seconds) == (Outcome.ABANDONED, 25)
    assert DeadlineKind.CALLBACK in armed(office.house)


def test_who_cannot_speak_waits_says_so_by_a_key_and_answers_by_keys(office: Office) -> None:
    child = office.calls("")
    office.wait(SAYS_NOTHING)
    assert "bấm một phím bất kỳ" in office.heard(child)
    for keys in ("5", "55", "5"):
        office.house.network.press(child, keys)
        office.wait(8)

    assert said(office) == [("danger", "no"), ("near", "yes")]
    assert office.is_on_the_line(child)
    assert office.contact().outcome is Outcome.SILENT
    assert office.house.ticket().severity is Severity.HIGH


def test_who_cannot_speak_and_is_in_danger_is_treated_as_by_key_nine(office: Office) -> None:
    child = office.calls("")
    office.wait(SAYS_NOTHING)
    for keys in ("5", "5"):
        office.house.network.press(child, keys)
        office.wait(8)

    assert said(office) == [("danger", "yes")]
    assert office.house.ticket().severity is Severity.CRITICAL
    assert office.waiting()[0].danger


def test_three_silent_calls_of_a_number_are_told_to_whoever_is_on_duty(office: Office) -> None:
    for _ in range(3):
        child = office.calls("")
        office.wait(SAYS_NOTHING)
        office.house.network.hangup(child)
        office.wait(1)

    told = [text.body for text in office.house.network.texts_to(HOA)]
    assert told
    assert "im lang" in told[0]
    assert CHILD[3:] not in " ".join(told)


def test_a_full_line_takes_a_message_but_danger_always_gets_in(office: Office) -> None:
    with office.full_line():
        put_off = office.calls("1")
        office.wait(2)
        assert "Sau tiếng bíp" in office.heard(put_off)
        in_danger = office.calls("9", "+84987654321")
        office.wait(2)

    assert office.is_on_the_line(put_off)
    assert "đang gọi người đến với cháu ngay" in office.heard(in_danger)


@pytest.mark.parametrize(
    ("keys", "answers"),
    [(["1", "2"], (True, False)), (["", ""], (None, None)), (["7", "1"], (None, True))],
    ids=["both-answered", "nothing-pressed", "another-key"],
)
def test_two_questions_after_the_call_are_answered_by_keys_or_not_at_all(
    office: Office, keys: list[str], answers: tuple[bool | None, bool | None]
) -> None:
    office.ready("lan")
    child = office.calls("1")
    office.wait(6)
    office.press_end("lan")
    for key in keys:
        office.wait(3)
        if key:
            office.house.network.press(child, key)
        office.wait(1 if key else 14)
    office.wait(12)

    contact = office.contact()
    assert (contact.felt_heard, contact.feels_safer) == answers
    assert "Cảm ơn cháu" in office.heard(child)
    assert not office.is_on_the_line(child)
