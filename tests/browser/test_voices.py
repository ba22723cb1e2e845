"""A message is listened to and its caller called back, as a counselor sees it."""

from datetime import timedelta

import pytest

from hotline import heeding
from hotline.heeding import Heard
from hotline.safety import Rules
from tests.browser.window import Window
from tests.house import House
from tests.stories.test_a_message_left import CHILD, leave_a_message

pytestmark = pytest.mark.browser
HOA = "+84990000001"


def test_a_message_is_played_on_its_ticket_and_the_caller_is_called_back_from_there(
    window: Window, house: House
) -> None:
    leave_a_message(house)
    house.parts.fetching.run()
    with house.work() as work:
        heard = Heard(Rules(may_call=True))
        ticket = house.first_ticket()
        heeding.write_down(work, CHILD, heard, by="system", ticket_id=ticket.id)
    house.network.behave(HOA, answer="accept", after=3, press=[(9, "1")])
    house.network.behave(CHILD, answer="no_answer")
    window.log_in("hoa")
    window.open_ticket(1001)
    window.page.wait_for_selector("#moments audio")
    window.shots("voices-vi")
    length = window.page.eval_on_selector(
        "#moments audio",
        "a => new Promise(done => { a.muted = true;"
        " a.ontimeupdate = () => done(a.duration); a.play() })",
    )
    assert length > 3

    window.page.click("#call-back >> text=Gọi lại")
    window.page.wait_for_selector("#call-back >> text=đang gọi lại cho họ")
    window.page.wait_for_selector("#moments >> text=đã nghe bản ghi âm")
    house.forward(timedelta(minutes=2))
    window.page.reload()
    window.page.wait_for_selector("#call-back >> text=không ai nhấc máy")
    window.scrolls_to("#call-back")
    window.shots("calling-back-vi")
    assert window.sizes_that_overflow() == []
