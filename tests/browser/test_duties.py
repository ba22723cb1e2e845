"""The law's deadlines on the ticket page, at every width."""

from datetime import timedelta

import pytest

from tests.browser.window import Window
from tests.house import House

pytestmark = pytest.mark.browser


def test_what_the_law_asks_is_written_down_where_it_is_shown(window: Window, house: House) -> None:
    house.text("+84911222333", "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh")
    house.forward(timedelta(minutes=2))
    window.log_in()
    window.open_ticket(1001)
    window.page.click("#duties summary >> text=Đã áp dụng biện pháp khẩn cấp")
    window.scrolls_to("#duties")
    window.shots("duties-vi")
    window.page.fill("#duties .card textarea", "Công an xã đưa cháu tới trạm y tế")
    window.page.click("#duties .card button")
    window.page.wait_for_selector("#moments >> text=Công an xã đưa cháu tới trạm y tế")
    window.page.wait_for_selector("#duties >> text=gặp lại trẻ")
    assert window.sizes_that_overflow() == []
    window.speak("en")
    window.scrolls_to("#duties")
    window.shots("duties-en")
