"""Vietnamese text keeps its meaning through cleaning, folding, spelling and counting."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.text import (
    Encoding,
    Segments,
    clean,
    fold,
    segments,
    spell,
    spellings,
    tokens_for_search,
    unaccented,
    words,
)

ANY = st.text(st.characters(exclude_categories=()))
VIETNAMESE = st.text("aăâeêioôơuưyđáàảãạấầẩẫậếềểễệốồổỗộớờởỡợứừửữựbcghklmnpqrstvx ABĐ")


@given(ANY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY)
def test_clean_text_can_be_stored(text: str) -> None:
    stored = clean(text)
    assert "\0" not in stored
    assert stored.encode().decode() == stored


@given(VIETNAMESE)
def test_decomposed_text_is_the_same_text(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    for of in (clean, fold, unaccented, words, tokens_for_search):
        assert of(decomposed) == of(text)


@given(ANY)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_folded_vietnamese_is_plain_letters(text: str) -> None:
    assert fold(text).isascii()


@given(VIETNAMESE)
def test_text_without_accents_never_costs_more(text: str) -> None:
    assert segments(unaccented(text)).count <= segments(text).count


def test_a_removed_nul_still_shows() -> None:
    assert clean("cứu\0em") == "cứu\ufffdem"


def test_direction_marks_stay() -> None:
    assert clean("\u202eab\u202c") == "\u202eab\u202c"


FOLDED = [
    pytest.param("Đuối Nước", "duoi nuoc", id="d-and-horns"),
    pytest.param("ĐƯỜNG", "duong", id="capitals"),
    pytest.param("hoà HÒA hoa", "hoa hoa hoa", id="tone-placement"),
    pytest.param("x\u0301y", "xy", id="stray-mark"),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_folding(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_a_name_is_found_however_it_is_typed() -> None:
    assert tokens_for_search("Nguyễn Thị Đào, 5 t") == {"nguyen", "thi", "dao"}


def test_tone_placement_does_not_make_another_word() -> None:
    assert spell("hoà") == spell("hòa") != spell("họa")
    assert spell("thuỷ") == spell("thủy")


SPELLINGS = [
    pytest.param("tu", "tự", True, id="all-marks-missing"),
    pytest.param("tư", "tự", True, id="tone-missing"),
    pytest.param("tụ", "tự", True, id="horn-missing"),
    pytest.param("từ", "tự", False, id="slowly-is-not-self"),
    pytest.param("dâm", "đâm", True, id="bar-missing"),
    pytest.param("đám", "đâm", False, id="crowd-is-not-stab"),
    pytest.param("sợ", "sờ", False, id="fear-is-not-touch"),
]


@pytest.mark.parametrize(("typed", "meant", "may"), SPELLINGS)
def test_marks_are_left_out_but_never_put_wrong(typed: str, meant: str, may: bool) -> None:
    assert (spell(typed) in spellings(meant)) is may


COSTS = [
    pytest.param("", Segments(Encoding.GSM7, 1, 0), id="empty"),
    pytest.param("a" * 160, Segments(Encoding.GSM7, 1, 160), id="one-full"),
    pytest.param("a" * 161, Segments(Encoding.GSM7, 2, 161), id="one-over"),
    pytest.param("a" * 307, Segments(Encoding.GSM7, 3, 307), id="three"),
    pytest.param("à" * 160, Segments(Encoding.GSM7, 1, 160), id="accent-of-the-basic-set"),
    pytest.param("ă" * 70, Segments(Encoding.UCS2, 1, 70), id="accented-full"),
    pytest.param("ă" * 71, Segments(Encoding.UCS2, 2, 71), id="accented-over"),
    pytest.param("[" * 80, Segments(Encoding.GSM7, 1, 160), id="extension-counts-two"),
    pytest.param("a" * 152 + "[" + "a" * 10, Segments(Encoding.GSM7, 2, 164), id="escape-not-cut"),
    pytest.param("😀" * 35, Segments(Encoding.UCS2, 1, 70), id="emoji-counts-two"),
    pytest.param("😀" * 67, Segments(Encoding.UCS2, 3, 134), id="emoji-not-cut-in-half"),
]


@pytest.mark.parametrize(("text", "cost"), COSTS)
def test_what_an_sms_costs(text: str, cost: Segments) -> None:
    assert segments(text) == cost
