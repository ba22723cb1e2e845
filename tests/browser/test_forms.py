"""A form as a counselor fills it, at every width."""

from datetime import timedelta

import pytest

from tests.browser.window import Window
from tests.house import House

pytestmark = pytest.mark.browser

PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"


def test_what_is_typed_is_kept_by_itself_and_the_scales_count_as_one_chooses(
    window: Window, house: House
) -> None:
    house.text("+84911222333", PLEA)
    house.forward(timedelta(minutes=1))
    window.log_in("lan")
    window.open("/tickets/1001/forms")
    window.shots("forms-vi")
    window.page.click("tr:has-text('Báo cáo đánh giá nguy cơ ban đầu') button")
    window.page.fill("[name=child_name]", "Nguyễn Thị Ngọc Ánh")
    window.page.focus("[name=harm_done][value=high]")
    window.page.keyboard.press("Space")
    window.page.wait_for_selector("#guide >> text=Đã lưu nháp")
    assert window.page.inner_text("#guide tbody tr:first-child td:nth-child(2)") == "1"
    assert window.page.input_value("[name=child_name]") == "Nguyễn Thị Ngọc Ánh"
    assert window.sizes_that_overflow() == []
    window.shots("form-vi")
    window.page.press("[name=child_name]", "Enter")
    window.page.wait_for_load_state()
    assert window.page.locator(".problem").count() == 0
    assert window.page.input_value("[name=child_name]") == "Nguyễn Thị Ngọc Ánh"
    window.speak("en")
    window.shots("form-en")
