"""The people of a ticket on its page: hidden until somebody asks, and every look is kept."""

import re
from datetime import timedelta

import pytest

from hotline import informants, people
from hotline.store.journal import Act
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import CHILD, MINUTE, acts

TICKET = "/tickets/1001"
GIRL = {
    "role_child": "yes",
    "name": "Nguyễn Thị Ngọc Ánh",
    "sex": "female",
    "guessed": "8-10",
    "number": "0912 000 111",
    "typed": "ky anh",
    "address": "sau chợ",
    "notes": "sợ về nhà",
}
FATHER = {
    "role_carer": "yes",
    "role_offender": "yes",
    "kin": "father",
    "born": "1984",
    "name": "Tư",
}
TOLD_US = {
    "consent": "given",
    "agreed": "chính bà",
    "words": "bà đồng ý cho ghi",
    "name": "Bà Tám",
    "number": "0987 654 321",
    "address": "cạnh nhà cháu",
}
HIDDEN = ("Ngọc Ánh", "0912", "sau chợ", "sợ về nhà", "Bà Tám", "0987", "cạnh nhà cháu")


def begun(house: House, login: str = "lan") -> Visitor:
    house.text(CHILD, "cô ơi, cháu hỏi chuyện ở nhà")
    house.forward(timedelta(minutes=1))
    who = logged_in(house, login)
    who.get(TICKET)
    return who


def address(page: str, form: str) -> str:
    """Of the first form of this kind."""
    found = re.search(rf'action="(/tickets/1001/{form}/[0-9a-f-]+)"', page)
    assert found
    return found[1]


def test_a_ticket_shows_who_is_involved_without_their_names_until_somebody_looks(
    house: House,
) -> None:
    lan = begun(house)
    for form in (GIRL, FATHER):
        assert lan.post(f"{TICKET}/people", **form).status_code == 303
    assert lan.post(f"{TICKET}/informants", **TOLD_US).status_code == 303
    page = lan.get(TICKET).text
    shown = " ".join(re.sub(r"<[^>]+>", " ", page[page.index('id="people"') :]).split())
    assert "Người liên quan trẻ em · nữ · 8–10 tuổi (ước lượng) · xã Kỳ Anh" in shown
    assert "người chăm sóc, người có thể gây ra · cha · 41–42 tuổi" in shown
    assert [one for one in HIDDEN if one in page] == []

    opened = lan.post(f"{TICKET}/people/look").text
    assert 'value="Nguyễn Thị Ngọc Ánh"' in opened
    assert 'value="+84912000111"' in opened
    assert "Bà Tám" not in opened
    assert "Ngọc Ánh" not in lan.get(TICKET).text
    with house.work() as work:
        assert acts(work, Act.PEOPLE_SEEN) == 1


def test_what_is_known_is_changed_where_it_was_looked_at_and_a_refusal_keeps_all_that_was_typed(
    house: House,
) -> None:
    lan = begun(house)
    lan.post(f"{TICKET}/people", **GIRL)
    page = lan.post(f"{TICKET}/people/look").text
    where = address(page, "people")
    seen = re.findall(r'name="seen" value="([^"]+\+00:00)"', page)[0]
    form = {**GIRL, "typed": "", "commune": "18775", "person": where[-36:], "seen": seen}
    refused = lan.post(where, **{**form, "born": "30/2/2016", "name": "Ánh Nguyễn"})
    assert refused.status_code == 422
    assert 'value="30/2/2016"' in refused.text
    assert 'value="Ánh Nguyễn"' in refused.text
    assert "hãy ghi ngày, tháng hoặc năm" in refused.text
    house.network.clock.forward(MINUTE)
    assert lan.post(where, **{**form, "born": "9/3/2016", "guessed": ""}).status_code == 303
    with house.work() as work:
        [row] = people.of_ticket(work, house.ticket())
        assert row.age == '{"born": "2016-03-09"}'
        assert row.home_name == "xã Kỳ Anh"
    again = lan.post(where, **form)
    assert (again.status_code, "vừa được sửa" in again.text) == (422, True)


@pytest.mark.parametrize(
    ("login", "status", "shown"),
    [
        pytest.param("hoa", 200, True, id="a-supervisor"),
        pytest.param("minh", 403, False, id="a-counselor-who-does-not-have-it"),
    ],
)
def test_who_told_us_is_opened_only_by_those_who_may(
    house: House, login: str, status: int, *, shown: bool
) -> None:
    begun(house).post(f"{TICKET}/informants", **TOLD_US)
    who = logged_in(house, login)
    page = who.get(TICKET).text
    assert ("Hiện người báo tin" in page) is shown
    with house.work() as work:
        [row] = informants.of_ticket(work, house.ticket())
    answer = who.post(f"{TICKET}/informants/{row.id}/look")
    assert (answer.status_code, "Bà Tám" in answer.text) == (status, shown)


def test_when_it_happened_answers_the_thresholds_of_the_law(house: House) -> None:
    lan = begun(house)
    lan.post(f"{TICKET}/people", **{**GIRL, "guessed": "", "born": "21/11/2010"})
    assert "dưới 16 tuổi: <b>chưa rõ</b>" in lan.get(TICKET).text
    assert lan.post(f"{TICKET}/happened-on", happened="20/11/2026").status_code == 303
    page = lan.get(TICKET).text
    assert "dưới 7 tuổi: <b>không</b>" in page
    assert "dưới 16 tuổi: <b>có</b>" in page
    assert 'value="20/11/2026"' in page
    assert lan.post(f"{TICKET}/happened-on", happened="mai").status_code == 422


def test_a_form_is_filled_from_the_people_and_only_the_one_who_may_fills_in_who_told_us(
    house: House,
) -> None:
    lan = begun(house)
    for form in (GIRL, {**FATHER, "role_offender": ""}):
        lan.post(f"{TICKET}/people", **form)
    lan.post(f"{TICKET}/informants", **TOLD_US)
    paper = lan.post(f"{TICKET}/forms", code="receipt").headers["Location"]
    page = lan.get(paper).text
    for value in ("Nguyễn Thị Ngọc Ánh", "8–10", "Tư", "41–42", "Tư (cha)"):
        assert f'value="{value}"' in page
    assert "Bà Tám" not in page
    refused = lan.post(paper, act="number", base="0")
    assert (refused.status_code, "Bà Tám" in refused.text) == (422, False)
    lan.post(f"{TICKET}/take")
    assert lan.post(paper, act="number", base="0").status_code == 303
    page = lan.get(paper).text
    for value in ("Bà Tám", "+84987654321", "cạnh nhà cháu"):
        assert f'value="{value}"' in page
    with house.work() as work:
        assert acts(work, Act.INFORMANT_SEEN) == 1


def test_with_several_children_a_form_asks_which_one_and_takes_nothing_from_the_other(
    house: House,
) -> None:
    lan = begun(house)
    for name in ("An", "Bình"):
        lan.post(f"{TICKET}/people", **{**GIRL, "name": name})
    assert lan.post(f"{TICKET}/forms", code="receipt").status_code == 422
    choices = re.findall(r'<option value="([0-9a-f-]{36})">', lan.get(f"{TICKET}/forms").text)
    names = []
    for child in dict.fromkeys(choices):
        paper = lan.post(f"{TICKET}/forms", code="receipt", child=child).headers["Location"]
        names += re.findall(r'name="child_name"[^>]*value="([^"]+)"', lan.get(paper).text)
    assert sorted(names) == ["An", "Bình"]


def test_what_it_is_about_is_set_by_a_person_and_several_may_hold(house: House) -> None:
    lan = begun(house)
    data = {"csrf_token": lan.token, "category": ["neglect", "bullying"]}
    answer = lan.client.post(f"{TICKET}/categories", base_url="https://hotline.test", data=data)
    assert answer.status_code == 303
    assert set(house.ticket().categories) == {"neglect", "bullying"}
    assert "ghi loại vụ việc" in lan.get(TICKET).text
    assert lan.post(f"{TICKET}/categories").status_code == 422
