"""What a child thinks, at the desk and behind the council's link."""

import re
from datetime import timedelta

import pytest

from hotline import tickets
from tests.browser.window import Window
from tests.house import House
from tests.referral.builders import may_text

pytestmark = pytest.mark.browser

CHILD, COUNCIL = "+84911222333", "+842393855031"
SECONDS = timedelta(seconds=5)


def test_an_opinion_is_marked_passed_on_answered_and_told_back(
    window: Window, house: House
) -> None:
    house.text(CHILD, "em muốn trường có sân bóng, tụi em không có chỗ chơi, em ở xã Kỳ Anh")
    house.forward(SECONDS)
    window.log_in()
    window.open_ticket(1001)
    window.page.click("#opinion summary")
    form = window.page.locator("form[action$='/opinion']")
    form.locator("[name=topic]").select_option("play")
    form.locator("[name=words]").fill("Em muốn trường có sân bóng vì không có chỗ chơi.")
    form.scroll_into_view_if_needed()
    window.shots("opinion-form-vi")
    form.locator("button").click()
    window.page.click("#opinion summary >> text=Hội đồng trẻ em")
    window.scrolls_to("#opinion")
    window.shots("opinion-vi")
    window.page.click("#opinion button >> text=Đồng ý, chuyển")
    window.page.wait_for_selector("#opinion >> text=Đã chuyển lúc")

    house.forward(SECONDS)
    sent = " ".join(sms.body for sms in house.network.inbox(COUNCIL))
    found = re.search(r"https://hotline\.test(/r/\S+)", sent)
    assert found is not None
    desk = window.page.url
    window.open(found[1])
    window.page.click("button[value=send]")
    house.forward(SECONDS)
    digits = re.findall(r"\b(\d{6})\b", house.network.inbox(COUNCIL)[-1].body)[0]
    window.page.fill("[name=digits]", digits)
    window.page.click("button[value=open]")
    window.page.click("summary >> text=Nhận")
    window.page.click("button[value=accept]")
    window.page.click("summary >> text=Trả lời cho trẻ")
    window.shots("opinion-link-vi")
    answer = window.page.locator("details[open] [name=text]")
    answer.fill("Sân bóng sẽ được làm trong hè này. Cảm ơn em!")
    window.page.click("button[value=report]")

    with house.work() as work:
        may_text(work, tickets.by_number(work, 1001))
    window.page.goto(desk)
    window.page.click("#opinion summary >> text=Nhắn lại cho trẻ")
    window.scrolls_to("#opinion")
    window.shots("opinion-answered-vi")
    window.page.click("#opinion button >> text=Gửi trả lời")
    window.page.wait_for_selector("#opinion >> text=Đã báo lại cho trẻ lúc")
    window.speak("en")
    assert "The child was told" in window.page.inner_text("#opinion")
    assert window.sizes_that_overflow() == []
    assert window.complaints == []
