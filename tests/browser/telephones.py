"""What people do at the phone page, one telephone each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser import pictures
from tests.browser.window import SHOTS, Window

if TYPE_CHECKING:
    from playwright.sync_api import Locator

SCREENS = {"desktop": (1366, 768), "tablet": (820, 1180), "narrow": (360, 740)}


@dataclass
class Telephone:
    root: "Locator"

    def part(self, selector: str) -> "Locator":
        return self.root.locator(selector)

    def button(self, name: str) -> "Locator":
        return self.root.get_by_role("button", name=name, exact=True)

    @property
    def screen(self) -> "Locator":
        return self.part(".screen")

    @property
    def line(self) -> "Locator":
        """The call it is in, in words."""
        return self.part(".call .what")

    @property
    def problem(self) -> "Locator":
        return self.part(".problem")

    def keys(self, keys: str) -> None:
        """By keyboard, with the telephone itself in focus."""
        self.root.focus()
        for key in keys.split():
            self.root.press(key)

    def words(self, words: str) -> None:
        """Typed, and Enter."""
        self.part("textarea").fill(words)
        self.part("textarea").press("Enter")


@dataclass
class Telephones(Window):
    def enter(self, path: str = "/phone") -> None:
        self.open(path)
        self.page.wait_for_selector(".stream.live")

    def of(self, place: int) -> Telephone:
        return Telephone(self.page.locator(".phone").nth(place))

    def speak(self, language: str) -> None:
        self.page.click("#language")
        self.page.wait_for_selector(f"html[lang={language}]")

    def picture(self, name: str, screen: str = "desktop") -> None:
        SHOTS.mkdir(exist_ok=True)
        width, height = SCREENS[screen]
        self.page.set_viewport_size({"width": width, "height": height})
        pictures.take(self.page, SHOTS / f"{name}-{screen}.png")

    def is_too_wide(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))
