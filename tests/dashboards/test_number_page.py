"""One's own telephone at the front door, and everybody's on the roster."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from config.demo.people import PASSWORD
from hotline.store.journal import Act, JournalEntry
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import HOA, MAI, person

NEW = "+84990000077"


def act(who: Visitor, name: str, **fields: str) -> tuple[int, str]:
    answer = who.post("/number", act=name, **fields)
    return answer.status_code, answer.text


def changed(who: Visitor, number: str = "0990 000 077", password: str = PASSWORD) -> int:
    return act(who, "change", number=number, password=password)[0]


def code_at(house: House, phone: str) -> str:
    house.forward(timedelta(seconds=5))
    found = re.search(r"la (\d{6})", house.network.inbox(phone)[-1].body)
    assert found is not None
    return found[1]


def test_a_new_number_is_verified_by_the_code_that_was_texted_to_it(house: House) -> None:
    hoa = logged_in(house, "hoa")
    assert "Số này gọi được bạn" in hoa.get("/number").text

    assert changed(hoa) == 303
    page = hoa.get("/number").text
    assert "số chưa xác minh" in page
    assert NEW[3:] not in page
    assert "Nguyễn Thị Thanh Hoa (số chưa xác minh)" in hoa.get("/roster").text

    assert act(hoa, "text")[0] == 303
    assert act(hoa, "verify", code="000000 0")[0] == 422
    assert act(hoa, "verify", code=code_at(house, NEW))[0] == 303
    assert "Số này gọi được bạn" in hoa.get("/number").text


def test_wrong_codes_are_counted_although_they_are_refused(house: House) -> None:
    hoa = logged_in(house, "hoa")
    hoa.get("/number")
    act(hoa, "text")
    right = code_at(house, HOA)
    for _ in range(5):
        status, page = act(hoa, "verify", code="1")
        assert (status, "Mã không đúng hoặc đã quá hạn" in page) == (422, True)
    assert act(hoa, "verify", code=right)[0] == 422


def test_a_number_is_not_changed_without_the_password_and_guessing_has_an_end(
    house: House,
) -> None:
    hoa = logged_in(house, "hoa")
    hoa.get("/number")
    for _ in range(5):
        assert changed(hoa, password="guessed") == 422
    assert changed(hoa) == 422
    house.network.clock.forward(timedelta(minutes=1))
    assert changed(hoa) == 303


@pytest.mark.parametrize(("number", "why"), [("abc", "Đây không phải số"), (MAI, "Người khác")])
def test_a_refused_number_stands_there_as_it_was_typed_but_not_the_password(
    house: House, number: str, why: str
) -> None:
    hoa = logged_in(house, "hoa")
    hoa.get("/number")
    status, page = act(hoa, "change", number=number, password=PASSWORD)
    assert status == 422
    assert why in page
    assert f'value="{number}"' in page
    assert PASSWORD not in page


def number_of(house: House, login: str) -> str | None:
    with house.work() as work:
        return person(work, login).phone


def other(who: Visitor, house: House, login: str, password: str = PASSWORD) -> tuple[int, str]:
    chosen = str(house.person(login).id)
    return act(who, "other", person=chosen, number="0990 000 077", password=password)


def test_an_administrator_gives_somebody_another_number_and_the_old_one_is_told(
    house: House,
) -> None:
    quan = logged_in(house, "quan")
    assert "Số của người khác" in quan.get("/number").text
    assert other(quan, house, "hoa")[0] == 303
    house.forward(timedelta(seconds=5))

    assert number_of(house, "hoa") == NEW
    [told] = house.network.inbox(HOA)
    assert "khong con nhan tin bao" in told.body
    assert "Lang Nghe" not in told.body
    assert house.network.inbox(NEW) == []
    assert "Nguyễn Thị Thanh Hoa (số chưa xác minh)" in quan.get("/roster").text
    with house.work() as work:
        [entry] = work.session.scalars(
            select(JournalEntry).where(JournalEntry.act == Act.NUMBER_SET)
        )
        assert entry.actor == f"staff:{house.person('quan').id}"
        assert entry.facts == {"people": str(house.person("hoa").id)}


def test_nobody_but_an_administrator_changes_the_number_of_another(house: House) -> None:
    dung = logged_in(house, "dung")
    assert "Số của người khác" not in dung.get("/number").text
    assert other(dung, house, "hoa")[0] == 422
    assert number_of(house, "hoa") == HOA


def test_an_administrator_gives_the_password_too(house: House) -> None:
    quan = logged_in(house, "quan")
    quan.get("/number")
    assert other(quan, house, "hoa", password="guessed")[0] == 422
    assert number_of(house, "hoa") == HOA


def test_who_has_no_number_is_told_that_nobody_can_page_them(house: House) -> None:
    lan = logged_in(house)
    assert "không ai báo được cho bạn" in lan.get("/number").text
    assert act(lan, "text")[0] == 422
    assert changed(lan) == 303


def test_a_number_is_rung_on_demand_by_its_owner_and_by_a_supervisor(house: House) -> None:
    house.network.behave(HOA, answer="accept", after=2, press=[(9, "4")])
    hoa = logged_in(house, "hoa")
    hoa.get("/number")
    assert act(hoa, "try")[0] == 303
    assert act(hoa, "try")[0] == 422
    house.forward(timedelta(seconds=30))
    assert "Cảm ơn bạn" in " ".join(house.network.call(house.network.calls_to(HOA)[0].sid).heard)

    dung = logged_in(house, "dung")
    dung.get("/roster")
    mai = str(house.person("mai").id)
    assert dung.post("/roster", act="try", person=mai).status_code == 303
    house.forward(timedelta(minutes=6))
    assert "Đỗ Phương Mai (không nghe cuộc gọi thử)" in dung.get("/roster").text


def test_a_counselor_rings_nobody_from_the_roster(house: House) -> None:
    lan = logged_in(house)
    page = lan.get("/roster").text
    assert "Gọi thử ngay" not in page
    mai = str(house.person("mai").id)
    assert lan.post("/roster", act="try", person=mai).status_code == 422
    assert HOA[3:] not in page
