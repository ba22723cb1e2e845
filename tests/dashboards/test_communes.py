"""A commune is found by its name without marks, wherever a page asks for one."""

import pytest

from tests.dashboards.visitor import logged_in
from tests.house import House
from tests.referral.builders import CHILD

HERE = "/tickets/1001/place"


def test_what_is_typed_finds_communes_and_the_only_one_is_chosen_at_once(house: House) -> None:
    lan = logged_in(house)
    found = lan.post("/communes", typed="ky a").text
    assert 'name="commune" value="18775" checked> xã Kỳ Anh' in found
    assert lan.post("/communes", typed="kỳ").text.count("<label") == 7
    assert "Không có xã, phường nào" in lan.post("/communes", typed="sao hỏa").text
    assert lan.post("/communes", typed=" ").text.strip() == ""
    assert 'name="commune_code"' in lan.post("/communes", typed="ky a", name="commune_code").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param({"typed": "Ky Anh"}, "xã Kỳ Anh", id="typed-and-not-pressed"),
        pytest.param({"commune": "18754", "typed": ""}, "phường Sông Trí", id="pressed"),
        pytest.param({"commune": "18754", "typed": "ky anh"}, "xã Kỳ Anh", id="typed-anew"),
    ],
)
def test_a_place_is_set_by_what_is_pressed_or_typed(
    house: House, form: dict[str, str], said: str
) -> None:
    house.text(CHILD, "cô ơi cháu muốn hỏi")
    lan = logged_in(house)
    assert lan.post(HERE, landmark="", **form).status_code == 303
    assert f"checked> {said}" in lan.get("/tickets/1001").text


def test_a_name_of_several_communes_is_asked_again_with_what_was_typed(house: House) -> None:
    house.text(CHILD, "cô ơi cháu muốn hỏi")
    page = logged_in(house).post(HERE, typed="kỳ", landmark="sau chợ")
    assert page.status_code == 422
    assert "có nhiều xã, phường cùng tên" in page.text
    assert 'name="typed" maxlength="80"' in page.text
    assert 'value="kỳ"' in page.text
    assert 'value="sau chợ"' in page.text


def test_a_name_that_was_typed_is_never_taken_for_the_whole_province(house: House) -> None:
    hoa = logged_in(house, "hoa")
    agency = {"name": "Trạm", "kind": "health", "phone": "0239 3855 777", "code": "X-1"}
    hoa.get("/agencies/new")
    assert hoa.post("/agencies/new", typed="kỳ", commune_code="", **agency).status_code == 422
    assert hoa.post("/agencies/new", typed="ky anh", commune_code="", **agency).status_code == 303
    assert "Kỳ Anh" in hoa.get("/agencies?q=X-1").text
