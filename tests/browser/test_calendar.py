"""The calendar as a supervisor sets it, at every width."""

import pytest

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_a_supervisor_sets_a_day_and_takes_it_back(window: Window) -> None:
    window.log_in("hoa")
    window.open("/calendar")
    window.page.fill("[name=day]", "2026-12-05")
    window.page.select_option("[name=kind]", "working")
    window.page.fill("[name=why]", "Làm bù ngày nghỉ bão, công văn của UBND tỉnh")
    window.page.click("form.day button")
    window.page.wait_for_selector("td >> text=Làm bù ngày nghỉ bão")
    assert window.sizes_that_overflow() == []
    window.shots("calendar-vi")
    window.speak("en")
    window.shots("calendar-en")
    window.page.click("text=Take back")
    window.page.wait_for_selector("td >> text=Làm bù ngày nghỉ bão", state="detached")
