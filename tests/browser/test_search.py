"""Finding a ticket by the keyboard alone, from any page."""

from datetime import timedelta

import pytest

from tests.browser.window import Window
from tests.house import House

pytestmark = pytest.mark.browser
GRAVE = "Cứu cháu với, bố đang đánh cháu, cháu tên Đặng Thị Hoà ở xã Kỳ Anh"


def test_a_counselor_finds_a_ticket_without_a_mouse(window: Window, house: House) -> None:
    house.text("+84911000001", GRAVE)
    for n in range(4):
        house.text(
            f"+8491200000{n}", "cho em hỏi, bạn em tên Hoàng học lớp 5 thì xin tư vấn ở đâu ạ"
        )
    house.forward(timedelta(seconds=1))
    window.log_in()
    window.open("/roster")
    keys = window.page.keyboard
    keys.press("/")
    keys.type("hoa nguoi la")
    keys.press("Enter")
    window.page.wait_for_selector("text=Không phiếu nào khớp")
    window.shots("search-nothing-vi")
    keys.press("/")
    keys.type("hoa")
    keys.press("Enter")
    window.page.wait_for_selector(".results .row")
    assert window.sizes_that_overflow() == []
    assert "hoa" not in window.page.url
    window.shots("search-vi")
    window.resize("desktop")
    assert window.page.evaluate("document.activeElement.className") == "row critical"
    keys.press("j")
    keys.press("k")
    keys.press("Enter")
    window.page.wait_for_selector("#desk[data-ticket='1001']")
    window.speak("en")
    keys.press("/")
    keys.type("+84 912 000 001")
    keys.press("Enter")
    window.page.wait_for_selector(".found-by >> text=telephone number")
    window.shots("search-en")
