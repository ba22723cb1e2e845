"""Beeps and ringing: who hears them, where they are recorded, and where nobody does."""

import pytest

from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net
from tests.simulator.test_recordings import COUNSELOR, file
from tests.simulator.test_rooms import case, join

SUPERVISOR, OFFICER = "+84900000001", "+84900000114"
ON = "<Pause length='600'/>"


def seat(label: str, flags: str = "") -> str:
    return (
        f'<Dial><Conference participantLabel="{label}" waitUrl="" {flags}>case-42</Conference>'
        f"</Dial>{ON}"
    )


def signals(net: Net, sid: str) -> list[str]:
    return [each.name for each in net.sim.call(sid).signals]


@pytest.mark.parametrize(
    ("flag", "heard"), [("", ["beep"]), ('playBeep="true"', ["beep"]), ('playBeep="false"', [])]
)
def test_a_beep_asks_for_a_message_and_is_not_on_it(net: Net, flag: str, heard: list[str]) -> None:
    net.application.answers["/done"] = ON
    child = net.dial(f'<Say>Chào em</Say><Record action="/done" maxLength="2" {flag}/>')
    net.pass_time(4)

    assert (signals(net, child), net.sim.call(child).heard) == (heard, ["Chào em"])
    assert net.sim.call(child).recordings[0].pitches == {child: 400}


@pytest.mark.parametrize(
    ("beep", "heard"),
    [
        pytest.param("", ["beep", "beep"], id="coming and going"),
        pytest.param('beep="true"', ["beep", "beep"], id="the same in a word"),
        pytest.param('beep="onEnter"', ["beep"], id="coming"),
        pytest.param('beep="onExit"', ["beep"], id="going"),
        pytest.param('beep="false"', [], id="neither"),
    ],
)
def test_the_others_of_a_room_hear_who_comes_and_goes(
    net: Net, beep: str, heard: list[str]
) -> None:
    child = net.dial(seat("child", 'beep="false"'))
    counselor = join(net, COUNSELOR, seat("counselor", 'beep="false"'))
    supervisor = join(net, SUPERVISOR, seat("supervisor", beep))
    came = signals(net, child)
    net.sim.hangup(supervisor)

    assert signals(net, child) == signals(net, counselor) == heard
    assert came == ([] if "onExit" in beep else heard[:1])
    assert signals(net, supervisor) == []


def test_a_room_that_is_over_beeps_no_more(net: Net) -> None:
    child = net.dial(seat("child", 'beep="false"'))
    counselor = join(net, COUNSELOR, seat("counselor", 'endConferenceOnExit="true"'))
    net.sim.hangup(counselor)

    assert signals(net, child) == ["beep"]


def test_one_who_is_held_hears_no_beep(net: Net) -> None:
    child = net.dial(seat("child"))
    counselor = join(net, COUNSELOR, seat("counselor", 'beep="false"'))
    net.client.conferences(case(net).sid).participants("child").update(hold=True)
    join(net, SUPERVISOR, seat("supervisor"))

    assert (signals(net, child), signals(net, counselor)) == ([], ["beep"])


def test_who_waits_for_the_talk_to_begin_hears_no_beep(net: Net) -> None:
    child = net.dial(seat("child", 'startConferenceOnEnter="false"'))
    join(net, COUNSELOR, seat("counselor", 'startConferenceOnEnter="false"'))

    assert signals(net, child) == []


def test_a_guest_called_by_rest_comes_with_or_without_a_beep_and_goes_without(net: Net) -> None:
    for number in (SUPERVISOR, POLICE):
        net.sim.behave(number, answer="accept", hangup_after=5)
    child = net.dial(seat("child", 'beep="false"'))
    join(net, COUNSELOR, seat("counselor", 'beep="false"'))
    people = net.client.conferences(case(net).sid).participants
    people.create(from_=HOTLINE, to=SUPERVISOR, beep="false", early_media=False)
    net.pass_time(9)
    assert signals(net, child) == []
    people.create(from_=HOTLINE, to=POLICE, label="police", early_media=False)
    net.pass_time(2)
    people("police").update(beep_on_exit=False)
    net.pass_time(9)

    assert signals(net, child) == ["beep"]


@pytest.mark.parametrize(
    ("early", "heard"), [(None, ["ringing"]), (True, ["ringing"]), (False, [])]
)
def test_a_room_hears_it_ring_at_a_guest(net: Net, early: bool | None, heard: list[str]) -> None:
    child = net.dial(seat("child", 'beep="false"'))
    counselor = join(net, COUNSELOR, seat("counselor", 'beep="false" record="record-from-start"'))
    people = net.client.conferences(case(net).sid).participants
    people("child").update(hold=True)
    asked = {} if early is None else {"early_media": early}
    guest = people.create(from_=HOTLINE, to=POLICE, beep="false", **asked)
    net.pass_time(4)
    net.sim.answer(guest.call_sid)
    net.pass_time(4)
    net.client.conferences(case(net).sid).update(status="completed")
    net.pass_time(1)

    assert (signals(net, counselor), signals(net, child)) == (heard, [])
    sound = file(net, net.client.recordings.list()[0].sid)
    assert [sound.plays(n) for n in range(5)] == [set(), *[set(heard)] * 3, set()]


def test_a_caller_hears_it_ring_until_somebody_answers(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", after=3, hangup_after=2)
    net.sim.behave(OFFICER, answer="busy", after=1)
    child = net.dial(
        '<Dial record="record-from-ringing-dual" ringTone="de">'
        f"<Number>{POLICE}</Number><Number>{OFFICER}</Number></Dial>"
    )
    net.pass_time(9)

    [ringing] = net.sim.call(child).signals
    assert (ringing.name, ringing.country) == ("ringing", "de")
    sound = file(net, net.client.recordings.list()[0].sid)
    assert [sound.plays(n, 1) for n in range(5)] == [{"ringing"}] * 3 + [set()] * 2


def test_a_caller_who_is_not_answered_hears_the_ringing_of_their_own_network(net: Net) -> None:
    child = net.dial(f'<Dial answerOnBridge="true">{POLICE}</Dial>')
    net.pass_time(3)

    assert signals(net, child) == []


def test_nothing_comes_through_a_silent_line(net: Net) -> None:
    net.sim.fail(carrier={"silent_line": 1})
    child = net.dial(f'<Record action="{HOST}/done" maxLength="2"/>')

    assert signals(net, child) == []


def test_beeps_are_on_the_recording_of_the_room_and_of_a_line(net: Net) -> None:
    net.dial(seat("child", 'beep="false" record="record-from-start"'))
    net.application.answers["/agent"] = seat("counselor", 'beep="false"')
    net.sim.behave(COUNSELOR, answer="accept")
    counselor = net.client.calls.create(
        to=COUNSELOR, from_=HOTLINE, url=f"{HOST}/agent", record=True, recording_channels="dual"
    )
    net.pass_time(3)
    join(net, SUPERVISOR, seat("supervisor"))
    net.pass_time(2)
    net.client.conferences(case(net).sid).update(status="completed")
    net.sim.hangup(str(counselor.sid))
    net.pass_time(1)

    line, room = sorted(net.client.recordings.list(), key=lambda one: -one.channels)
    assert [file(net, room.sid).plays(n) for n in range(4)] == [set(), set(), {"beep"}, set()]
    assert [file(net, line.sid).plays(n, 1) for n in range(4)] == [set(), set(), {"beep"}, set()]


def test_signals_stand_apart_from_what_is_heard(net: Net) -> None:
    child = net.dial(f'<Record action="{HOST}/done"/>')

    seen = net.control.get(f"/_sim/calls/{child}").get_json()
    [signal] = seen["signals"]
    assert (seen["heard"], signal["name"], signal["country"]) == ([], "beep", "")
    [phone] = net.control.post("/phone/handsets", json={"numbers": [CHILD]}).get_json()["phones"]
    assert [one["signal"] for one in phone["story"] if one["kind"] == "signal"] == ["beep"]
