"""The roster as a supervisor sets it, with the keyboard, at every width."""

import pytest

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_shifts_are_added_and_a_change_that_leaves_one_alone_is_refused(window: Window) -> None:
    window.log_in("dung")
    window.open("/roster")
    window.shots("roster-vi")
    window.page.fill("[name=first]", "2026-11-21")
    window.page.fill("[name=last]", "2026-11-22")
    window.page.focus("form.day button")
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector("h2")
    window.page.locator("details.ask summary").first.focus()
    window.page.keyboard.press("Enter")
    window.page.locator("details[open] button.danger").focus()
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector(".problem >> text=sẽ không đủ hai người")
    assert window.sizes_that_overflow() == []
    window.speak("en")
    assert window.page.inner_text("h1") == "Roster"
    window.shots("roster-en")
