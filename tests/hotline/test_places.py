"""A commune in a text: found where it is meant, and not guessed where it is not."""

from dataclasses import replace

import pytest

from config.packs import shipped
from hotline.policy import Commune
from hotline.words.places import find

POLICY = shipped("vietnam")
COMMUNES = (
    *POLICY.communes,
    Commune("00001", "Trí", "xã", "test"),
    Commune("00002", "Kỳ Anh", "phường", "test"),
    Commune("00003", "Sông Trí Đông", "phường", "test"),
)
MORE = replace(POLICY, communes=COMMUNES)

NAMED = [
    pytest.param("Con ở xã Kỳ Anh ạ", "18775", id="in-full"),
    pytest.param("x ky anh, gan cho", "18775", id="short-and-bare"),
    pytest.param("phuong song tri", "18754", id="bare-with-its-kind"),
    pytest.param("P. Vũng Áng", "18823", id="letter-and-stop"),
    pytest.param("em o p vung ang ne", "18823", id="letter-alone"),
    pytest.param("xã Kì Xuân", "18766", id="i-for-y"),
    pytest.param("XÃ KỲ XUÂN", "18766", id="capitals"),
    pytest.param("nhà con ở Hoành Sơn", "18832", id="name-in-its-marks-alone"),
    pytest.param("phường Sông Trí Đông", "00003", id="longest-name-wins"),
    pytest.param("phuong ky anh", "00002", id="the-kind-tells-two-apart"),
    pytest.param("xã Kỳ Anh, đúng rồi, xã kỳ anh", "18775", id="said-twice"),
    pytest.param("xa\u0303 Ky\u0300 Anh", "18775", id="decomposed"),
]


@pytest.mark.parametrize(("text", "code"), NAMED)
def test_the_commune_is_found(text: str, code: str) -> None:
    found = find(text, MORE)
    assert found is not None
    assert found.code == code


NOT_NAMED = [
    pytest.param("", id="nothing"),
    pytest.param("em hai ninh oi", id="bare-words-without-their-kind"),
    pytest.param("xã Cẩm Xuyên hay phường Vũng Áng", id="two-of-them"),
    pytest.param("cô Hải Ninh dạy con", id="a-persons-name"),
    pytest.param("Kỳ Anh", id="a-commune-and-a-ward-of-one-name"),
    pytest.param("xã Kỹ Anh", id="other-marks"),
    pytest.param("phường Kỳ Xuân", id="the-wrong-kind"),
    pytest.param("trí nhớ kém", id="a-single-word"),
]


@pytest.mark.parametrize("text", NOT_NAMED)
def test_no_commune_is_guessed(text: str) -> None:
    assert find(text, MORE) is None


def test_without_communes_nothing_is_found() -> None:
    assert find("xã Kỳ Anh", replace(POLICY, communes=())) is None
