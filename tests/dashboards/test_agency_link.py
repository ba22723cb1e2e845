"""The page behind the link in an agency's text."""

import json
import re
from datetime import time, timedelta
from io import BytesIO

import pytest
from flask import request
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboards.uploads import AROUND_IT
from hotline import tickets
from hotline.heeding import Heard
from hotline.safety import Rules
from hotline.store.journal import Act, JournalEntry
from hotline.telling import Detail
from referral import casework, hearing
from referral.attachments import LARGEST
from referral.links import LinkCode
from referral.referrals import UNANSWERED, Referral, Status, Via
from tests.dashboards.visitor import logged_in, visitor
from tests.house import House
from tests.referral.builders import person

CHILD, SCHOOL = "+84911222333", "+842393855013"
PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"


def link(house: House) -> str:
    house.text(CHILD, PLEA)
    house.forward(timedelta(seconds=5))
    [told] = house.network.inbox(SCHOOL)
    found = re.search(r"https://hotline\.test(/r/\S+)", told.body)
    assert found is not None
    return found[1]


def school(house: House) -> Referral:
    with house.work() as work:
        rows = work.session.scalars(select(Referral)).all()
        return next(row for row in rows if "Trường" in row.agency.name)


def browser(house: House) -> FlaskClient:
    """An old telephone: no cookies, no script."""
    return house.client.application.test_client(use_cookies=False)


def digits(house: House, path: str) -> str:
    """The code, read from the registered telephone."""
    browser(house).post(path, data={"answer": "send"})
    house.forward(timedelta(seconds=3))
    found = re.search(r"la (\d{6})", house.network.inbox(SCHOOL)[-1].body)
    assert found is not None
    return found[1]


def opened(house: House, path: str) -> tuple[str, str]:
    """The page, and the secret its forms carry."""
    code = digits(house, path)
    page = browser(house).post(path, data={"answer": "open", "digits": code}).text
    found = re.search(r'name="visit" value="([^"]+)"', page)
    assert found is not None
    return page, found[1]


def answer(house: House, path: str, what: str, text: str = "", **figures: str) -> str:
    _, visit = opened(house, path)
    data = {"answer": what, "visit": visit, "text": text, **figures}
    return browser(house).post(path, data=data).text


def written(house: House, act: Act) -> list[dict[str, str]]:
    with house.work() as work:
        entries = select(JournalEntry).where(JournalEntry.act == act)
        return [entry.facts for entry in work.session.scalars(entries)]


def test_looking_is_not_answering_and_shows_nothing_of_the_child(house: House) -> None:
    path = link(house)
    page = visitor(house).get(path)
    assert page.status_code == 200
    assert school(house).status in UNANSWERED
    assert "Kỳ Anh, " not in page.text
    assert "nguy cấp" not in page.text
    with house.work() as work:
        assert work.session.scalars(select(LinkCode)).all() == []


def test_the_code_of_the_registered_telephone_opens_the_pack_and_nothing_of_the_caller(
    house: House,
) -> None:
    page, _ = opened(house, link(house))
    assert "xã Kỳ Anh" in page
    assert "nguy cấp" in page
    assert CHILD not in page
    assert "đánh" not in page
    assert "<script" not in page
    assert len(page.encode()) < 50_000


def test_whoever_holds_the_link_alone_answers_nothing(house: House) -> None:
    path = link(house)
    for visit in ("", "guessed"):
        page = browser(house).post(path, data={"answer": "accept", "visit": visit}).text
        assert "Trang đã mở quá lâu" in page
    assert school(house).status in UNANSWERED


def test_a_wrong_code_opens_nothing_and_five_of_them_end_the_right_one(house: House) -> None:
    path = link(house)
    right = digits(house, path)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        page = browser(house).post(path, data={"answer": "open", "digits": wrong}).text
        assert "Mã sai hoặc đã hết hạn" in page
    page = browser(house).post(path, data={"answer": "open", "digits": right}).text
    assert "xã Kỳ Anh" not in page


def test_a_code_is_good_for_half_an_hour_and_a_visit_for_half_a_day(house: House) -> None:
    path = link(house)
    code = digits(house, path)
    house.network.clock.forward(timedelta(minutes=31))
    page = browser(house).post(path, data={"answer": "open", "digits": code}).text
    assert "Mã sai hoặc đã hết hạn" in page

    _, visit = opened(house, path)
    house.network.clock.forward(timedelta(hours=13))
    page = browser(house).post(path, data={"answer": "accept", "visit": visit}).text
    assert "Trang đã mở quá lâu" in page


def test_nobody_floods_an_agencys_telephone_with_codes(house: House) -> None:
    path = link(house)
    for _ in range(8):
        page = browser(house).post(path, data={"answer": "send"}).text
    house.forward(timedelta(seconds=3))
    codes = [sms for sms in house.network.inbox(SCHOOL) if "ma mo yeu cau" in sms.body]
    assert len(codes) == 5
    assert "quá nhiều mã" in page


def test_a_link_opens_nothing_after_a_month(house: House) -> None:
    path = link(house)
    house.network.clock.forward(timedelta(days=32))
    page = browser(house).get(path)
    assert page.status_code == 404
    assert "quá cũ" in page.text


def test_the_secrets_of_a_visit_are_kept_only_as_hashes(house: House) -> None:
    path = link(house)
    code = digits(house, path)
    _, visit = opened(house, path)
    with house.work() as work:
        kept = [row.code_hash for row in work.session.scalars(select(LinkCode))]
        kept += [row.visit_hash or b"" for row in work.session.scalars(select(LinkCode))]
    assert not [one for one in kept if code.encode() in one or visit.encode() in one]


def test_the_page_is_vietnamese_and_english_by_a_link(house: House) -> None:
    path = link(house)
    assert "Gửi mã cho chúng tôi" in visitor(house).get(path).text
    assert "Send us the code" in visitor(house).get(f"{path}?lang=en").text


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        pytest.param("accept", Status.ACKNOWLEDGED, "đã nhận việc", id="we-take-it"),
        pytest.param("decline", Status.DECLINED, "không nhận được", id="we-cannot"),
    ],
)
def test_an_answer_counts_without_cookies_and_is_said_back(
    house: House, said: str, status: Status, words: str
) -> None:
    page = answer(house, link(house), said, "trường nghỉ hè")
    assert school(house).status is status
    assert words in page


def test_the_answer_of_a_link_is_known_as_such(house: House) -> None:
    answer(house, link(house), "accept")
    assert school(house).acknowledged_via is Via.LINK


def test_whoever_cannot_says_why_and_the_counselor_reads_it(house: House) -> None:
    path = link(house)
    answer(house, path, "decline")
    assert school(house).status in UNANSWERED
    answer(house, path, "decline", "trường nghỉ hè, không có ai trực")
    assert "trường nghỉ hè" in logged_in(house).get("/tickets/1001").text


def test_an_agency_that_asks_to_be_called_has_not_taken_it(house: House) -> None:
    page = answer(house, link(house), "call")
    assert "Chúng tôi sẽ gọi" in page
    assert school(house).status in UNANSWERED
    assert len(written(house, Act.AGENCY_WANTS_A_CALL)) == 1
    assert "đề nghị được gọi" in logged_in(house).get("/tickets/1001").text


def test_an_agency_writes_what_it_did_and_then_its_report(house: House) -> None:
    path = link(house)
    answer(house, path, "accept")
    answer(house, path, "note", "đã gặp cháu lúc 3 giờ")
    assert school(house).status is Status.ACKNOWLEDGED
    answer(house, path, "report", "cháu đã ở nhà bà ngoại, an toàn")
    assert school(house).status is Status.REPORTED
    assert [one["text"] for one in written(house, Act.AGENCY_SAID)] == [
        "đã gặp cháu lúc 3 giờ",
        "cháu đã ở nhà bà ngoại, an toàn",
    ]


def test_an_agency_gives_its_result_in_figures_and_reads_it_again(house: House) -> None:
    path = link(house)
    answer(house, path, "accept")
    page = answer(house, path, "result", taken_up="yes", offenders="1", child_victims="2")
    assert school(house).status is Status.CLOSED
    assert "Đã ghi nhận kết quả" in page
    assert "<dt>Số trẻ em bị xâm hại</dt><dd>2</dd>" in page
    assert 'name="accused" type="number" min="0" max="999" inputmode="numeric"' in page
    ticket = logged_in(house).get("/tickets/1001").text
    assert "Đã thụ lý vụ việc: có; Số đối tượng xâm hại: 1; Số trẻ em bị xâm hại: 2" in ticket
    assert "<dt>Số đối tượng xâm hại</dt><dd>1</dd>" in ticket


def test_a_figure_that_is_none_is_refused_and_all_that_was_typed_stays(house: House) -> None:
    path = link(house)
    answer(house, path, "accept")
    page = answer(house, path, "result", offenders="3", accused="một")
    assert "Mỗi số liệu là một số nguyên" in page
    assert 'autocomplete="off" value="3"' in page
    assert school(house).status is Status.ACKNOWLEDGED


def test_an_agency_reads_again_what_it_wrote_and_nobody_elses_words(house: House) -> None:
    path = link(house)
    answer(house, path, "accept")
    answer(house, path, "note", "đã gặp cháu lúc 3 giờ")
    with house.work() as work:
        others = select(Referral).where(Referral.id != school(house).id).limit(1)
        police = work.session.scalars(others).one()
        hearing.by_link(work, police, hearing.Answer.NOTE, "đã mời bố cháu lên làm việc")
    page, _ = opened(house, path)
    assert "đã gặp cháu lúc 3 giờ" in page
    assert "mời bố cháu" not in page


FORM = "multipart/form-data; boundary=x"


def part(name: str, value: bytes, more: str = "") -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def with_file(visit: str, content: bytes) -> bytes:
    """As a browser sends it: the test client would write a large one to the disk."""
    named = part("file", content, '; filename="Nguyễn Văn A.pdf"')
    return part("answer", b"letter") + part("visit", visit.encode()) + named + b"--x--\r\n"


def attach(house: House, path: str, content: bytes) -> TestResponse:
    _, visit = opened(house, path)
    return browser(house).post(path, data=with_file(visit, content), content_type=FORM)


def test_an_agency_adds_its_letter_and_a_counselor_reads_it(house: House) -> None:
    path, letter = link(house), b"%PDF-1.7\nCong van 152"
    answer(house, path, "accept")
    page = attach(house, path, letter).text
    assert "Tổng đài đã nhận văn bản" in page
    assert "văn bản, PDF, 0 KB" in page
    lan = logged_in(house)
    found = re.search(r'href="(/tickets/1001/letters/[0-9a-f-]+)"', lan.get("/tickets/1001").text)
    assert found is not None
    file = lan.get(found[1])
    assert file.data == letter
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "Nguy" not in file.headers["Content-Disposition"]
    assert "mở văn bản của Trường" in lan.get("/tickets/1001").text


def test_a_file_that_is_no_letter_or_too_large_is_refused_in_words(house: House) -> None:
    path = link(house)
    answer(house, path, "accept")
    assert "hoặc ảnh chụp: PDF, JPEG hay PNG" in attach(house, path, b"<script>").text
    refused = attach(house, path, b"%PDF-" + bytes(LARGEST + AROUND_IT))
    assert refused.status_code == 413
    assert "không quá 5 MB" in refused.text


def test_a_file_on_its_way_to_us_lies_in_memory_alone(house: House) -> None:
    body, app = with_file("x", bytes(2**20)), house.client.application
    with app.test_request_context("/", method="POST", data=body, content_type=FORM):
        assert isinstance(request.files["file"].stream, BytesIO)


def test_a_withdrawn_request_says_so_and_shows_nothing_of_the_child(house: House) -> None:
    path = link(house)
    with house.work() as work:
        asked = work.session.get_one(Referral, school(house).id)
        casework.withdraw(work, asked, house.person("lan"), "nhầm phiếu")
    house.forward(timedelta(seconds=5))
    door = browser(house).get(path).text
    inside, _ = opened(house, path)
    for page in (door, inside):
        assert "đã rút lại yêu cầu này" in page
        assert "Kỳ Anh</dd>" not in page
        assert "nhầm phiếu" not in page
        assert "đã nhận việc" not in page
    late = answer(house, path, "result", offenders="1")
    assert "Tổng đài đã nhận kết quả" in late
    assert school(house).status is Status.WITHDRAWN


def test_what_comes_after_the_end_is_kept_and_moves_nothing(house: House) -> None:
    path = link(house)
    referral_id = school(house).id
    with house.work() as work:
        work.session.get_one(Referral, referral_id).status = Status.WITHDRAWN
    page = answer(house, path, "accept")
    assert "đã rút lại yêu cầu" in page
    assert school(house).status is Status.WITHDRAWN
    assert [one["to"] for one in written(house, Act.ANSWERED_LATE)] == ["acknowledged"]


def test_a_post_that_answers_nothing_changes_nothing(house: House) -> None:
    answer(house, link(house), "perhaps")
    assert school(house).status in UNANSWERED


def test_a_link_nobody_was_sent_is_not_found(house: House) -> None:
    assert house.client.get("/r/guessed").status_code == 404
    assert house.client.post("/r/guessed", data={"answer": "accept"}).status_code == 404


def test_beside_a_number_that_was_told_stands_how_it_may_be_reached_now(house: House) -> None:
    path = link(house)
    with house.work() as work:
        referral = work.session.get_one(Referral, school(house).id)
        referral.disclosed = json.dumps({Detail.PLACE: "xã Kỳ Anh", Detail.CALLER: CHILD})
    page, _ = opened(house, path)
    assert "Đừng gọi. Chưa ai nói như vậy là an toàn" in page

    heard = Rules(
        may_call=True, opens=time(8), closes=time(11), picks_up="bà ngoại", saying="cô giáo Hạnh"
    )
    with house.work() as work:
        ticket, lan = tickets.by_number(work, 1001), person(work, "lan")
        casework.set_safe_contact(work, ticket, lan, Heard(heard))
    page, _ = opened(house, path)
    for words in (
        "Đừng gọi. Không phải giờ này; an toàn từ 08:00",
        "08:00–11:00",
        "bà ngoại",
        "cô giáo Hạnh",
    ):
        assert words in page, words

    house.text(CHILD, "đừng gọi lại, ba con đang ở đây")
    page, _ = opened(house, path)
    assert "Đừng gọi. Chính người gọi" in page
    desk = logged_in(house).get("/tickets/1001").text
    assert "Đừng gọi. Chính người gọi" in desk  # whoever told the number sees what they see
