"""A critical ticket nobody answers rings on every screen, until somebody takes it."""

from datetime import timedelta

import pytest

from tests.browser.window import Window
from tests.house import House

pytestmark = pytest.mark.browser
GRAVE = "Cứu cháu với, bố cháu đang đánh cháu"
# Every tone the page plays leaves a mark, since nobody listens to a test.
LISTEN = """
const make = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () {
  document.documentElement.dataset.heard = "";
  return make.call(this);
};
"""
HEARD = "html[data-heard]"
# The page's line tells that the log-in is over while the answer to a form is on its way.
ENDED_MEANWHILE = """
document.addEventListener("submit", () => {
  setTimeout(() => source.dispatchEvent(new Event("ended")));
});
"""


def hang_on_a_wall(window: Window) -> None:
    window.page.click("summary >> text=Dùng màn hình này")
    with window.page.expect_navigation():
        window.page.click("details.ask button")


def a_critical_text(house: House) -> None:
    house.text("+84911222333", GRAVE)
    house.forward(timedelta(seconds=3))


def ringing(window: Window) -> str:
    window.page.wait_for_selector("#alarm:not([hidden])")
    return window.page.inner_text("#alarm")


def test_an_open_desk_shows_the_alarm_by_itself_and_its_button_takes_the_ticket(
    window: Window, house: House
) -> None:
    window.log_in()
    assert window.page.is_hidden("#alarm")

    a_critical_text(house)

    said = ringing(window)
    assert "NGUY CẤP" in said.upper()
    assert "1001" in said
    assert "911222333" not in said
    window.page.wait_for_selector("#blank >> text=Chọn một phiếu")
    window.shots("alarm-desk-vi")
    assert window.sizes_that_overflow() == []
    window.resize("desktop")
    window.speak("en")
    assert "Nobody has answered yet" in ringing(window)
    window.shots("alarm-desk-en")
    window.page.click("#alarm button >> text=Take ticket 1001")
    window.page.wait_for_selector("#desk[data-ticket='1001']")
    assert window.page.is_hidden("#alarm")
    assert house.ticket().owner_id == house.person("lan").id


def test_it_sounds_only_after_somebody_has_allowed_it_and_falls_silent_when_it_is_taken(
    window: Window, house: House
) -> None:
    window.page.add_init_script(LISTEN)
    window.log_in()
    a_critical_text(house)
    ringing(window)
    window.page.evaluate("ring()")
    assert window.page.locator(HEARD).count() == 0

    window.page.click("#bell >> text=Bật chuông")
    window.page.wait_for_selector("#bell[aria-pressed=true]")
    window.page.wait_for_selector(HEARD)
    window.page.reload()
    window.page.keyboard.press("Tab")  # allowed once; a new page needs only a touch
    window.page.wait_for_selector(HEARD)

    window.page.click("#alarm button")
    window.page.wait_for_selector("#desk[data-ticket='1001']")
    window.page.keyboard.press("Tab")
    window.page.wait_for_selector("#bell[aria-pressed=true]")
    window.page.evaluate("ring()")
    assert window.page.locator(HEARD).count() == 0


def test_the_bell_is_turned_off_as_it_was_turned_on(window: Window) -> None:
    window.log_in()
    window.page.click("#bell")
    window.page.wait_for_selector("#bell >> text=đang bật")

    window.page.click("#bell")

    window.page.wait_for_selector("#bell >> text=Bật chuông")
    assert window.page.get_attribute("#bell", "aria-pressed") == "false"


def test_the_wallboard_rings_too_and_offers_no_button_to_a_screen_on_a_wall(
    window: Window, house: House
) -> None:
    window.log_in("hoa")
    window.open("/wallboard")
    hang_on_a_wall(window)
    window.page.wait_for_selector(".stream.on")

    a_critical_text(house)

    assert "1001" in ringing(window)
    assert window.page.locator("#alarm button").count() == 0
    window.shots("alarm-wallboard-vi")
    assert window.sizes_that_overflow() == []


def test_a_screen_that_becomes_a_wallboard_stays_one_whatever_its_line_hears_first(
    window: Window,
) -> None:
    window.log_in("hoa")
    window.open("/wallboard")
    window.page.evaluate(ENDED_MEANWHILE)
    hang_on_a_wall(window)

    window.page.wait_for_selector(".stream.on")
    window.open("/")
    assert window.page.url.endswith("/wallboard")


def test_an_alarm_that_began_while_the_line_was_lost_is_shown_when_it_is_back(
    window: Window, house: House
) -> None:
    window.log_in()
    with window.line_cut():
        window.page.wait_for_selector(".stream.lost")
        a_critical_text(house)
        assert window.page.is_hidden("#alarm")

    assert "1001" in ringing(window)


def test_an_alarm_that_began_between_the_drawing_of_a_page_and_its_first_news_is_shown(
    window: Window, house: House
) -> None:
    window.log_in()
    with window.line_held():
        window.open("/")
        a_critical_text(house)
        assert window.page.is_hidden("#alarm")

    assert "1001" in ringing(window)


def test_whoever_asked_for_stillness_sees_an_alarm_that_does_not_move(
    window: Window, house: House
) -> None:
    window.page.emulate_media(reduced_motion="reduce")
    window.log_in()
    a_critical_text(house)
    ringing(window)

    moves = "getComputedStyle(document.getElementById('alarm')).animationName"
    assert window.page.evaluate(moves) == "none"
    window.page.emulate_media(reduced_motion="no-preference")
    assert window.page.evaluate(moves) == "ringing"
