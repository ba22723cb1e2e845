"""How a caller may be reached, and what the national line passes on: at the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from referral import desk
from referral.referrals import Referral, Via
from tests.browser.window import Window
from tests.house import House

pytestmark = pytest.mark.browser

CHILD = "+84911222333"


def test_the_desk_says_whether_a_child_may_be_reached_and_keeps_what_is_safe(
    window: Window, house: House
) -> None:
    house.text(CHILD, "đừng gọi lại, ba con đang ở đây, con ở xã Kỳ Anh")
    house.forward(timedelta(seconds=5))
    with house.work() as work:
        asked = work.session.scalars(select(Referral).order_by(Referral.code).limit(1)).one()
        desk.acknowledged(work, asked, by="system", via=Via.DESK)
    window.log_in()
    window.open_ticket(1001)
    window.page.wait_for_selector(".head .unsafe >> text=Đừng gọi lại")
    window.page.fill("#reply", "Công an đang tới, con trốn đi")
    window.page.click("form.reply button:not([name])")
    window.page.wait_for_selector("form.reply [role=alert] >> text=làm lộ chuyện: công an")
    assert window.page.input_value("#reply") == "Công an đang tới, con trốn đi"

    window.page.click("summary >> text=Ghi cách liên lạc an toàn")
    form = window.page.locator("form[action$='/safe-contact']")
    form.locator("[name=whose]").select_option("child")
    form.locator("[name=may_text]").select_option("yes")
    form.locator("[name=opens]").fill("15:00")
    form.locator("[name=closes]").fill("17:00")
    form.locator("[name=picks_up]").fill("chị Thảo")
    form.locator("[name=saying]").fill("bạn cùng lớp")
    form.scroll_into_view_if_needed()
    window.shots("safe-contact-form-vi")
    form.locator("button").click()
    window.page.wait_for_selector("#callers >> text=chị Thảo")
    window.page.locator("#callers dl.safe").scroll_into_view_if_needed()
    window.shots("safe-contact-vi")
    window.page.click("summary >> text=Báo lại cho người báo tin")
    assert "an toàn từ 15:00" in window.page.inner_text("#callers")
    window.page.locator(
        "#callers summary >> text=Báo lại cho người báo tin"
    ).scroll_into_view_if_needed()
    window.shots("feedback-vi")
    assert window.sizes_that_overflow() == []
    assert window.complaints == []


def test_what_the_national_line_passes_on_is_taken_in_and_found_again(window: Window) -> None:
    window.log_in()
    window.page.click("nav.line >> text=Tin từ Tổng đài 111")
    sheet = window.page.locator("form.sheet")
    sheet.locator("[name=reference]").fill("111-2026/09123")
    sheet.locator("[name=text]").fill("Cháu gái 9 tuổi bị cha dượng đánh, hàng xóm báo.")
    sheet.locator("[name=typed]").fill("ky anh")
    window.page.wait_for_selector("form.sheet [name=commune][value='18775']:checked")
    assert window.sizes_that_overflow() == []
    window.shots("relays-vi")
    sheet.locator("button").click()
    window.page.wait_for_selector("#desk[data-ticket='1001']")
    window.page.wait_for_selector(".stream.on")
    window.page.click("#relay summary >> text=Chuyển Tổng đài 111")
    window.shots("relayed-vi")
    assert "111-2026/09123" in window.page.inner_text("#relay")

    window.open("/relays")
    window.page.fill("form.find [name=reference]", "111 2026 09123")
    window.page.click("form.find button")
    window.page.wait_for_selector("#desk[data-ticket='1001']")
    assert window.sizes_that_overflow() == []
    assert window.complaints == []
