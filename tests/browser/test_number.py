"""A supervisor's own telephone, and the numbers on the roster, at every width."""

import re
from datetime import timedelta

import pytest

from config.demo.people import PASSWORD
from tests.browser.window import Window
from tests.house import House

pytestmark = pytest.mark.browser

NEW = "+84990000077"


def test_a_number_is_changed_verified_and_counted_again(window: Window, house: House) -> None:
    window.log_in("hoa")
    window.page.click(".who a")
    window.page.wait_for_selector("p.answered")
    window.page.fill("[name=number]", "0990 000 077")
    window.page.fill("[name=password]", PASSWORD)
    window.page.click("text=Đổi số >> nth=-1")
    window.page.wait_for_selector("p.alarm >> text=số chưa xác minh")
    assert window.sizes_that_overflow() == []
    window.shots("number-vi")
    window.open("/roster")
    window.page.wait_for_selector("p.alarm >> text=Nguyễn Thị Thanh Hoa")
    assert window.sizes_that_overflow() == []
    window.shots("roster-numbers-vi")

    window.open("/number")
    window.page.click("text=Nhắn mã cho tôi")
    window.page.wait_for_load_state()
    house.forward(timedelta(seconds=5))
    code = re.search(r"la (\d{6})", house.network.inbox(NEW)[-1].body)
    assert code is not None
    window.page.fill("[name=code]", code[1])
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector("p.answered >> text=Số này gọi được bạn")
    window.speak("en")
    window.shots("number-en")
    window.open("/roster")
    window.shots("roster-numbers-en")
