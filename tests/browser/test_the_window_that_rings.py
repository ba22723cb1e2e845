"""A telephone that fails says so and is mended: nobody waits for calls that cannot reach them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import at_home
from tests.browser.person import Person, rung_in_browsers
from tests.calls.office import Office
from tests.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
# The carrier's library, as the page loads it: each telephone it makes, and the call that rang last.
SEEN = """
let given;
window.telephones = [];
const isEnded = ({ state }) => state === "destroyed";
const seen = (Device) => class extends Device {
  constructor(...said) {
    super(...said);
    telephones.push(this);
    this.on("incoming", (call) => { window.rang = call; });
    const ended = () => { document.body.dataset.ended = telephones.filter(isEnded).length; };
    this.on("destroyed", ended);
  }
};
Object.defineProperty(globalThis, "Twilio", {
  get: () => given,
  set: (library) => { given = { ...library, Device: seen(library.Device) }; },
});
"""
# Of every bar that is drawn: whether it holds out a key to answer with that would answer nothing.
HELD_OUT = """
new MutationObserver((_, observer) => {
  const bar = document.getElementById("phone");
  const key = bar?.querySelector("[data-phone=accept]");
  const early = key && !key.disabled && bar.dataset.window !== "ringing";
  if (!early) return;
  observer.disconnect();
  document.body.dataset.heldOut = "yes";
}).observe(document.body, { childList: true, subtree: true, attributes: true });
"""
AGAIN = 5000  # milliseconds until a broken telephone is tried again
ALONE = 20_000  # milliseconds for the library to reach the carrier by itself
REACHED, BROKEN = "Đã kết nối", "không nhận được cuộc gọi"


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


@pytest.fixture
def lan(house: House, chromium: "Browser") -> Iterator[Person]:
    with rung_in_browsers(house) as url, at_home(chromium) as browser:
        browser.add_init_script(SEEN)
        person = Person(browser.new_page(), url)
        yield person
    assert person.complaints == []


def test_who_lost_the_carrier_reads_so_until_calls_ring_again(lan: Person) -> None:
    lan.sits_down("lan")

    lan.telephone.evaluate("telephones[0].unregister()")  # as the library does where it is cut off
    lan.telephone.wait_for_selector(f"#softphone:has-text('{BROKEN}')")
    lan.page.wait_for_selector("#phone .cut")
    assert lan.sizes_that_overflow() == []
    lan.shots("cut-off-vi")

    lan.telephone.evaluate("telephones[0].register()")
    lan.telephone.wait_for_selector(f"#softphone:has-text('{REACHED}')")
    lan.page.wait_for_selector("#phone .cut", state="hidden")


def test_a_telephone_that_stays_cut_off_is_begun_anew(lan: Person) -> None:
    lan.sits_down("lan")
    lan.telephone.clock.install()
    lan.telephone.evaluate("telephones[0].unregister()")
    lan.telephone.wait_for_selector(f"#softphone:has-text('{BROKEN}')")

    lan.telephone.clock.fast_forward(ALONE)
    lan.telephone.wait_for_selector("body[data-ended='1']")
    lan.telephone.clock.fast_forward(AGAIN)

    lan.telephone.wait_for_selector(f"#softphone:has-text('{REACHED}')")


def test_a_telephone_that_fails_twice_at_once_is_begun_anew_once(lan: Person) -> None:
    lan.log_in()
    lan.page.clock.install()
    lan.page.route("**/presence", lambda route: route.abort())
    lan.open("/phone")
    lan.page.wait_for_selector("body[data-ended='1']")

    for ended in (2, 3):
        lan.page.clock.fast_forward(AGAIN)
        lan.page.wait_for_selector(f"body[data-ended='{ended}']")
    lan.page.unroute("**/presence")
    lan.page.clock.fast_forward(AGAIN)

    lan.page.wait_for_selector(f"#softphone:has-text('{REACHED}')")
    assert lan.page.evaluate("telephones.map((one) => one.state)") == [
        *["destroyed"] * 3,
        "registered",
    ]
    lan.complaints.clear()  # the browser mentions what was cut


def test_no_key_answers_until_the_window_rings(lan: Person, office: Office) -> None:
    lan.sits_down("lan")
    lan.telephone.evaluate("telephones[0].removeAllListeners()")  # it hears of no call
    lan.page.evaluate(HELD_OUT)

    office.calls("1")
    office.wait(1.5)

    lan.page.wait_for_selector("#phone-accept:disabled")
    assert lan.page.evaluate("document.body.dataset.heldOut ?? 'no'") == "no"


def talks(lan: Person, office: Office) -> None:
    lan.sits_down("lan")
    office.calls("1")
    office.wait(1.5)
    lan.answers()
    lan.telephone.wait_for_selector("#softphone[data-talks]:has-text('Đang nói chuyện')")


def test_an_error_in_the_middle_of_a_call_does_not_take_the_call_away(
    lan: Person, office: Office
) -> None:
    talks(lan, office)

    lan.telephone.evaluate("rang.emit('error', { code: 53405 }, rang)")
    lan.telephone.evaluate("telephones[0].emit('error', { code: 31005 })")

    assert lan.telephone.inner_text("#softphone") == "Đang nói chuyện"
    lan.telephone.evaluate("rang.disconnect()")
    lan.telephone.wait_for_selector(f"#softphone:has-text('{REACHED}')")


def test_a_telephone_that_failed_during_a_call_is_mended_after_it(
    lan: Person, office: Office
) -> None:
    talks(lan, office)
    lan.telephone.evaluate("telephones[0].unregister()")

    lan.telephone.evaluate("rang.disconnect()")

    lan.telephone.wait_for_selector(f"#softphone:has-text('{BROKEN}')")
    lan.telephone.wait_for_selector(f"#softphone:has-text('{REACHED}')")
    assert lan.telephone.evaluate("telephones.map((one) => one.state)") == [
        "destroyed",
        "registered",
    ]
