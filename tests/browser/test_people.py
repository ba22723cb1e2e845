"""Who is involved, at the desk: by the keyboard, hidden until somebody looks."""

from datetime import timedelta

import pytest

from tests.browser.window import Window
from tests.house import House

pytestmark = pytest.mark.browser


def test_a_child_is_written_down_by_the_keyboard_and_its_name_is_shown_only_when_asked_for(
    window: Window, house: House
) -> None:
    house.text("+84911222333", "cô ơi, bố cháu hay đánh cháu")
    house.forward(timedelta(seconds=5))
    window.log_in()
    window.open_ticket(1001)
    page, people = window.page, window.page.locator("#people")
    page.keyboard.press("p")
    form = people.locator("form[action$='/people']")
    form.locator("[name=role_child]").focus()
    page.keyboard.press("Space")
    form.locator("[name=sex][value=female]").check()
    form.locator("[name=guessed]").fill("8-10")
    form.locator("[name=name]").fill("Nguyễn Thị Ngọc Ánh")
    form.locator("[name=typed]").fill("ky")
    page.wait_for_selector("#people .found label >> text=xã Kỳ Anh")
    form.locator("[name=typed]").press("Tab")
    page.keyboard.press("ArrowDown")
    assert form.locator("[name=commune]:checked").count() == 1
    form.locator("[name=typed]").fill("ky anh")
    page.wait_for_selector("#people .found:has(> :only-child) [value='18775']:checked")
    form.scroll_into_view_if_needed()
    window.shots("person-form-vi")
    form.locator("[name=name]").press("Enter")
    page.wait_for_selector("#people .person >> text=8–10 tuổi")
    assert "Ngọc Ánh" not in page.inner_text("#people")

    page.click("#people >> text=Hiện tên và số điện thoại")
    page.wait_for_selector("#people .words >> text=Nguyễn Thị Ngọc Ánh")
    people.locator(".person").scroll_into_view_if_needed()
    window.shots("people-vi")
    page.click("#people summary >> text=Ghi người báo tin")
    people.locator("form[action$='/informants']").scroll_into_view_if_needed()
    window.shots("informant-form-vi")
    page.click("#categories summary")
    page.locator("#categories").scroll_into_view_if_needed()
    window.shots("categories-vi")
    assert window.sizes_that_overflow() == []
