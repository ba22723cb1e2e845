"""The telephone's bar misses nothing while it is drawn, nor while a press is on its way."""

from typing import TYPE_CHECKING

import pytest

from hotline.calls import presence
from hotline.calls.presence import State
from tests.browser.window import Window
from tests.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = pytest.mark.browser
# Something happens again in the instant in which the bar has been drawn and is not wired yet.
AGAIN = """
let again = false;
document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (again && detail.requestConfig.elt.id === "phone") document.body.dataset.again = "";
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { elt } = detail.requestConfig;
  if (again || elt.id !== "phone" || elt.isConnected) return;
  again = true;
  document.dispatchEvent(new Event("stirs"));
});
"""
NEXT_BAR = """
window.bar_drawn = new Promise((drawn) => {
  document.body.addEventListener(
    "htmx:afterSettle", () => drawn(document.getElementById("phone").dataset.state), { once: true },
  );
});
document.dispatchEvent(new Event("stirs"));
"""
LOOKED = """
window.looked = new Promise((looked) => {
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.xhr.responseText.includes('data-state="offline"')) looked();
  });
});
undefined;  // nobody waits for it yet
"""

ANOTHER_LOOK = """
() => new Promise((looked) => {
  document.body.addEventListener("htmx:afterSettle", () => looked(), { once: true });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.elt.id === "phone") setTimeout(looked, 100);
  });
  document.dispatchEvent(new Event("stirs"));
})
"""


def takes_a_break(window: Window, house: House) -> None:
    """And the page knows that no window of theirs rings, so that it looks for nothing else."""
    window.log_in()
    window.page.evaluate("new BroadcastChannel('phone').postMessage({ is: 'none', muted: false })")
    window.page.wait_for_selector("#phone[data-window=none]")
    chooses_elsewhere(house, State.ON_BREAK)
    window.page.wait_for_selector("#phone >> text=Đang nghỉ")


def chooses_elsewhere(house: House, state: State) -> None:
    """Lan, in another window of hers."""
    with house.work() as work:
        presence.choose(
            work, work.session.merge(house.person("lan")), state, presence.Via.SOFTPHONE
        )


def test_what_happens_while_the_bar_is_drawn_is_looked_at_next(
    window: Window, house: House
) -> None:
    takes_a_break(window, house)
    window.page.evaluate(f"{{ {AGAIN} }}")

    chooses_elsewhere(house, State.OFFLINE)

    window.page.wait_for_selector("body[data-again]")


def test_what_a_look_has_drawn_between_two_beats_does_not_stay(
    window: Window, house: House
) -> None:
    takes_a_break(window, house)
    window.page.evaluate("source.close()")  # both beats say the same: none is needed
    chooses_elsewhere(house, State.READY)

    def drawn_late(route: "Route") -> None:
        ready = route.fetch()
        chooses_elsewhere(house, State.ON_BREAK)
        route.fulfill(response=ready)

    window.page.route("**/phone/bar", drawn_late, times=1)
    window.page.evaluate(f"{{ {NEXT_BAR} }}")
    assert window.page.evaluate("bar_drawn") == "ready"

    window.page.wait_for_selector("#phone >> text=Đang nghỉ")


def test_the_answer_to_a_press_finds_its_bar_whatever_happens_meanwhile(
    window: Window, house: House
) -> None:
    takes_a_break(window, house)
    slow: list[Route] = []
    window.page.route("**/phone/presence", lambda route: slow.append(route))
    window.page.click("#phone button >> text=Tôi sẵn sàng")
    while not slow:  # the browser tells of its requests only while it is asked something
        window.page.evaluate("0")
    window.page.evaluate(f"{{ {LOOKED} }}")
    pressed = window.page.query_selector("#phone")
    assert pressed

    chooses_elsewhere(house, State.OFFLINE)
    window.page.evaluate("looked")
    assert pressed.evaluate("bar => bar.isConnected")

    slow[0].continue_()

    window.page.wait_for_selector("#phone >> text=Sẵn sàng nhận cuộc gọi")


def test_a_press_in_the_middle_of_a_look_does_not_make_the_bar_deaf(
    window: Window, house: House
) -> None:
    takes_a_break(window, house)
    slow: list[Route] = []
    window.page.route("**/phone/bar", lambda route: slow.append(route), times=1)
    window.page.evaluate("document.dispatchEvent(new Event('stirs'))")
    while not slow:  # the browser tells of its requests only while it is asked something
        window.page.evaluate("0")
    window.page.click("#phone button >> text=Tôi sẵn sàng")
    window.page.wait_for_selector("#phone >> text=Sẵn sàng nhận cuộc gọi")
    slow[0].continue_()

    chooses_elsewhere(house, State.ON_BREAK)

    window.page.wait_for_selector("#phone >> text=Đang nghỉ", timeout=3000)


def test_a_look_that_finds_nothing_new_leaves_the_bar_as_it_is(
    window: Window, house: House
) -> None:
    takes_a_break(window, house)
    drawn = window.page.query_selector("#phone")
    assert drawn
    for _ in range(2):  # a form's token has the second in it
        window.news()

    window.page.evaluate(ANOTHER_LOOK)

    assert drawn.evaluate("bar => bar.isConnected")
