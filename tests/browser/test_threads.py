"""One child told of by several neighbours, as the desk shows it."""

from datetime import timedelta

import pytest

from hotline.tickets import Outcome
from referral import casework
from tests.browser.window import Window
from tests.house import House
from tests.referral.builders import person
from tests.referral.test_merging import AN, BINH, numbered

pytestmark = pytest.mark.browser

FIRST = "Bé Na con chú Tư quán phở Hương, xã Kỳ Anh, bị cha dượng đánh bằng dây nịt"
AGAIN = "be Na quan pho Huong lai bi danh bang day nit, be 8 tuoi, xa ky anh"


def test_a_neighbours_report_is_linked_to_the_closed_one_and_split_off_again(
    window: Window, house: House
) -> None:
    house.text(AN, FIRST)
    with house.work() as work:
        casework.close(work, numbered(work, 1001), person(work, "hoa"), Outcome.HANDED_OVER)
    house.forward(timedelta(days=8))
    house.text(BINH, AGAIN)
    house.forward(timedelta(seconds=1))
    window.log_in()
    window.open_ticket(1002)
    page = window.page
    panel = page.locator("#threads")
    panel.locator("summary >> text=Cùng một trẻ").click()
    panel.scroll_into_view_if_needed()
    window.shots("threads-suggested-vi")
    page.click("#threads button >> text=gộp với phiếu 1001")
    page.wait_for_selector("#ticket-title >> text=1001")
    page.wait_for_selector("#threads >> text=Phiếu 1002 đã gộp vào phiếu này")
    assert "nguy cấp" in page.inner_text(".head").lower()
    page.click("#threads summary >> text=Có phần nói về trẻ khác")
    page.locator("#threads [name=contact]").last.check()
    page.locator("#threads form[action$='/split'] [name=why]").fill("bé khác, cùng tên")
    panel.scroll_into_view_if_needed()
    window.shots("threads-merged-vi")
    page.click("#threads button >> text=Tách ra")
    page.wait_for_selector("#threads >> text=Đã tách: phiếu 1003")
    assert window.sizes_that_overflow() == []
    assert window.complaints == []
