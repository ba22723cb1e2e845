"""The search box at the front door: what may be typed, what is shown of it, and what is kept."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboards import search_words
from hotline import staff
from hotline.search import asked
from hotline.search.asked import Field
from hotline.store.journal import Act, JournalEntry
from referral import finding, relays
from referral.relays import Passed
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import NIGHT, House
from tests.referral.builders import person, policy

GRAVE = "Cứu cháu với, bố đang đánh cháu, cháu tên Đặng Thị Hoà ở xã Kỳ Anh"
ROUTINE = "cho em hỏi tổng đài làm việc mấy giờ, bạn em tên Hoàng"


@pytest.fixture
def lan(house: House) -> Visitor:
    """At a desk to which two have written: 1001 gravely, 1002 with a question."""
    house.text("+84911000001", GRAVE)
    house.text("+84911000002", ROUTINE)
    house.forward(timedelta(seconds=1))
    return logged_in(house)


def found(who: Visitor, typed: str, **fields: str) -> list[str]:
    answer = who.post("/search", q=typed, **fields)
    assert answer.status_code == 200
    return re.findall(r'class="row \w+" href="/tickets/(\d+)"', answer.text)


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def searches(house: House) -> list[dict[str, str]]:
    with house.work() as work:
        query = select(JournalEntry).where(JournalEntry.act == Act.SEARCHED)
        return [row.facts for row in work.session.scalars(query.order_by(JournalEntry.seq))]


ASKED: dict[str, list[str]] = {
    "hòa đặng": ["1001"],
    "HOA DANG": ["1001"],
    "hoa": ["1001", "1002"],
    "tổng đài": ["1002"],
    "0911 000 001": ["1001"],
    "+84911000002": ["1002"],
    "hoang, 0911000002": ["1002"],
    "nguy cấp": ["1001"],
    "mức thường": ["1002"],
    "hôm nay": ["1002", "1001"],
    "hôm qua": [],
    "xã Kỳ Anh": ["1001"],
    "chưa đóng hoà": ["1001", "1002"],
    "đã đóng": [],
    "của tôi": [],
    "“nguy cấp”": [],
    "nơi: kỳ": ["1001"],
    "nơi: hoà": [],
    "không có từ này": [],
    "": [],
}


def test_the_box_understands_how_people_ask(lan: Visitor) -> None:
    assert {typed: found(lan, typed) for typed in ASKED} == ASKED


def test_the_fields_of_the_form_narrow_too(lan: Visitor, house: House) -> None:
    minh = str(house.person("minh").id)
    logged_in(house, "minh").post("/tickets/1002/take")
    assert found(lan, "", owner=minh) == ["1002"]
    assert found(lan, "ten", severity="critical") == ["1001"]
    assert found(lan, "ten", status="referred") == ["1001"]
    assert found(lan, "ten", status="open", since="2026-11-21") == ["1002", "1001"]
    assert found(lan, "ten", until="2026-11-20") == []
    [ky_anh] = [one.code for one in policy().communes if one.spoken == "xã Kỳ Anh"]
    assert found(lan, "", commune=ky_anh) == ["1001"]
    nonsense = {"severity": "x", "status": "x", "owner": "x", "since": "x", "after": "9.x"}
    assert found(lan, "ten", **nonsense) == ["1002", "1001"]


def test_a_tickets_number_leads_to_the_ticket(lan: Visitor) -> None:
    for typed in ("1001", "#1001", "phiếu 1001", " ticket 1001 "):
        answer = lan.post("/search", q=typed)
        assert (answer.status_code, answer.location) == (303, "/tickets/1001")
    assert found(lan, "#1999") == []


def test_it_says_why_a_ticket_was_found_and_nothing_more_of_it(lan: Visitor) -> None:
    page = lan.post("/search", q="hoà xã kỳ").text
    assert "tin nhắn : hoà, xã, kỳ" in plain(page)
    assert "nơi : kỳ" in plain(page)
    assert not any(words in page for words in ("đánh cháu", "Đặng", "0911", "+8491"))
    assert "số điện thoại" in plain(lan.post("/search", q="0911000001").text)


def test_a_note_and_a_place_find_their_ticket_a_second_later(lan: Visitor, house: House) -> None:
    lan.post("/tickets/1002/note", text="Mẹ nuôi tên Phượng")
    lan.post("/tickets/1002/place", commune="", landmark="sau nhà thờ Vĩnh Phước")
    assert "vừa thay đổi" in lan.post("/search", q="phượng").text
    house.tick()
    assert found(lan, "phượng nuôi") == ["1002"]
    assert found(lan, "vinh phuoc") == ["1002"]


def test_a_reference_and_the_code_of_a_request_find_their_ticket(
    lan: Visitor, house: House
) -> None:
    with house.work() as work:
        told = Passed("111-2026/045", "Một cháu bé bị bỏ đói", NIGHT - timedelta(hours=1))
        relays.take_in(work, told, person(work, "lan"))
    code = re.search(r"[BCDGHKLMNPQRTVXY]{6}", plain(lan.get("/tickets/1001").text))
    assert code is not None
    assert found(lan, "111 2026 045") == ["1003"]
    assert found(lan, code[0].lower()) == ["1001"]


def test_the_journal_keeps_that_somebody_searched_and_never_for_what(
    lan: Visitor, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = lan.post("/search", q="hoà mức cao hôm nay", owner="")
    assert answer.request.path == "/search"
    assert answer.request.query_string == b""
    assert searches(house) == [{"found": "0", "parts": "1", "filters": "days severity"}]
    assert "hoà" not in capsys.readouterr().out


def test_who_does_nothing_but_search_is_slowed_down(lan: Visitor, house: House) -> None:
    for _ in range(finding.MOST):
        found(lan, "hoà")
    refused = lan.post("/search", q="đặng")
    assert refused.status_code == 429
    assert "hãy chờ vài phút" in refused.text
    assert 'value="đặng"' in refused.text
    assert found(logged_in(house, "minh"), "đặng") == ["1001"]
    house.network.clock.forward(finding.WINDOW)
    assert found(lan, "đặng") == ["1001"]


def test_nothing_found_says_which_word_no_ticket_has_and_what_helps(lan: Visitor) -> None:
    page = plain(lan.post("/search", q="hoà đặnng").text)
    assert "Không phiếu nào khớp" in page
    assert "Không phiếu nào có: đặnng" in page
    assert "ba chữ cái đầu" in page


def test_the_screen_on_the_wall_finds_nothing(lan: Visitor) -> None:
    lan.get("/wallboard")
    lan.post("/wallboard/keep")
    assert lan.get("/search").location == "/wallboard"


def test_more_than_a_page_goes_on_with_the_older_ones(lan: Visitor, house: House) -> None:
    for n in range(finding.PAGE):
        house.text(f"+849120000{n:02d}", "em tên Hoà ạ")
    house.tick()
    page = lan.post("/search", q="hoà").text
    further = re.search(r'name="after" value="([\d.]+)"', page)
    assert further is not None
    assert found(lan, "hoà")[-1] == "1003"
    assert found(lan, "hoà", after=further[1]) == ["1001", "1002"]


def test_owners_and_states_are_called_as_the_console_calls_them(house: House) -> None:
    with house.work() as work:
        me, people = person(work, "lan"), staff.everybody(work)
        words = search_words.vocabulary(policy(), people, me)
        today = work.now.date()
    for typed in ("owner minh", "người giữ Lê Quang Minh", "nguoi giu le quang minh"):
        assert asked.read(typed, words, today).fields == {
            Field.OWNER: (str(house.person("minh").id),)
        }
    for typed in ("still open", "chua dong"):
        assert asked.read(typed, words, today).fields == {Field.STATUS: search_words.OPEN}
