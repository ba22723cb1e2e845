"""Somebody who answers calls: the console, and beside it the window that rings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dashboards.softphone import Softphone
from tests.browser import pictures
from tests.browser.conftest import served
from tests.browser.window import SHOTS, Window
from tests.house import House
from tests.lazily import telephone_company

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response


@contextmanager
def rung_in_browsers(house: House) -> Iterator[str]:
    """Where the console is: its telephones hang on the house's own network."""
    app = house.client.application
    app.config["SESSION_COOKIE_SECURE"] = False  # loopback speaks no TLS
    with served(telephone_company(house.network)) as simulator, served(app) as url:
        ours: Softphone = app.extensions["softphone"]
        app.extensions["softphone"] = Softphone(ours.mint, simulator)
        yield url


class Person(Window):
    """At a browser of their own, with the window that rings beside the console."""

    telephone: "Page"

    def sits_down(self, login: str) -> None:
        self.page.set_default_timeout(20_000)  # six windows and a network share the machine
        self.log_in(login)
        self.press("Tôi sẵn sàng")
        self.sees("Sẵn sàng nhận cuộc gọi")
        with self.page.context.expect_page() as opened:
            self.page.click("text=Mở điện thoại")
        self.telephone = opened.value
        self.telephone.wait_for_selector("text=Đã kết nối")

    def press(self, words: str) -> None:
        """Until the house has heard of it."""
        with self.page.expect_response(is_a_press):
            self.page.click(f"#phone button:has-text('{words}')")

    def unfold(self, words: str) -> None:
        self.page.click(f"#phone summary:has-text('{words}')")

    def key(self, key: str) -> None:
        self.page.keyboard.press(key)

    def answers(self) -> None:
        self.page.wait_for_selector("#phone-accept:enabled")
        self.key("F2")

    def press_by_key(self, key: str) -> None:
        with self.page.expect_response(is_a_press):
            self.key(key)

    def sees(self, words: str) -> None:
        self.page.wait_for_selector(f"#phone :text('{words}')")

    def keeps(self, name: str) -> None:
        """A picture of the stage, at the width of a desk."""
        SHOTS.mkdir(exist_ok=True)
        pictures.take(self.page, SHOTS / f"three-{name}.png")


def is_a_press(answer: "Response") -> bool:
    return answer.request.method == "POST" and "/phone/" in answer.url
