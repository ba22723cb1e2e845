"""Words that are one when their marks are left out, and how families and the young write."""

from dataclasses import replace
from itertools import product

import pytest

from bench.triage import judge
from config.packs import shipped
from hotline.text import unaccented
from hotline.vocabulary import Guard, Severity
from hotline.words.lexicon import matcher

POLICY = shipped("vietnam")
CRITICAL, HIGH, ROUTINE = Severity


def severity(text: str) -> Severity:
    return judge(text, POLICY).severity


PAIRS = [
    ("em muốn tự tử", CRITICAL, "cô cứ từ từ ạ", ROUTINE),
    ("bạn em bị đuối nước", CRITICAL, "hình chụp dưới nước đẹp quá", ROUTINE),
    ("em bị bán sang trung quốc", CRITICAL, "em bị bận học rồi", ROUTINE),
    ("mẹ bán em cho người ta", CRITICAL, "áo em bị bẩn rồi", ROUTINE),
    ("họ bán em sang lào", CRITICAL, "em bị bạn đánh", HIGH),
    ("chú sờ ngực em", CRITICAL, "em sợ gián", ROUTINE),
    ("chú sờ đùi em", CRITICAL, "số điện thoại của cô là số mấy", ROUTINE),
    ("em bị hiếp dâm", CRITICAL, "hiệp sĩ áo giáp sắt", ROUTINE),
    ("nó cầm dao đâm em", CRITICAL, "đám cưới chị em vui lắm", ROUTINE),
    ("ông ấy dâm ô em", CRITICAL, "đám dỗ ông nội đông vui", ROUTINE),
    ("bố đánh em", CRITICAL, "mẹ dành quà cho em", ROUTINE),
    ("mẹ đánh em", CRITICAL, "danh sách lớp em", ROUTINE),
    ("bố bóp cổ em", CRITICAL, "mẹ bỏ rau vào nồi canh", ROUTINE),
    ("em uống thuốc sâu rồi", CRITICAL, "em thuộc bài rồi", ROUTINE),
    ("em muốn chết", CRITICAL, "mệt muốn chết", ROUTINE),
    ("con muốn chết quá", CRITICAL, "đói muốn chết", ROUTINE),
    ("cháu muốn chết thôi", CRITICAL, "chán chết đi được", ROUTINE),
]


@pytest.mark.parametrize("typed", [str, unaccented], ids=["marked", "without-marks"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_what_looks_alike_without_marks_is_told_apart_with_and_without_them(
    pair: tuple[str, Severity, str, Severity], typed: type[str]
) -> None:
    grave, meant, harmless, otherwise = pair
    assert (severity(typed(grave)), severity(typed(harmless))) == (meant, otherwise)


KIN = ["bố", "ba", "cha", "tía", "mẹ", "má", "mạ", "u", "dượng", "cha dượng", "mẹ kế", "dì ghẻ"]
BEAT = ["đánh", "quánh", "uýnh", "oánh", "quất", "vụt"]
SELF = ["em", "con", "cháu", "tui", "mình"]


def test_a_beating_is_heard_from_every_region_whoever_it_is_and_whatever_the_child_says_for_i() -> (
    None
):
    said = [f"{kin} đang {beat} {self}" for kin, beat, self in product(KIN, BEAT, SELF)]
    assert [text for text in said if severity(text) is not CRITICAL] == []


NEGATIONS = ["không", "ko", "k", "0", "hok", "hong", "hem", "khum", "chưa", "hết"]


@pytest.mark.parametrize("said", [f"em {no} bị đánh" for no in NEGATIONS] + ["em bị đánh đâu"])
def test_what_is_denied_is_not_held_against_anybody(said: str) -> None:
    assert severity(said) is ROUTINE


TEENCODE = [
    "cíu e vs", "kíu e zới", "kứu e dj", "e k mún sống nx", "e mún chết wa", "bjo ba e dag đánh e",
    "k bik lm j nx, e mún chết r", "ba e đánh e dc 1 tiếng r",
]  # fmt: skip


@pytest.mark.parametrize("typed", TEENCODE)
def test_a_grave_message_in_teencode_is_grave(typed: str) -> None:
    assert severity(typed) is CRITICAL


OVER = [
    pytest.param("ba hết đánh em rồi", HIGH, id="no-more"),
    pytest.param("họ lấy hết giấy tờ của em", CRITICAL, id="all"),
    pytest.param("em hết muốn chết rồi", HIGH, id="still-asked-about"),
    pytest.param("em không muốn tự tử", HIGH, id="denied-and-asked-about"),
]


@pytest.mark.parametrize(("said", "meant"), OVER)
def test_what_is_over_and_what_is_all_are_one_word(said: str, meant: Severity) -> None:
    assert severity(said) is meant


# Found, fetched, laughed at, meant as a joke, a game: whoever hurts a child says so too.
NOT_OVER = [
    "em tìm được thuốc ngủ rồi, em muốn chết", "bạn em bị đuối nước, tìm được rồi",
    "mẹ đón về rồi đánh em gãy tay", "người nhà đón về rồi lại nhốt con trong phòng",
    "bố đánh em chảy máu, bác sĩ bảo không sao", "cả lớp cười khi nó sờ ngực em",
    "tụi nó đánh em chảy máu, mấy đứa cười", "dượng bảo đùa thôi rồi hiếp em",
    "chú chơi trò trốn tìm rồi sờ mó em", "prank của tụi nó là trói em vào cột điện",
    "i dreamed of dying, i will kill myself tonight", "bạn thân em bị bán qua Trung Quốc",
    "công an ơi con bị nhốt trong phòng", "em đang làm quiz thì bố vào hiếp em",
]  # fmt: skip


@pytest.mark.parametrize("said", NOT_OVER)
def test_a_word_that_who_hurts_a_child_may_say_makes_no_rule_count_less(said: str) -> None:
    assert matcher(POLICY.lexicon).ruled(said) is CRITICAL


def test_a_marker_may_begin_with_one_of_several_words() -> None:
    marked = replace(POLICY.lexicon, markers={Guard.OVER: ("(tìm|kiếm) thấy rồi",)})

    assert matcher(marked).ruled("em bị hiếp, giờ kiếm thấy rồi") is HIGH
    assert matcher(marked).ruled("em bị bắt cóc") is CRITICAL
