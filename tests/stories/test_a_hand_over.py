"""Five to seven in the morning: the shift changes while a ladder climbs."""

import re

from hotline.store.journal import Act
from referral import checks
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import (
    CHILD,
    DUNG,
    HOA,
    HOUR,
    MAI,
    MINUTE,
    SECOND,
    acts,
    ladder,
)
from tests.stories.test_night_call import code_in

NEARLY_SEVEN = 5 * HOUR - 5 * MINUTE  # the house opens at two; Hoa and Mai go, Dũng comes


def sign(who: Visitor, act: str, note: str = "") -> None:
    at = re.search(r'name="at" value="([^"]+)"', who.get("/handover").text)
    assert at is not None
    assert who.post("/handover", act=act, at=at[1], note=note).status_code == 303


def calls(house: House, phone: str) -> int:
    return len(house.network.calls_to(phone))


def test_a_ladder_climbs_through_a_hand_over_and_who_went_off_may_still_answer(
    house: House,
) -> None:
    for phone in (HOA, DUNG, MAI):
        house.network.behave(phone, answer="no_answer")
    house.forward(NEARLY_SEVEN)
    house.text(CHILD, "Cứu con với, ba đang đánh con")
    house.forward(MINUTE)
    assert (calls(house, HOA) > 0, calls(house, DUNG)) == (True, 0)

    sign(logged_in(house, "hoa"), "give", "Phiếu 1001: chưa ai nhận, công an xã đã được báo")
    house.forward(5 * MINUTE)  # 07:01
    sign(logged_in(house, "dung"), "take")

    before = {phone: calls(house, phone) for phone in (HOA, DUNG, MAI)}
    house.forward(6 * MINUTE)  # 07:07: the last rung, said again every five minutes
    assert all(calls(house, phone) > before[phone] for phone in before)
    assert len(house.network.inbox(DUNG)) > 0

    house.text(HOA, code_in(house.network.inbox(HOA)[-1].body))
    house.forward(5 * SECOND)

    assert house.ticket().owner_id == house.person("hoa").id
    with house.work() as work:
        assert ladder(work, house.ticket().id) is None
        assert acts(work, Act.HANDOVER_UNSIGNED) == 0
        assert [one.code for one in checks.run(work) if not one.ok] == []


def test_a_minute_after_the_hand_over_only_who_came_is_woken(house: House) -> None:
    house.forward(NEARLY_SEVEN)
    sign(logged_in(house, "hoa"), "give", "Không có phiếu nào mở")
    house.forward(6 * MINUTE)
    sign(logged_in(house, "dung"), "take")
    house.forward(15 * MINUTE)  # 07:16
    house.text(CHILD, "Cứu con với, ba đang đánh con")
    house.forward(10 * SECOND)
    assert (len(house.network.inbox(HOA)), len(house.network.inbox(DUNG))) == (0, 1)
