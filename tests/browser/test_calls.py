"""A counselor answers in the browser: the bar on the desk, the window that rings, the board."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from dashboards.softphone import Softphone
from tests.browser.conftest import at_home, served
from tests.browser.window import Window
from tests.calls.office import Office
from tests.house import House
from tests.lazily import telephone_company

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(house: House, chromium: "Browser") -> Iterator[Window]:
    """The console, with a simulated network at an address that a browser reaches."""
    app = house.client.application
    app.config["SESSION_COOKIE_SECURE"] = False  # loopback speaks no TLS
    with served(telephone_company(house.network)) as simulator, served(app) as url:
        ours: Softphone = app.extensions["softphone"]
        app.extensions["softphone"] = Softphone(ours.mint, simulator)
        with at_home(chromium) as context:
            window = Window(context.new_page(), url)
            window.page.set_default_timeout(20_000)  # two windows and a network share the machine
            yield window
    assert window.complaints == []


def open_telephone(desk: Window) -> "Page":
    with desk.page.context.expect_page() as opened:
        desk.page.click("text=Mở điện thoại")
    telephone = opened.value
    telephone.wait_for_selector("text=Đã kết nối")
    return telephone


def test_a_call_is_offered_answered_held_and_ended_from_the_bar(desk: Window, house: House) -> None:
    office = Office(house)
    desk.log_in("lan")
    desk.page.click("text=Tôi sẵn sàng")
    desk.page.wait_for_selector(".phone.ready")
    telephone = open_telephone(desk)

    child = office.calls("1")
    office.wait(1.5)
    desk.page.wait_for_selector("text=Có người gọi cho bạn")
    assert desk.sizes_that_overflow() == []
    desk.shots("calls-offer-vi")
    desk.page.click(".phone [data-phone=accept]")
    telephone.wait_for_selector("#softphone:has-text('Đang nói chuyện')")
    office.wait(3)
    assert office.hears() == {"child": {"lan"}, "lan": {"child"}}

    desk.page.click(".phone a.number")  # pages are turned over in the middle of a call
    desk.page.wait_for_selector("#desk[data-ticket]")
    desk.page.click(".phone button:has-text('Giữ máy')")
    desk.page.wait_for_selector("text=Quay lại với người gọi")
    office.wait(2)
    assert office.hears() == {"child": set(), "lan": set()}
    assert desk.sizes_that_overflow() == []
    desk.shots("calls-held-vi")
    desk.page.click(".phone button:has-text('Quay lại')")
    desk.page.wait_for_selector(".phone button:has-text('Giữ máy')")
    desk.open("/calls")
    desk.page.wait_for_selector("text=Đang nói chuyện · 1")
    assert desk.sizes_that_overflow() == []
    desk.shots("calls-board-vi")

    telephone.close(run_before_unload=False)  # the window dies in the middle of the call
    office.wait(4)
    assert "không phải lỗi của cháu" in office.heard(child)
    assert office.is_on_the_line(child)
    desk.page.wait_for_selector(".phone.away")
    desk.speak("en")
    desk.shots("calls-away-en")
