"""One child or two: what the page suggests, and what a press of each button does."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.contacts import Contact
from hotline.drafts import Draft
from hotline.soft_blocks import SoftBlock
from hotline.store.journal import Act
from hotline.store.work import Base, table_of
from hotline.tickets import Outcome, Ticket
from referral import casework
from referral.promises.deadlines import Deadline
from referral.regrading import Lowering
from referral.threads import moving
from referral.threads.regroupings import Regrouping
from referral.threads.suggestions import Unlike
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import acts, person
from tests.referral.test_merging import AN, BINH, numbered

FIRST = "Bé Na con chú Tư quán phở Hương, xã Kỳ Anh, bị cha dượng đánh bằng dây nịt"
AGAIN = "bé Na quán phở Hương lại bị đánh bằng dây nịt, bé 8 tuổi, xã Kỳ Anh"
WHY = "cùng tên, cùng quán"
REVEAL = re.compile(r' action="(/tickets/\d+/reveal/[^"]+)"')
UNDO = re.compile(r'action="(/tickets/\d+/undo/[^"]+)"')


@pytest.fixture
def lan(house: House) -> Visitor:
    for number, words in ((AN, FIRST), (BINH, AGAIN)):
        house.text(number, words)
        house.forward(timedelta(seconds=1))
    return logged_in(house)


def merge(who: Visitor, number: int = 1002, other: str = "1001", why: str = WHY) -> int:
    return who.post(f"/tickets/{number}/merge", other=other, why=why).status_code


def test_the_page_says_which_ticket_may_be_the_same_child_and_why(lan: Visitor) -> None:
    page = lan.get("/tickets/1002").text
    assert "Một trẻ, nhiều lần báo" in page
    assert "cùng nơi: xã Kỳ Anh" in page
    assert "cùng những chữ: " in page
    assert "quán phở" in page
    assert "gộp với phiếu 1001" in page


def test_linked_both_are_read_on_one_page_and_the_number_of_the_other_leads_there(
    lan: Visitor,
) -> None:
    lan.post("/tickets/1002/note", text="đã gọi hàng xóm")
    assert merge(lan) == 303
    led = lan.get("/tickets/1002")
    assert (led.status_code, led.headers["Location"]) == (302, "/tickets/1001")
    page = lan.get("/tickets/1001").text
    for words in (FIRST, AGAIN, "đã gọi hàng xóm", f"gộp phiếu 1002 vào phiếu này: “{WHY}”"):
        assert words in page


def test_whoever_presses_on_the_page_of_a_merged_ticket_is_shown_the_one_it_is_part_of(
    lan: Visitor, house: House
) -> None:
    merge(lan)
    late = lan.post("/tickets/1002/close", outcome="helped")
    assert late.status_code == 409
    assert "Phiếu đó nay đã gộp vào phiếu 1001. Chưa làm gì cả." in late.text
    with house.work() as work:
        assert numbered(work, 1001).is_open


def test_a_merge_is_undone_with_one_press_until_the_caller_writes_again(
    lan: Visitor, house: House
) -> None:
    merge(lan)
    [undo] = UNDO.findall(lan.get("/tickets/1001").text)
    assert lan.post(undo).status_code == 303
    assert AGAIN not in lan.get("/tickets/1001").text
    assert AGAIN in lan.get("/tickets/1002").text
    merge(lan)
    house.text(BINH, "cháu vẫn còn khóc")
    house.forward(timedelta(seconds=1))
    page = lan.get("/tickets/1001").text
    assert UNDO.findall(page) == []
    assert "chỉ có thể tách" in page


def test_the_number_of_each_who_spoke_of_the_child_is_shown_when_asked_and_written_down(
    lan: Visitor, house: House
) -> None:
    merge(lan)
    page = lan.get("/tickets/1001").text
    assert BINH not in page
    [asked] = REVEAL.findall(page)
    shown = lan.post(asked).text
    assert BINH in shown
    assert AN not in shown
    with house.work() as work:
        assert acts(work, Act.REVEALED, numbered(work, 1001).id) == 1
    assert lan.post(asked.replace("1001", "1002")).status_code == 409


def test_two_children_are_not_suggested_again(lan: Visitor) -> None:
    said = lan.post("/tickets/1002/two-children", other="1001", why="hai bé khác nhau")
    assert said.status_code == 303
    for number in (1001, 1002):
        page = lan.get(f"/tickets/{number}").text
        assert "nối phiếu" not in page
        assert "hai bé khác nhau" in page


@pytest.mark.parametrize(
    ("other", "why", "sentence"),
    [
        pytest.param("9", WHY, "không có phiếu mang số này", id="no-such-number"),
        pytest.param("hai", WHY, "không có phiếu mang số này", id="no-number"),
        pytest.param("1002", WHY, "đây chính là phiếu này", id="the-same"),
        pytest.param("1001", "", "Hãy ghi lý do", id="no-reason"),
    ],
)
def test_what_is_refused_is_said_beside_the_form(
    lan: Visitor, other: str, why: str, sentence: str
) -> None:
    refused = lan.post("/tickets/1002/merge", other=other, why=why)
    assert refused.status_code == 422
    assert sentence in refused.text


def test_chosen_contacts_are_split_off_and_brought_back(lan: Visitor, house: House) -> None:
    merge(lan)
    with house.work() as work:
        told = work.session.scalars(select(Contact).order_by(Contact.received_at)).all()
        [_, later] = [one.id for one in told]
    parted = lan.post("/tickets/1001/split", contact=str(later), why="bé khác")
    assert parted.status_code == 303
    page = lan.get("/tickets/1003").text
    assert AGAIN in page
    assert "Được tách từ phiếu" in page
    [undo] = UNDO.findall(page)
    assert lan.post(undo).status_code == 303
    assert lan.get("/tickets/1003").headers["Location"] == "/tickets/1001"
    assert lan.post("/tickets/1001/split", contact="không", why="bé khác").status_code == 422
    assert lan.post("/tickets/1001/split", why="bé khác").status_code == 422


def test_a_number_whose_ticket_was_closed_lately_is_told_on_the_new_one(house: House) -> None:
    house.text(AN, "em buồn")
    with house.work() as work:
        casework.close(work, numbered(work, 1001), person(work, "lan"), Outcome.HELPED)
    house.forward(timedelta(days=2))
    house.text(AN, "bố lại chửi em")
    assert "Phiếu 1001 của số máy này đã đóng" in logged_in(house).get("/tickets/1002").text


STAYS = {
    table_of(Lowering).c.ticket_id: "a wish to lower a ticket speaks of that ticket alone",
    table_of(Deadline).c.ticket_id: "what is still owed goes along by rules of its own",
    table_of(Ticket).c.merged_into_id: "the pointer itself",
    table_of(Draft).c.ticket_id: "what one person typed on that page, and has not said yet",
    table_of(SoftBlock).c.ticket_id: "it is of a number, and ends within hours",
    **{
        column: "who joined or parted which tickets"
        for row in (Regrouping, Unlike)
        for column in table_of(row).c
        if column.foreign_keys
    },
}


def test_every_table_that_points_at_a_ticket_goes_along_or_says_why_not() -> None:
    ticket = table_of(Ticket).c.id
    pointing = {
        column
        for table in Base.metadata.tables.values()
        for column in table.c
        if column.references(ticket)
    }
    going = {table_of(row).c.ticket_id for row in moving.GO_ALONG}
    assert pointing - going - STAYS.keys() == set()
