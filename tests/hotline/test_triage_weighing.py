"""What many small signs say together, where no rule knows how something is said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bench.triage import DATA, read
from bench.weights import Example, fitted
from config.packs import shipped
from hotline.confidence import Confidence
from hotline.policy import Entry, Policy
from hotline.triage import Assessment, ContactFacts, assess
from hotline.vocabulary import ContactChannel, Guard, Severity
from hotline.weights import Weights, together
from hotline.words.lexicon import LETTER, matcher

POLICY = shipped("vietnam")
UNWEIGHED = Weights({}, bias=-1.0, high_from=0.0, critical_from=0.0)
RULES_ALONE = replace(POLICY, lexicon=replace(POLICY.lexicon, weights=UNWEIGHED))
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def triaged(text: str, policy: Policy = POLICY) -> Assessment:
    return assess(ContactFacts(ContactChannel.SMS, text), policy, NOW)


HEARD = [
    pytest.param(
        "cháu tích được bốn mươi viên rồi, tối nay cháu uống", "suicide_selfharm", id="pills"
    ),
    pytest.param(
        "hồi nãy có ông đội nón bế em gái con lên xe máy chạy về hướng chợ",
        "abduction_missing",
        id="taken",
    ),
    pytest.param(
        "họ lấy hết căn cước với điện thoại, nói tụi em phải tiếp khách trả nợ",
        "trafficking",
        id="debt",
    ),
]


@pytest.mark.parametrize(("text", "category"), HEARD)
def test_what_no_rule_knows_is_heard_by_many_small_signs(text: str, category: str) -> None:
    found = triaged(text)
    assert (found.severity, category in found.categories) == (Severity.CRITICAL, True)


def test_the_reason_is_the_words_that_weighed_and_is_never_called_sure() -> None:
    text = "cháu tích được bốn mươi viên rồi, tối nay cháu uống"
    found = triaged(text)
    (reason,) = [one for one in found.reasons if one.code == "signs-together"]
    assert reason.quote
    assert all(words in text for words in reason.quote.split(" … "))
    assert found.confidence is Confidence.MEDIUM


def test_signs_raise_what_the_rules_say_and_never_lower_it() -> None:
    names = ("messages", "voices", "unseen", "drawn", "told", "hands", "untouched")
    said = [message.text for name in names for message in read(DATA / f"{name}.csv")]
    lowered = [
        text
        for text in said
        if triaged(text).severity.rank > triaged(text, RULES_ALONE).severity.rank
    ]
    assert lowered == []


def test_a_sentence_of_a_letter_has_to_weigh_more_than_the_same_sentence_alone() -> None:
    weights = Weights(
        {"<injury>?": 2.0, f">{LETTER}": -1.0}, bias=0.0, high_from=0.5, critical_from=0.5
    )
    heard = matcher(replace(POLICY.lexicon, weights=weights))
    brief, letter = (f"She is bleeding. {'All is well. ' * times}" for times in (1, LETTER))
    assert heard.weigh(heard.read(brief), ()) is not None
    assert heard.weigh(heard.read(letter), ()) is None


def test_what_is_known_of_a_text_says_less_the_more_there_is_that_nobody_knows() -> None:
    of = {"danh": 1.0, "danh~~em": 1.0}
    assert together(of, ["danh"]) == 1.0
    assert together(of, ["danh", "la", "gi", "do"]) == 0.5
    assert together(of, ["danh", "danh~~em"]) == 2.0, "words in a row are a kind of their own"


def test_the_line_between_what_is_grave_and_what_is_not_is_found_and_always_the_same() -> None:
    examples = [
        Example([(1.0, [number, 2])], side, size=3.0, slack=0.1)
        for number, side in ((0, 1), (1, -1))
    ]
    bias, (grave, harmless, both) = fitted(examples, [1.0, 1.0, 1.0])
    assert grave > 0 > harmless
    assert (bias, both) == pytest.approx((0.0, 0.0), abs=0.01)
    assert fitted(examples, [1.0, 1.0, 1.0]) == (bias, [grave, harmless, both])


UNSURE = Entry(
    code="weapon",
    phrases=("cầm súng",),
    unsure=("cầm dao",),
    category="imminent_danger",
    severity=Severity.CRITICAL,
    guards=(Guard.LAUGHTER,),
    denied=Severity.CRITICAL,
)


@pytest.mark.parametrize(
    ("said", "severity", "lowered"),
    [
        pytest.param("bố cầm súng", Severity.CRITICAL, "", id="sure"),
        pytest.param("bố cầm dao", Severity.HIGH, "unsure", id="unsure"),
        pytest.param("bố cầm dao =))", Severity.ROUTINE, "laughter", id="unsure-and-laughed-at"),
        pytest.param("bố không cầm dao", Severity.HIGH, "denied", id="unsure-and-denied"),
        pytest.param("bố cầm dao, bố cầm súng", Severity.CRITICAL, "", id="both"),
    ],
)
def test_words_that_are_said_of_harmless_things_too_count_one_level_less(
    said: str, severity: Severity, lowered: str
) -> None:
    heard = matcher(replace(POLICY.lexicon, entries=(UNSURE,)))
    (found,) = heard.find(heard.read(said))
    assert (found.severity, found.lowered) == (severity, lowered)


def test_that_such_words_were_said_is_a_sign_and_with_others_makes_it_critical() -> None:
    weights = Weights(
        {"!weapon": 2.0, "!!high": 2.0, "duoi": 2.0}, bias=0.0, high_from=0.9, critical_from=0.9
    )
    heard = replace(POLICY, lexicon=replace(POLICY.lexicon, entries=(UNSURE,), weights=weights))

    assert {"!weapon", "!!high"} <= matcher(heard.lexicon).signs("bố cầm dao đuổi mẹ")
    assert triaged("bố cầm dao gọt táo cho mẹ", heard).severity is Severity.HIGH
    assert triaged("bố cầm dao đuổi mẹ", heard).severity is Severity.CRITICAL
    assert triaged("bố đuổi mẹ", heard).severity is Severity.ROUTINE


def test_signs_are_silent_where_the_rules_say_it_already() -> None:
    assert "signs-together" not in {one.code for one in triaged("ba đang đánh con").reasons}


@pytest.mark.parametrize(
    "text",
    ["Đêm rồi, em chờ nhé", "Cô sẽ gọi lại", "What the page shows is what is sent", "there is no"],
)
def test_small_words_alone_say_nothing_however_many(text: str) -> None:
    assert triaged(text).severity is Severity.ROUTINE
