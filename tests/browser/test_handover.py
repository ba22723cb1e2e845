"""The hand-over as two supervisors sign it, at every width."""

from datetime import timedelta

import pytest

from referral.staffing import handover
from tests.browser.window import Window
from tests.house import House
from tests.referral.builders import paged_ticket, person

pytestmark = pytest.mark.browser

NOTE = (
    "Phiếu 1001: công an xã hẹn gọi lại lúc 8 giờ, trường chưa trả lời. Nhờ gọi lại lúc 7 giờ 30."
)


def test_who_goes_signs_a_note_that_is_not_lost_and_who_comes_takes_over(
    window: Window, house: House
) -> None:
    paged_ticket(house)
    house.network.clock.forward(timedelta(hours=5))
    house.tick()
    window.log_in("hoa")
    window.open("/handover")
    window.page.fill("#note", NOTE)
    window.open("/")
    window.open("/handover")
    assert window.page.input_value("#note") == NOTE
    assert window.sizes_that_overflow() == []
    window.shots("handover-vi")
    window.page.focus(".sign button")
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector("p.answered >> text=Nguyễn Thị Thanh Hoa đã ký")
    window.page.click("form.who button")

    window.log_in("dung")
    window.open("/handover")
    window.speak("en")
    window.shots("handover-en")
    window.page.click("text=I have read it and take over")
    window.page.wait_for_selector("p.answered >> text=Phạm Tiến Dũng took over")
    window.shots("handover-signed")


def test_who_comes_sees_the_note_appear_without_asking_for_it(window: Window, house: House) -> None:
    house.network.clock.forward(timedelta(hours=5))
    window.log_in("dung")
    window.open("/handover")
    window.page.wait_for_selector(".stream.on")
    with house.work() as work:
        change = handover.current(work)
        assert change is not None
        handover.give(work, person(work, "hoa"), change.at, NOTE, {})
    window.page.wait_for_selector(f".letter >> text={NOTE}")
    window.page.wait_for_selector("text=Tôi đã đọc và nhận ca")


def test_an_empty_hand_over_that_nobody_signed_is_plain_to_see(
    window: Window, house: House
) -> None:
    house.network.clock.forward(timedelta(hours=5, minutes=16))
    house.tick()
    window.log_in("dung")
    window.open("/handover")
    assert window.page.inner_text(".alarm >> nth=0") == "Người giao ca chưa ký."
    window.shots("handover-late")
    window.open("/wallboard")
    window.page.wait_for_selector(".checks .broken >> text=Ca trực đã được ký giao nhận")
    window.shots("wallboard-handover-late")
