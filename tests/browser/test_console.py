"""The console as people see it, from the log-in to the last act of a night."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from hotline import tickets
from hotline.staff import Staff
from referral import casework
from tests.browser.window import Window
from tests.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser
AFTER_A_LOOK = """
window.looked = new Promise((looked) => {
  document.body.addEventListener("htmx:oobBeforeSwap", () => setTimeout(looked, 100));
});
undefined;  // nobody waits for it yet
"""
CHILD, PUPIL = "+84911222333", "+84911222555"
POLICE = "+842393855011"  # of the commune Kỳ Anh


def reach_us(house: House, sender: str, words: str) -> None:
    house.text(sender, words)
    house.forward(timedelta(seconds=1))


def a_night(house: House) -> None:
    """A child in danger, a school yard, a question, a secret; some of them answered."""
    house.network.behave(POLICE, answer="accept", after=3, press=[(9, "1")])
    house.text(CHILD, "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh gần chợ")
    house.forward(timedelta(seconds=40))
    reach_us(
        house, PUPIL, "em bị bạn trong lớp bắt nạt, ngày nào cũng đánh em, em ở phường Sông Trí"
    )
    reach_us(house, "+84911222666", "cho em hỏi tổng đài mình làm việc mấy giờ ạ")
    reach_us(house, "+84911222777", "Em bị anh họ sờ vào người, em không dám nói với ai")
    house.forward(timedelta(minutes=2))
    house.text(CHILD, "nhanh lên ạ, ông ấy sắp quay lại")
    house.forward(timedelta(minutes=1))


def test_an_empty_desk_says_that_nobody_is_waiting(window: Window) -> None:
    window.open("/login")
    window.shots("login")
    window.log_in()
    assert window.page.inner_text(".blank .calm") == "Không có ai đang chờ."
    window.shots("desk-empty")


def test_the_desk_shows_the_worst_first_in_both_languages(window: Window, house: House) -> None:
    a_night(house)
    window.log_in()
    assert window.page.inner_text(".rows li:first-child .severity").lower() == "nguy cấp"
    assert "trễ" in window.page.inner_text(".rows li:first-child .chip")
    window.shots("desk-vi")
    window.open_ticket(1001)
    window.shots("ticket-vi")
    window.speak("en")
    assert window.page.inner_text("#ticket-title").split() == ["Ticket", "1001"]
    assert window.page.inner_text(".rows li:first-child .severity").lower() == "critical"
    window.shots("ticket-en")


def test_a_double_press_of_send_makes_one_text(window: Window, house: House) -> None:
    a_night(house)
    window.log_in()
    window.open_ticket(1002)
    window.page.keyboard.press("a")
    window.page.wait_for_selector("text=Trả lại")

    window.page.keyboard.press("r")
    window.page.keyboard.type("Cô chú đọc được tin của em rồi. Em đang ở chỗ an toàn không?")
    window.page.wait_for_selector("#segments:text-is('1')")
    window.shots("composer-vi")
    window.page.dblclick("form.reply button:not([name])")
    window.page.wait_for_selector(".said .words >> text=Cô chú đọc được")
    window.page.wait_for_selector("#reply:placeholder-shown")  # nothing is written in it any more
    house.forward(timedelta(seconds=5))
    assert [text.body for text in house.network.inbox(PUPIL)][-1].startswith("Cô chú đọc được")
    assert len([text for text in house.network.inbox(PUPIL) if "an toàn" in text.body]) == 1


def test_a_counselor_notes_and_tells_an_agency(window: Window, house: House) -> None:
    a_night(house)
    window.log_in()
    window.open_ticket(1002)
    window.page.click("label[for=mode-note]")
    window.page.fill("#note", "Em nói nhỏ, có thể không ở một mình.")
    window.page.click("form.note button")
    window.page.wait_for_selector(".moment.note >> text=Em nói nhỏ")

    window.page.keyboard.press("Escape")
    window.page.keyboard.press("f")
    window.page.wait_for_selector("text=Đúng, báo ngay")
    window.shots("refer-vi")
    window.page.click("text=Đúng, báo ngay")
    window.page.wait_for_selector(".told .card .chip")
    window.page.hover(".brand")
    house.forward(timedelta(seconds=5))
    window.page.wait_for_selector(".told .reach.arrived")
    window.shots("ticket-worked-vi")

    window.open_ticket(1004)
    window.page.click("#guides summary")
    window.page.fill("[name=sexual-near]", "nó ngủ phòng bên")
    window.scrolls_to("#guides")
    window.shots("guide-vi")
    window.page.click("text=Lưu câu trả lời")
    window.page.wait_for_selector("#guides >> text=nó ngủ phòng bên")

    window.open_ticket(1001)
    window.page.click("text=Nặng hơn, hoặc nhẹ hơn")
    window.page.select_option("[name=severity]", "high")
    window.page.fill("[name=severity] >> xpath=../../label[2]/input", "mẹ cháu báo đã an toàn")
    window.page.click("text=Đặt mức này")
    window.page.wait_for_selector("#second-look >> text=mẹ cháu báo đã an toàn")
    window.scrolls_to("#second-look")
    assert window.sizes_that_overflow() == []
    window.shots("second-look-vi")
    window.scrolls_to("#level")
    window.shots("level-vi")


def test_a_look_at_the_ticket_before_never_brings_its_words_onto_another(
    window: Window, house: House
) -> None:
    reach_us(house, CHILD, "Em bị anh họ sờ vào người, em không dám nói với ai")
    reach_us(house, PUPIL, "em bị bạn trong lớp bắt nạt")
    window.log_in()
    window.open_ticket(1002)
    slow: list[Route] = []
    window.page.route("**/tickets/1002", lambda route: slow.append(route))
    window.page.evaluate("refresh()")
    while not slow:  # the browser tells of its requests only while it is asked something
        window.page.evaluate("0")
    window.open_ticket(1001)
    window.page.evaluate(AFTER_A_LOOK)

    slow[0].continue_()

    window.page.evaluate("looked")
    assert "anh họ sờ vào người" in window.page.inner_text("#moments")
    assert "bắt nạt" not in window.page.inner_text(".ticket")
    assert window.page.locator("#guides").count() == 1
    assert window.page.get_attribute(".rows [aria-current]", "href") == "/tickets/1001"


def test_a_new_text_appears_by_itself_and_a_lost_stream_is_said(
    window: Window, house: House
) -> None:
    window.log_in()
    reach_us(house, CHILD, "Cứu cháu với")
    window.page.wait_for_selector(".rows li[data-number='1001']")

    with window.line_cut():
        window.page.wait_for_selector(".stream.lost")
        window.shots("stream-lost-vi")
    window.page.wait_for_selector(".stream.on")


def test_nothing_moves_under_a_pointer(window: Window, house: House) -> None:
    reach_us(house, "+84911222666", "cho em hỏi tổng đài mình làm việc mấy giờ ạ")
    window.log_in()
    window.page.hover(".rows li[data-number='1001'] .row")
    reach_us(house, CHILD, "Cứu cháu với, bố cháu đang đánh mẹ")
    window.page.wait_for_selector(".rows .news:not([hidden])")
    assert window.page.locator(".rows li").count() == 1
    window.page.hover(".brand")
    window.page.wait_for_selector(".rows li[data-number='1002']")


def test_long_names_and_the_night_shift_keep_their_shape(window: Window, house: House) -> None:
    a_night(house)
    with house.work() as work:
        lan = work.session.scalars(select(Staff).where(Staff.login == "lan")).one()
        lan.name = "Công Tằng Tôn Nữ Nguyễn Phúc Thị Khánh Huyền Trang Nghiêm Thuận"
        ticket = tickets.by_number(work, 1001)
        casework.take(work, ticket, lan)
        where = (
            "Nghiêng sau chợ, đường liên thôn, ngõ nhỏ cạnh trường tiểu học cũ, nhà mái tôn xanh"
        )
        casework.set_place(work, ticket, lan, ticket.commune_code or "", where)
    window.page.emulate_media(color_scheme="dark")
    window.log_in()
    window.open_ticket(1001)
    assert window.sizes_that_overflow() == []
    window.shots("long-names-dark-vi")


def test_the_wallboard_and_the_directory_say_what_is_late_and_who_answers(
    window: Window, house: House
) -> None:
    a_night(house)
    window.log_in("hoa")
    window.open("/wallboard")
    window.page.wait_for_selector(".stream.on")
    assert "1001" in window.page.inner_text("section.late")
    assert CHILD not in window.page.content()
    window.shots("wallboard-vi")
    window.open("/agencies")
    window.shots("agencies-vi")


def test_an_agency_answers_without_a_script(
    window: Window, house: House, chromium: "Browser"
) -> None:
    a_night(house)
    [told] = house.network.inbox("+842393855013")
    path = re.search(r"https://hotline\.test(/r/\S+)", told.body)
    assert path is not None
    page = chromium.new_context(java_script_enabled=False).new_page()
    school = Window(page, window.url, runs_scripts=False)
    school.open(path[1])
    school.shots("agency-door-vi")
    page.click("text=Gửi mã cho chúng tôi")
    house.forward(timedelta(seconds=3))
    digits = re.search(r"la (\d{6})", house.network.inbox("+842393855013")[-1].body)
    assert digits is not None
    page.fill("[name=digits]", digits[1])
    page.click("text=Mở yêu cầu")
    school.shots("agency-vi")
    page.click("summary >> text=Chúng tôi nhận")
    page.click("button >> text=Đúng, chúng tôi đã nhận")
    assert "đã nhận việc" in page.inner_text("p.answered")
    school.shots("agency-answered-vi")
    page.click("text=English")
    assert "Send us the code" in page.inner_text("main")
    school.shots("agency-door-en")
    page.context.close()
