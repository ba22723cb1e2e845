"""A counselor answers a child at the desk: by keyboard, in the cheaper form, and loses nothing."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from hotline.text import segments
from tests.browser.conftest import at_home
from tests.browser.window import Window
from tests.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

CHILD = "+84911222333"
SECOND = timedelta(seconds=1)
COUNTED = [
    *("", "ok em", "Cô chú đang nghe. " * 4, "a" * 161, "{" * 80 + "a", "đ" * 71),
    *("😢" * 36, "ă" * 66 + "😢" * 2, "Cha\u0300o " * 20, "em [đau] € ^", "  x  "),
]


def a_conversation(house: House) -> None:
    house.text(CHILD, "em buồn quá, em không muốn về nhà")
    house.forward(5 * SECOND)
    sid = house.dial(CHILD)
    house.network.clock.forward(7 * SECOND)
    house.network.hangup(sid)
    house.forward(5 * SECOND)


def at_the_ticket_of_a_child(window: Window, house: House) -> "Page":
    house.text(CHILD, "Cứu cháu với, bố cháu đang đánh mẹ, cháu ở xã Kỳ Anh")
    house.forward(SECOND)
    window.log_in()
    window.open_ticket(1001)
    return window.page


def test_a_reply_is_chosen_counted_kept_and_sent_by_keyboard_alone(
    window: Window, house: House, chromium: "Browser"
) -> None:
    a_conversation(house)
    window.log_in()
    window.open_ticket(1001)
    page = window.page
    counts = (
        "(texts) => texts.map((one) => partsOf(one, alphabetOf(document.querySelector('#reply'))))"
    )
    assert page.evaluate(counts, COUNTED) == [
        segments(one.strip()).count if one.strip() else 0
        for one in (text.replace("a\u0300", "à") for text in COUNTED)
    ]

    page.keyboard.press("a")
    page.wait_for_selector("text=Trả lại")
    page.keyboard.press("c")
    page.wait_for_selector("#ready[open] li button:focus")
    window.shots("ready-texts-vi")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("2")
    page.wait_for_selector("#segments:text-is('1')")
    page.keyboard.type(" Mình ở đây, bạn cứ nhắn từ từ, không phải vội đâu.")
    page.wait_for_selector("#segments:text-is('2')")
    assert page.inner_text("#plain").replace("\xa0", " ") == "Bỏ dấu: 1 · 850 ₫"
    page.wait_for_selector("#kept:text-is('Đã lưu nháp')")
    window.shots("thread-composing-vi")

    with at_home(chromium) as another:  # the browser is dead, its window lost
        again = Window(another.new_page(), window.url)
        again.log_in()
        again.open_ticket(1001)
        words = again.page.input_value("#reply")
        assert words.endswith("không phải vội đâu.")
        again.page.click("#plain")
        again.page.wait_for_selector("#segments:text-is('1')")
        assert again.page.input_value("#reply").endswith("khong phai voi dau.")
        again.page.keyboard.press("Control+z")
        assert again.page.input_value("#reply") == words
        again.page.dblclick("form.reply button:not([name])")
        again.page.wait_for_selector(".said .words >> text=không phải vội")
        again.page.wait_for_selector("#reply:placeholder-shown")  # news may come before the answer
        assert again.complaints == []

    page.hover(".brand")
    house.forward(5 * SECOND)
    page.wait_for_selector(".said .reach.arrived")
    assert len([text for text in house.network.texts_to(CHILD) if "vội" in text.body]) == 1
    page.reload()
    assert page.input_value("#reply") == ""
    window.shots("thread-vi")
    page.keyboard.press("t")
    page.wait_for_selector(".moment.act", state="hidden")
    assert window.sizes_that_overflow() == []
    window.speak("en")
    window.shots("thread-en")


def test_what_is_typed_survives_a_refusal_a_lost_line_and_a_closed_window(
    window: Window, house: House
) -> None:
    page = at_the_ticket_of_a_child(window, house)
    page.fill("#reply", "Công an sắp tới")
    page.click("form.reply button:not([name])")
    page.wait_for_selector("form.reply [role=alert]")
    page.wait_for_selector("#kept:text-is('Đã lưu nháp')")

    page.route("**/drafts", lambda route: route.abort())
    page.fill("#reply", "Sắp có người tới")
    page.wait_for_selector("#kept:text-is('Chưa lưu được nháp')")
    page.unroute("**/drafts")
    page.wait_for_selector("#kept:text-is('Đã lưu nháp')")
    window.complaints.clear()  # the browser mentions the line that was cut

    page.click("text=Rút lại yêu cầu >> nth=0")
    why = page.locator("form[action*='/withdraw/'] [name=why]").first
    why.fill("gọi nhầm xã")
    window.open("/")
    window.open_ticket(1001)
    page.wait_for_selector("details.drafted")
    assert page.input_value("#reply") == "Sắp có người tới"
    assert why.input_value() == "gọi nhầm xã"


def test_what_is_typed_while_the_words_before_are_sent_is_the_next_draft(
    window: Window, house: House
) -> None:
    page = at_the_ticket_of_a_child(window, house)
    slow: list[Route] = []
    page.route("**/reply", lambda route: slow.append(route))
    page.fill("#reply", "Cô nghe con đây")
    page.wait_for_selector("#kept:text-is('Đã lưu nháp')")
    page.reload()  # whether they were typed here or an hour ago
    page.click("form.reply button:not([name])")
    while not slow:  # the browser tells of its requests only while it is asked something
        page.evaluate("0")

    page.focus("#reply")
    page.keyboard.press("End")
    page.keyboard.type(". Con đang ở phòng nào?")
    slow[0].continue_()
    page.wait_for_selector(".said .words >> text='Cô nghe con đây'")

    page.wait_for_selector("form.reply button:not([name]):enabled")
    page.wait_for_selector("#kept:text-is('Đã lưu nháp')")
    assert page.input_value("#reply") == ". Con đang ở phòng nào?"
    window.open_ticket(1001)
    page.reload()
    assert page.input_value("#reply") == ". Con đang ở phòng nào?"


def test_what_nobody_answers_is_said_to_be_unsent_and_sent_by_the_next_press(
    window: Window, house: House
) -> None:
    page = at_the_ticket_of_a_child(window, house)
    assert page.evaluate("htmx.config.timeout") == 20_000
    page.evaluate("htmx.config.timeout = 300")
    page.route("**/reply", lambda _: None)  # it left, and nothing comes back
    page.fill("#reply", "Cô nghe con đây")
    page.click("form.reply button:not([name])")
    page.wait_for_selector(".stream.lost >> text=Chưa gửi")
    looks: list[str] = []
    page.on("request", lambda request: looks.append(request.url))
    window.news()
    window.news()
    assert looks == []  # the line is alive: nothing has to be asked for again
    assert "Chưa gửi" in page.inner_text("#stream")
    assert page.input_value("#reply") == "Cô nghe con đây"

    page.unroute("**/reply")
    page.evaluate("htmx.config.timeout = 20000")
    page.click("form.reply button:not([name])")
    page.wait_for_selector(".stream.on")
    page.wait_for_selector(".moments >> text=Cô nghe con đây")
    window.complaints.clear()  # the browser mentions what took too long
