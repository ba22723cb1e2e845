"""What a counselor does at the browser, and the pictures a test keeps of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from config.demo.people import PASSWORD
from tests.browser import pictures

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Route

SHOTS = Path(__file__).parent / "shots"
SIZES = {"desktop": (1366, 768), "tablet": (820, 1180), "phone": (390, 844)}
DRAWN = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"

# Asked behind the page's own listener, so that it has heard first.
HEARD = "() => new Promise(heard => source.addEventListener('beat', heard, { once: true }))"


@dataclass
class Window:
    """`complaints` collects every error the browser itself wrote down."""

    page: "Page"
    url: str
    complaints: list[str] = field(default_factory=list)
    runs_scripts: bool = True

    def __post_init__(self) -> None:
        self.page.set_default_timeout(6000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: "ConsoleMessage") -> None:
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def log_in(self, login: str = "lan") -> None:
        self.open("/login")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("form.login button")
        self.page.wait_for_selector(".stream.on")

    def log_out(self) -> None:
        self.page.click("form.who button")
        self.page.wait_for_selector("form.login")

    @contextmanager
    def line_cut(self) -> Iterator[None]:
        """The page's stream breaks, and cannot be opened again before the end."""
        self.page.route("**/events", lambda route: route.abort())
        self.page.evaluate("source.dispatchEvent(new Event('error'))")
        yield
        self.page.unroute("**/events")
        self.complaints.clear()  # the browser mentions the connection that was cut

    @contextmanager
    def line_held(self) -> Iterator[None]:
        """The page is drawn, and its stream is opened only at the end."""
        held: list[Route] = []
        self.page.route("**/events", lambda route: held.append(route))
        yield
        for route in held:
            route.continue_()
        self.page.unroute("**/events")

    def news(self) -> None:
        """The next of the page's stream has been heard."""
        self.page.evaluate(HEARD)

    def open_ticket(self, number: int) -> None:
        self.page.click(f".rows li[data-number='{number}'] .row")
        self.page.wait_for_selector(f"#desk[data-ticket='{number}']")

    def speak(self, language: str) -> None:
        self.page.click(f"form.language button[value={language}]")
        self.page.wait_for_selector(f"html[lang={language}]")

    def scrolls_to(self, part: str) -> None:
        """In one step: between two, news may put another in its place."""
        self.page.evaluate("part => document.querySelector(part).scrollIntoView()", part)

    def resize(self, size: str) -> None:
        """A script of the page hears of its new width when it is next drawn, not before."""
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})
        if self.runs_scripts:
            self.page.evaluate(DRAWN)

    def sizes_that_overflow(self) -> list[str]:
        """The widths at which one would have to scroll sideways."""
        wider = "() => document.documentElement.scrollWidth > innerWidth"
        found = []
        for size in SIZES:
            self.resize(size)
            if self.page.evaluate(wider):
                found.append(size)
        return found

    def shots(self, name: str) -> None:
        """The page at the three widths people have."""
        SHOTS.mkdir(exist_ok=True)
        for size in SIZES:
            self.resize(size)
            pictures.take(self.page, SHOTS / f"{name}-{size}.png")
        self.resize("desktop")
