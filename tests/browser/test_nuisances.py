"""What is no counselling is put away, and a number put off, as a counselor sees it."""

from datetime import timedelta

import pytest

from tests.browser.window import Window
from tests.house import House

pytestmark = pytest.mark.browser
JOKER = "+84912345678"


def test_a_number_is_put_off_and_its_ticket_put_away_and_taken_out_again(
    window: Window, house: House
) -> None:
    call = house.dial(JOKER)
    house.forward(timedelta(seconds=1))
    house.network.hangup(call)
    house.forward(timedelta(seconds=1))
    window.log_in()
    window.open_ticket(1001)
    window.page.click("#no-counselling summary")
    window.scrolls_to("#no-counselling")
    window.shots("no-counselling-vi")
    window.page.fill("#no-counselling [name=why]", "chửi tục nhiều lần")
    window.page.click("#no-counselling >> text=Tạm không nối máy >> nth=-1")
    window.page.wait_for_selector("#moments >> text=tạm không nối máy 15 phút")

    window.page.click("#no-counselling summary")
    window.page.click("#no-counselling button[value=prank]")
    window.page.wait_for_selector("#undo")
    window.page.click("#undo button")
    window.page.wait_for_selector("#no-counselling")

    window.open("/soft-blocks")
    window.page.wait_for_selector("text=chửi tục nhiều lần")
    window.shots("soft-blocks-vi")
    window.page.click("text=Nối máy lại")
    window.page.wait_for_selector("text=bỏ sớm bởi")
    assert window.sizes_that_overflow() == []
