"""Two neighbours told of one child: each is answered at their own number, by its own rules."""

import html
import re

import pytest
from sqlalchemy import select

from hotline.store.journal import Act
from referral.referrals import Referral
from tests.dashboards.test_threads import AGAIN, FIRST
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import SECOND, acts
from tests.referral.test_merging import AN, BINH

SAFE = {"whose": "adult", "may_call": "yes", "may_text": "yes", "any_words": "no", "may_tell": ""}
FORM = r'action="/tickets/1001/(feedback[^"]*)".*?name="seen" value="([^"]+)"'
OPTION = r'<option value="([^"]+)"[^>]*>•+{tail}'


@pytest.fixture
def lan(house: House) -> Visitor:
    for number, words in ((AN, FIRST), (BINH, AGAIN)):
        house.text(number, words)
        house.forward(5 * SECOND)
    lan = logged_in(house)
    lan.post("/tickets/1002/merge", other="1001", why="cùng quán phở")
    return lan


def key(who: Visitor, number: str) -> str:
    """As the form offers it."""
    found = re.search(OPTION.format(tail=number[-3:]), who.get("/tickets/1001").text)
    assert found
    return found[1]


def answer(who: Visitor, words: str, to: str = "") -> int:
    return who.post("/tickets/1001/reply", text=words, to=to, key=words).status_code


def texts(house: House, number: str) -> list[str]:
    house.forward(5 * SECOND)
    return [text.body for text in house.network.texts_to(number)]


def test_an_answer_goes_to_whom_it_was_meant_for_and_to_nobody_by_accident(
    house: House, lan: Visitor
) -> None:
    assert answer(lan, "Bác kể thêm nhé") == 422
    assert "Hãy chọn gửi cho ai" in lan.post("/tickets/1001/reply", text="Bác ơi").text

    assert answer(lan, "Bác kể thêm nhé", key(lan, BINH)) == 303
    assert answer(lan, "Cảm ơn bác An", key(lan, AN)) == 303

    assert texts(house, BINH)[-1] == "Bác kể thêm nhé"
    assert texts(house, AN)[-1] == "Cảm ơn bác An"
    page = lan.get("/tickets/1001").text
    assert f"Gửi người gọi · {'•' * 9}{BINH[-3:]} · Trần Thị Lan" in page
    assert BINH not in page


def test_what_one_of_them_forbids_is_forbidden_for_that_number_alone(
    house: House, lan: Visitor
) -> None:
    house.text(BINH, "đừng nhắn lại nữa nha, ba con coi máy")
    house.forward(5 * SECOND)
    page = lan.get("/tickets/1001").text
    assert f"{'•' * 9}{BINH[-3:]}: Nhắn lúc này không an toàn." in page

    before = texts(house, BINH)
    assert answer(lan, "Bác kể thêm nhé", key(lan, BINH)) == 422
    assert answer(lan, "Bác kể thêm nhé", key(lan, AN)) == 303
    assert (texts(house, BINH), texts(house, AN)[-1]) == (before, "Bác kể thêm nhé")


def test_each_hears_once_what_became_of_it_where_it_is_safe_for_them(
    house: House, lan: Visitor
) -> None:
    with house.work() as work:
        asked = work.session.scalars(select(Referral).order_by(Referral.code).limit(1)).one()
        phone, said = asked.agency.phone or "", f"1 {asked.code}"
    house.text(phone, said)
    house.forward(5 * SECOND)
    for where in ("safe-contact", f"safe-contact/{key(lan, BINH)}"):
        assert lan.post(f"/tickets/1001/{where}", seen="", **SAFE).status_code == 303

    offers = re.findall(FORM, lan.get("/tickets/1001").text, re.DOTALL)
    assert [where for where, _ in offers] == ["feedback", f"feedback/{key(lan, BINH)}"]
    for where, words in offers * 2:
        assert lan.post(f"/tickets/1001/{where}", seen=html.unescape(words)).status_code == 303

    for number in (AN, BINH):
        assert sum("đã có người nhận" in words for words in texts(house, number)) == 1
    with house.work() as work:
        assert acts(work, Act.FEEDBACK) == 2
    assert "Báo lại cho người báo tin" not in lan.get("/tickets/1001").text
