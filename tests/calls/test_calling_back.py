"""A counselor who answers at the computer calls back from it: no number of theirs rings."""

import pytest

from hotline import heeding
from hotline.calling_back import Came
from hotline.calls.presence import State
from hotline.heeding import Heard
from hotline.safety import Rules
from tests.calls.office import CHILD, HOA, OTHER, Office
from tests.dashboards.visitor import Visitor, logged_in
from tests.stories.test_a_call_back import BACK, row, to_child


@pytest.fixture
def lan(office: Office) -> Visitor:
    """At a computer, beside a child who hung up and may be called."""
    house = office.house
    house.network.hangup(office.calls(""))
    with house.work() as work:
        ticket_id = house.first_ticket().id
        heard = Heard(Rules(may_call=True))
        heeding.write_down(work, CHILD, heard, by="system", ticket_id=ticket_id)
    office.ready("lan")
    house.network.behave(CHILD, answer="accept", after=4, press=[(14, "1")])
    return logged_in(house, "lan")


def test_the_computer_rings_first_and_to_pick_up_there_is_enough(
    office: Office, lan: Visitor
) -> None:
    assert "Điện thoại trên máy tính này đổ chuông trước" in lan.get("/tickets/1001").text
    lan.post(BACK)
    office.wait(0.5)
    assert "máy của bạn đổ chuông trước" in lan.get("/phone/bar").text
    office.wait(4)
    [ours] = office.house.network.calls_to(office.client("lan"))
    assert ours.status == "in-progress"
    assert "máy bên kia đang đổ chuông" in lan.get("/phone/bar").text
    assert "Gác máy" in lan.get("/phone/bar").text
    office.wait(30)
    room = office.house.network.hears(row(office.house).room)
    assert room == {"counselor": ["caller"], "caller": ["counselor"]}
    office.house.network.hangup(ours.sid)
    office.wait(5)

    assert row(office.house).came is Came.TALKED
    assert office.state("lan") is State.WRAP_UP
    assert office.rung(HOA) == 0


def test_whoever_calls_back_is_rung_for_nobody_else(office: Office, lan: Visitor) -> None:
    lan.post(BACK)
    office.wait(30)
    office.ready("minh")
    office.calls("1", OTHER)
    office.wait(8)

    assert (office.rung("lan"), office.rung("minh")) == (1, 1)
    assert office.state("lan") is State.READY


def test_whoever_talks_with_a_caller_calls_nobody_back_meanwhile(
    office: Office, lan: Visitor
) -> None:
    office.calls("1", OTHER)
    office.wait(8)
    assert office.state("lan") is State.TALKING

    assert lan.post(BACK).status_code == 422

    office.wait(8)
    assert to_child(office.house) == []
