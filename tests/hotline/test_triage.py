"""Who is woken for a message, and what it says about why."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.packs import shipped
from hotline.triage import Assessment, ContactFacts, assess, explain
from hotline.vocabulary import ContactChannel, Language, Severity

POLICY = shipped("vietnam")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CRITICAL, HIGH, ROUTINE = Severity


def text(words: str) -> Assessment:
    return assess(ContactFacts(ContactChannel.SMS, words), POLICY, NOW)


def codes(assessment: Assessment) -> set[str]:
    return {reason.code for reason in assessment.reasons}


PAIRS = [
    pytest.param("em muốn tự tử", CRITICAL, id="tự-tử"),
    pytest.param("từ từ em kể", ROUTINE, id="từ-từ"),
    pytest.param("em muon tu tu", CRITICAL, id="tu-tu-with-want"),
    pytest.param("tu tu em ke", ROUTINE, id="tu-tu-alone"),
    pytest.param("bạn em bị đuối nước", CRITICAL, id="đuối-nước"),
    pytest.param("hinh chup duoi nuoc dep qua", ROUTINE, id="dưới-nước"),
    pytest.param("họ bán em sang trung quoc", CRITICAL, id="bị-bán"),
    pytest.param("em bị bận rồi", ROUTINE, id="bị-bận"),
    pytest.param("chu hang xom so nguc em", CRITICAL, id="sờ"),
    pytest.param("em so gian", ROUTINE, id="sợ"),
    pytest.param("em bi hiep dam", CRITICAL, id="hiếp"),
    pytest.param("hiep si ao giap sat", ROUTINE, id="hiệp"),
    pytest.param("bo danh em", CRITICAL, id="đánh"),
    pytest.param("me danh thuc em day", ROUTINE, id="đánh-thức"),
    pytest.param("mẹ dành tiền cho em", ROUTINE, id="dành"),
]


@pytest.mark.parametrize(("words", "severity"), PAIRS)
def test_words_that_look_alike_without_marks_are_told_apart(words: str, severity: Severity) -> None:
    assert text(words).severity is severity


SAID_OTHERWISE = [
    pytest.param("em không bị đánh đâu ạ", ROUTINE, id="negated"),
    pytest.param("em chưa bao giờ bị nhốt ạ", ROUTINE, id="never"),
    pytest.param("không ai cứu em cả", CRITICAL, id="a-plea-is-never-negated"),
    pytest.param("có ai không ba đang đánh em", CRITICAL, id="a-question-is-no-negation"),
    pytest.param("em ko muon chet dau, em chi buon thoi", HIGH, id="denied-suicide-is-asked-about"),
    pytest.param("mệt muốn chết", ROUTINE, id="very-tired"),
    pytest.param("chán chết đi được", ROUTINE, id="very-bored"),
    pytest.param("em muốn chết quá", CRITICAL, id="wants-to-die"),
    pytest.param("em muốn chết =))", HIGH, id="laughter-lowers-one-level"),
    pytest.param("cô ơi bố đánh em chảy máu đầu rồi, không sao đâu ạ", CRITICAL, id="not-all-well"),
    pytest.param("dạ không sao đâu, dượng chỉ sờ vô quần em thôi", CRITICAL, id="only-touched"),
    pytest.param("cứu tui con boss này khó quá", HIGH, id="a-game-lowers-one-level"),
    pytest.param("nếu em chết đi liệu anh có buồn - lời bài hát", HIGH, id="lyrics-are-a-cover"),
    pytest.param("em chơi game nên ba đánh em", CRITICAL, id="a-game-does-not-excuse-a-beating"),
    pytest.param("ba hay đánh em", HIGH, id="a-habit-is-not-now"),
]


@pytest.mark.parametrize(("words", "severity"), SAID_OTHERWISE)
def test_the_words_around_change_what_is_meant(words: str, severity: Severity) -> None:
    assert text(words).severity is severity


TYPED = [
    pytest.param("cíu e zới", id="teencode"),
    pytest.param("CỨUUUU EM VỚIIII", id="stretched-and-loud"),
    pytest.param("cuu em voi", id="no-marks"),
    pytest.param("cu\u031b\u0301u em vo\u031b\u0301i", id="decomposed"),
    pytest.param("hôm nay đẹp trời. Cứu em với!", id="at-the-end"),
    pytest.param("\u202ecứu em với\u202c", id="right-to-left"),
    pytest.param("cứu em với\0", id="with-a-nul"),
]


@pytest.mark.parametrize("words", TYPED)
def test_a_plea_is_heard_however_it_is_typed(words: str) -> None:
    assert "plea-for-help" in codes(text(words))


@pytest.mark.parametrize("words", ["STOP", "help", "Hủy", "huỷ", "END", " stop. "])
def test_one_bare_word_is_a_child_asking_not_an_opt_out(words: str) -> None:
    assert text(words).severity is not ROUTINE


@pytest.mark.parametrize("words", ["", "   ", "...", "😭😭", "\0", "?"])
def test_a_text_without_words_may_be_a_child_who_cannot_write(words: str) -> None:
    assert (text(words).severity, codes(text(words))) == (HIGH, {"silent-text"})


CALLS = [
    pytest.param(ContactFacts(ContactChannel.CALL), ROUTINE, id="a-call"),
    pytest.param(ContactFacts(ContactChannel.CALL, silent=True), HIGH, id="silence"),
    pytest.param(ContactFacts(ContactChannel.CALL, danger_key=True), CRITICAL, id="danger-key"),
    pytest.param(ContactFacts(ContactChannel.CALL, repeats=2), HIGH, id="again-and-again"),
    pytest.param(
        ContactFacts(ContactChannel.CALL, silent=True, repeats=2), CRITICAL, id="silent-again"
    ),
    pytest.param(
        ContactFacts(ContactChannel.SMS, "cảm ơn cô", open_ticket=CRITICAL),
        CRITICAL,
        id="never-below-its-open-ticket",
    ),
    pytest.param(ContactFacts(ContactChannel.SMS, "nhìn nè", media=1), HIGH, id="a-picture"),
]


@pytest.mark.parametrize(("facts", "severity"), CALLS)
def test_how_somebody_reaches_us_counts(facts: ContactFacts, severity: Severity) -> None:
    assert assess(facts, POLICY, NOW).severity is severity


NIGHT = [
    pytest.param("ba mẹ cãi nhau", 23, HIGH, id="a-quarrel-at-night"),
    pytest.param("ba mẹ cãi nhau", 15, ROUTINE, id="a-quarrel-by-day"),
    pytest.param("ba mẹ cãi nhau", 20, ROUTINE, id="in-the-last-hour-of-the-evening"),
    pytest.param("ba mẹ cãi nhau", 21, HIGH, id="as-the-night-begins"),
    pytest.param("ba mẹ cãi nhau", 0, HIGH, id="after-midnight"),
    pytest.param("ba mẹ cãi nhau", 4, HIGH, id="in-the-last-hour-of-the-night"),
    pytest.param("ba mẹ cãi nhau", 5, ROUTINE, id="in-the-morning"),
    pytest.param("cho em hỏi số điện thoại", 3, ROUTINE, id="a-question-at-night"),
]


@pytest.mark.parametrize(("words", "hour", "severity"), NIGHT)
def test_the_night_raises_only_violence(words: str, hour: int, severity: Severity) -> None:
    facts = ContactFacts(ContactChannel.SMS, words, local_hour=hour)
    assert assess(facts, POLICY, NOW).severity is severity


@pytest.mark.parametrize(
    ("hour", "severity"), [(23, ROUTINE), (0, HIGH), (4, HIGH), (5, ROUTINE), (12, ROUTINE)]
)
def test_a_pack_may_have_its_night_begin_at_midnight(hour: int, severity: Severity) -> None:
    rules = replace(POLICY.triage, night_from_hour=0, night_until_hour=5)
    facts = ContactFacts(ContactChannel.SMS, "ba mẹ cãi nhau", local_hour=hour)

    assert assess(facts, replace(POLICY, triage=rules), NOW).severity is severity


def test_a_reason_says_which_words_fired_in_both_languages() -> None:
    (reason,) = text("Con đang bị nhốt trong nhà").reasons
    assert explain(reason, POLICY, Language.VI) == "'nhốt trong nhà' → bị giam giữ, nguy cấp"
    assert explain(reason, POLICY, Language.EN) == "'nhốt trong nhà' → confinement, critical"


def test_a_lowered_reason_says_why() -> None:
    (reason,) = [one for one in text("em muốn chết =))").reasons if one.code == "suicide-wish"]
    assert explain(reason, POLICY, Language.EN).endswith("high (laughter)")


def test_several_things_in_one_text_are_several_categories() -> None:
    found = text("nó bắt em gửi ảnh không mặc đồ, em chỉ muốn chết").categories
    assert {"online_sexual", "suicide_selfharm"} <= set(found)


def test_a_category_is_named_even_when_no_word_fired() -> None:
    assert text("xyz").categories == ("noncounselling_other",)


@given(st.text(max_size=300))
def test_any_text_at_all_is_assessed(words: str) -> None:
    assessment = text(words)
    assert assessment.severity in Severity
    assert assessment.categories
    quotes = [part for reason in assessment.reasons for part in reason.quote.split(" … ")]
    assert all(quote in words for quote in quotes if words.isascii())


@given(st.text(max_size=80), st.integers(0, 23), st.integers(0, 9))
def test_the_danger_key_is_critical_whatever_else_is_said(
    words: str, hour: int, repeats: int
) -> None:
    facts = ContactFacts(
        ContactChannel.CALL, words, danger_key=True, local_hour=hour, repeats=repeats
    )
    assert assess(facts, POLICY, NOW).severity is CRITICAL
