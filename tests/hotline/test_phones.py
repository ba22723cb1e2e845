"""One number has one spelling, a hidden one has none, and nobody reads a whole one off a screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.phones import masked, normal


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("+84912345678", "+84912345678", id="as the carrier writes it"),
        pytest.param("0912345678", "+84912345678", id="as people write it"),
        pytest.param("84912345678", "+84912345678", id="without the plus"),
        pytest.param("0084912345678", "+84912345678", id="with the international prefix"),
        pytest.param("+840912345678", "+84912345678", id="with both prefixes"),
        pytest.param("0912.345.678", "+84912345678", id="with dots"),
        pytest.param("(+84) 912-345 678", "+84912345678", id="with all signs"),
        pytest.param("\u00a0+84\u202f912345678 ", "+84912345678", id="with odd blanks"),
        pytest.param("02393855001", "+842393855001", id="a landline of Hà Tĩnh"),
        pytest.param("+12025550123", "+12025550123", id="another country"),
        pytest.param("111", "111", id="the national line"),
        pytest.param("18001776", "+8418001776", id="a provincial line"),
        pytest.param("VIETTEL", "VIETTEL", id="a sender that is a name"),
        pytest.param("Bank247", "Bank247", id="a name with digits"),
        pytest.param("client:counselor_07", "client:counselor_07", id="a softphone"),
        pytest.param("\ufffd", "\ufffd", id="nothing readable"),
    ],
)
def test_a_number_is_kept_in_one_spelling(written: str, kept: str) -> None:
    assert normal(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "anonymous", "Anonymous", "ANONYMOUS", "unknown", "Restricted", "private"),
        *("unavailable", "blocked", "withheld", "+266696687", "+7378742833", "+8656696"),
        *("+2562533", "+86282452253", "sip:anonymous@anonymous.invalid"),
    ],
)
def test_who_hides_the_number_has_none(written: str) -> None:
    assert normal(written) is None


@given(st.text())
def test_nothing_anybody_writes_is_an_error(written: str) -> None:
    assert normal(written) != ""


@given(st.from_regex(r"\A0[35789][0-9]{8}\Z"))
def test_a_spelling_once_kept_stays_the_same(written: str) -> None:
    kept = normal(written)

    assert kept is not None
    assert normal(kept) == kept


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        pytest.param("+84912345678", "•••••••••678", id="a mobile"),
        pytest.param("111", "111", id="a short number"),
        pytest.param("", "—", id="empty"),
        pytest.param(None, "—", id="hidden"),
    ],
)
def test_a_screen_shows_only_the_last_three_digits(number: str | None, shown: str) -> None:
    assert masked(number) == shown
