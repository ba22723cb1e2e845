"""The pages of the forms: filled from the ticket, kept as one types, printed with every mark."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from dashboards import paper
from dashboards.paper import Head
from hotline.store.journal import Act
from referral.forms import filling
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import acts, policy

PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"
FORMS = "/tickets/1001/forms"
SAID = {
    "subject": "abused",
    "received_at": "2026-11-21T02:00",
    "event_place": "xã Kỳ Anh",
    "child_state": "Bị đánh, đang trốn trong bếp",
    "child_name": "Nguyễn Thị Ngọc Ánh",
}
MARKS = "ẮẰẲẴẶẤẦẨẪẬ ắằẳẵặấầẩẫậ ẾỀỂỄỆ ếềểễệ ỐỒỔỖỘ ốồổỗộ ỚỜỞỠỢ ớờởỡợ ỨỪỬỮỰ ứừửữự ỲÝỶỸỴ ỳýỷỹỵ ĐđĂăƠơƯư"


def begun(house: House, code: str = "receipt", login: str = "lan") -> tuple[Visitor, str]:
    """Somebody on the page of a paper, and its address."""
    who = logged_in(house, login)
    who.get(FORMS)
    page = who.post(FORMS, code=code).headers["Location"]
    who.get(page)
    return who, page


def in_danger(house: House) -> None:
    house.text("+84911222333", PLEA)
    house.skip(timedelta(hours=3))


def fields(page: str) -> dict[str, str]:
    """What the page asks back beside what is typed."""
    found = re.findall(r'name="(base|seen)" value="([^"]*)"', page)
    return dict(found)


def press(who: Visitor, page: str, act: str, **typed: str) -> int:
    return who.post(page, **{**fields(who.get(page).text), **typed, "act": act}).status_code


def words_of(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_a_receipt_is_filled_from_the_ticket_and_says_what_is_missing_and_until_when(
    house: House,
) -> None:
    in_danger(house)
    lan, address = begun(house)
    page = lan.get(address).text
    assert 'value="2026-11-21T02:00"' in page
    assert 'value="xã Kỳ Anh"' in page
    assert "+84911222333" not in page
    guide = page[page.index('id="guide"') :]
    assert '<a href="#subject">Trẻ em</a>' in guide
    assert "UBND cấp xã nơi xảy ra vụ việc" in guide
    assert page.count("lời văn chính thức cần kiểm tra") == 1


def test_what_is_typed_outlives_the_browser(house: House) -> None:
    in_danger(house)
    lan, address = begun(house)
    assert press(lan, address, "keep", child_name="Bé Ánh") == 200
    again = logged_in(house).get(address).text
    assert 'value="Bé Ánh"' in again
    assert "Đã lưu nháp" in again


def test_a_form_that_lacks_something_keeps_every_field_and_says_so_beside_it(house: House) -> None:
    in_danger(house)
    lan, address = begun(house)
    answer = lan.post(address, act="finish", base="0", seen="0:", child_name="Bé Ánh")
    assert answer.status_code == 422
    assert 'value="Bé Ánh"' in answer.text
    assert 'id="subject-problem"' in answer.text


def test_it_is_numbered_printed_and_every_printing_stands_in_the_journal(house: House) -> None:
    in_danger(house)
    lan, address = begun(house)
    assert press(lan, address, "finish", **SAID) == 303
    assert "Số 1/2026" in lan.get(FORMS).text
    printed = lan.get(f"{address}/1.pdf")
    assert printed.mimetype == "application/pdf"
    assert printed.headers["Cache-Control"] == "no-store"
    assert 'filename="mau-01-2026-1-ban-1.pdf"' in printed.headers["Content-Disposition"]
    words = words_of(printed.data)
    assert "Số: 1/BC-ĐDBVTE" in words
    assert "Nguyễn Thị Ngọc Ánh" in words
    assert "Hà Tĩnh, ngày 21 tháng 11 năm 2026" in words
    assert lan.get(f"{address}/2.pdf").status_code == 404
    with house.work() as work:
        assert acts(work, Act.PAPER_PRINTED) == 1


def test_a_finished_assessment_stands_on_the_ticket_its_sides_apart_and_the_conclusion_a_persons(
    house: House,
) -> None:
    in_danger(house)
    lan, address = begun(house, "initial_assessment")
    judged = {"harm_done": "high", "harm_ahead": "high", "protects_self": "high"}
    said = {"assessed_at": "2026-11-21T04:00", "is_emergency": "yes", "conclusion": "Cần cách ly"}
    assert "Kết quả đánh giá" not in lan.get("/tickets/1001").text
    assert press(lan, address, "finish", **judged, **said) == 303
    page = lan.get("/tickets/1001").text
    shown = page[page.index('id="judged"') : page.index('id="people"')]
    assert re.findall(r"<td>(\d)</td>", shown) == [*"2000", *"1001"]
    assert "Cần cách ly" in shown


def test_the_second_who_writes_is_told_whose_words_differ_and_keeps_their_own(
    house: House,
) -> None:
    in_danger(house)
    lan, address = begun(house)
    hoa = logged_in(house, "hoa")
    seen = fields(hoa.get(address).text)
    press(lan, address, "finish", **SAID, carer="Bà ngoại")
    answer = hoa.post(address, **{**seen, **SAID, "carer": "Cô Ba", "act": "finish"})
    assert answer.status_code == 422
    assert 'value="Cô Ba"' in answer.text
    assert re.search(r'class="rival"><b>[^<]+</b>: Bà ngoại', answer.text)
    assert press(hoa, address, "finish", **SAID, carer="Cô Ba") == 303
    assert lan.get(f"{address}/2.pdf").status_code == 200


def test_the_number_that_called_is_filled_in_only_with_the_informants_word(house: House) -> None:
    in_danger(house)
    lan, address = begun(house)
    assert press(lan, address, "number") == 422
    assert press(lan, address, "number", informant_agrees="yes") == 303
    assert 'value="+84911222333"' in lan.get(address).text
    with house.work() as work:
        assert acts(work, Act.REVEALED) == 1


def test_a_page_of_another_ticket_and_a_form_nobody_has_are_not_found(house: House) -> None:
    in_danger(house)
    lan, address = begun(house)
    assert lan.post(FORMS, code="wish").status_code == 404
    assert lan.get(address.replace("1001", "1002")).status_code == 404


@pytest.mark.parametrize("code", policy().forms.by_code)
def test_every_form_can_be_printed_blank_and_with_every_mark_of_vietnamese(code: str) -> None:
    form = policy().forms.by_code[code]
    head = Head("SỞ Y TẾ", "ĐƯỜNG DÂY", "Số: 1", "Hà Tĩnh", "VIỆT NAM", "Độc lập", "bản 1")
    texts = [one.code for one in form.fields if one.kind == "text"]
    said = filling.typed(form, dict.fromkeys(texts, f"{MARKS} <b>&"))
    words = words_of(paper.pdf(form, said, head))
    assert words.count(f"{MARKS} <b>&") == len(said)
    assert form.signature in words
    unread = [one for one in form.fields if not one.verified]
    assert ("Lời văn chính thức cần kiểm tra" in words) is bool(unread)
    assert "Mẫu số" in words_of(paper.pdf(form, {}, head))
