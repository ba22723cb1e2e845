"""Calls gone wrong on order: nobody answers, nothing is heard, keys are lost, the line is cut."""

import pytest

from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net

MENU = (
    '<Gather numDigits="2" action="/menu" timeout="5"><Say>Chào em</Say></Gather><Say>Hết giờ</Say>'
)
NIGHT = {
    "/voice": '<Say>Chào em</Say><Gather timeout="3" action="/menu"/>'
    '<Enqueue waitUrl="/wait" action="/left">hotline</Enqueue>',
    "/wait": "<Play>/music.wav</Play>",
    "/menu": "<Say>Cảm ơn em</Say>",
    "/left": '<Record action="/done"/>',
}


def _call(net: Net) -> str:
    net.application.answers["/agent"] = "<Say>Có em</Say><Pause length='60'/>"
    call = net.client.calls.create(
        to=POLICE, from_=HOTLINE, url=f"{HOST}/agent", status_callback=f"{HOST}/progress"
    )
    return str(call.sid)


@pytest.mark.parametrize(
    ("fault", "status", "seconds"),
    [
        pytest.param("busy", "busy", 2, id="busy"),
        pytest.param("failed", "failed", 2, id="no way to the number"),
        pytest.param("no_answer", "no-answer", 70, id="nobody picks up"),
    ],
)
def test_a_call_to_somebody_who_would_answer_is_refused_on_order(
    net: Net, fault: str, status: str, seconds: float
) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.sim.fail(carrier={fault: 1})
    sid = _call(net)

    net.pass_time(seconds)

    assert net.sim.call(sid).status == status
    assert net.application.at("/progress")[-1]["CallStatus"] == status
    net.pass_time(1)
    again = _call(net)
    net.pass_time(5)
    assert net.sim.call(again).status == "in-progress"


def test_only_the_number_named_suffers(net: Net) -> None:
    for number in (POLICE, CHILD):
        net.sim.behave(number, answer="accept")
    net.sim.fail(carrier=[{"number": CHILD, "busy": 1}])

    sid = _call(net)
    net.pass_time(5)

    assert net.sim.call(sid).status == "in-progress"


def test_a_silent_line_is_open_and_carries_nothing_either_way(net: Net) -> None:
    net.sim.fail(carrier={"number": CHILD, "silent_line": 1})
    net.application.answers["/menu"] = "<Say>Em đã bấm</Say>"
    sid = net.dial(MENU)

    net.sim.press(sid, "12")
    net.sim.say(sid, "cứu cháu")
    net.pass_time(8)

    assert net.sim.call(sid).heard == []
    assert net.application.at("/menu") == []
    assert net.statuses(sid) == ["in-progress", "completed"]


def test_who_sits_in_a_room_on_a_silent_line_is_not_heard(net: Net) -> None:
    net.application.answers["/voice"] = "<Dial><Conference waitUrl=''>case-1</Conference></Dial>"
    other = net.sim.dial(POLICE, HOTLINE)
    net.sim.fail(carrier={"number": CHILD, "silent_line": 1})
    sid = net.sim.dial(CHILD, HOTLINE)

    net.sim.say(sid, "cứu cháu")
    net.sim.say(other, "Cháu ơi")

    assert (net.sim.call(sid).heard, net.sim.call(other).heard) == ([], [])


def test_a_person_may_be_one_who_answers_and_is_silent(net: Net) -> None:
    net.sim.behave(POLICE, answer="silent", press=[(2, "1")])
    sid = _call(net)

    net.pass_time(10)

    assert (net.sim.call(sid).status, net.sim.call(sid).heard) == ("in-progress", [])


@pytest.mark.parametrize(
    ("fault", "pressed", "digits"),
    [
        pytest.param({"lost_key": 1}, "123", "23", id="the first key is lost"),
        pytest.param({"lost_key": {"count": 1, "skip": 1}}, "123", "13", id="the second is"),
        pytest.param({"doubled_key": 1}, "1", "11", id="a key comes twice"),
    ],
)
def test_keys_are_lost_and_doubled_on_the_way(
    net: Net, fault: dict[str, object], pressed: str, digits: str
) -> None:
    net.sim.fail(carrier=fault)
    sid = net.dial(MENU)

    net.sim.press(sid, pressed)

    assert [asked["Digits"] for asked in net.application.at("/menu")] == [digits]


@pytest.mark.parametrize(
    ("step", "heard", "left"),
    [
        pytest.param(0, 1, 0, id="as the greeting begins"),
        pytest.param(1, 1, 0, id="as the menu begins"),
        pytest.param(2, 1, 1, id="as the waiting begins"),
        pytest.param(3, 2, 1, id="as the music begins"),
        pytest.param(4, 3, 1, id="as it begins again"),
    ],
)
def test_a_caller_may_hang_up_at_any_step_of_a_call(
    net: Net, step: int, heard: int, left: int
) -> None:
    net.application.answers |= NIGHT
    net.sim.fail(carrier={"number": CHILD, "hangup": {"count": 1, "skip": step}})
    sid = net.sim.dial(CHILD, HOTLINE)

    net.pass_time(60)

    assert net.statuses(sid) == ["in-progress", "completed"]
    assert (len(net.sim.call(sid).heard), len(net.application.at("/left"))) == (heard, left)
    assert len(net.application.at("/status")) == 1


def test_a_caller_who_hangs_up_in_the_waiting_line_is_told_of(net: Net) -> None:
    net.application.answers |= NIGHT
    net.sim.fail(carrier={"hangup": {"count": 1, "skip": 3, "seconds": 2}})
    net.sim.dial(CHILD, HOTLINE)

    net.pass_time(30)

    [left] = net.application.at("/left")
    assert (left["QueueResult"], left["QueueTime"]) == ("hangup", "2")
