"""What an application says and plays, on the recordings of a line and of a room."""

import pytest

from tests.simulator.conftest import HOST, HOTLINE, POLICE, Net
from tests.simulator.listening import File
from tests.simulator.test_recordings import COUNSELOR, file
from tests.simulator.test_rooms import case, join

TWO_SECONDS = "x" * 30
ON = "<Pause length='600'/>"
APPLICATION = {"application"}


def recorded(net: Net, verbs: str) -> str:
    """Somebody is called by REST, and both sides of the line are recorded apart."""
    net.application.answers["/agent"] = verbs
    net.sim.behave(POLICE, answer="accept")
    call = net.client.calls.create(
        to=POLICE, from_=HOTLINE, url=f"{HOST}/agent", record=True, recording_channels="dual"
    )
    net.pass_time(1)
    return str(call.sid)


def tape(net: Net, sid: str) -> File:
    """What was recorded of this line, once its person has hung up."""
    net.sim.hangup(sid)
    net.pass_time(1)
    [recording] = net.client.calls(sid).recordings.list()
    return file(net, recording.sid)


def seconds(heard: File, channel: int = 1) -> str:
    """One letter a second: whether the application is heard."""
    whole = range(int(heard.seconds))
    return "".join("a" if heard.plays(n, channel) == APPLICATION else "." for n in whole)


@pytest.mark.parametrize(
    ("verbs", "heard"),
    [
        pytest.param(f"<Say>{TWO_SECONDS}</Say>", "aa....", id="said"),
        pytest.param(f'<Say loop="2">{TWO_SECONDS}</Say>', "aaaa..", id="said twice"),
        pytest.param("<Play>https://elsewhere.example/a.wav</Play>", "aaaaa.", id="played"),
        pytest.param('<Play digits="1234"/>', "......", id="keys"),
        pytest.param(
            f"<Say>{TWO_SECONDS}</Say><Pause length='2'/><Say>{TWO_SECONDS}</Say>",
            "aa..aa",
            id="with a pause",
        ),
        pytest.param(f"<Gather><Say>{TWO_SECONDS}</Say></Gather>", "aa....", id="in a menu"),
        pytest.param("<Enqueue>hotline</Enqueue>", "aaaaaa", id="music of the line"),
        pytest.param(
            "<Dial><Conference>case</Conference></Dial>", "aaaaaa", id="music of an empty room"
        ),
        pytest.param('<Enqueue waitUrl="">hotline</Enqueue>', "......", id="silence in line"),
    ],
)
def test_what_a_person_hears_of_the_application_is_on_the_other_channel(
    net: Net, verbs: str, heard: str
) -> None:
    sid = recorded(net, verbs + ON)
    net.pass_time(6)

    whole = tape(net, sid)
    assert seconds(whole) == heard
    assert (whole.plays(0, 0), whole.hears(0, 0)) == (set(), {400})
    assert net.sim.call(sid).recordings[0].pitches.get("application", 300) == 300


@pytest.mark.parametrize(
    "habit", [pytest.param(False, id="in a menu"), pytest.param(True, id="by the other habit")]
)
def test_words_a_key_breaks_off_are_off_the_recording_too(net: Net, habit: bool) -> None:
    net.sim.habits.keys_end_words = habit
    words = f"<Say>{'x' * 75}</Say>"
    sid = recorded(net, (words if habit else f'<Gather timeout="9">{words}</Gather>') + ON)
    net.pass_time(2)
    net.sim.press(sid, "1")
    net.pass_time(2)

    assert seconds(tape(net, sid)) == "aa.."


def test_another_document_breaks_off_what_is_being_said(net: Net) -> None:
    sid = recorded(net, f"<Say>{'x' * 75}</Say>")
    net.pass_time(2)
    net.client.calls(sid).update(twiml=f"<Response>{ON}</Response>")
    net.pass_time(2)

    assert seconds(tape(net, sid)) == "aa.."


def test_music_of_the_line_ends_when_somebody_comes(net: Net) -> None:
    sid = recorded(net, "<Enqueue>hotline</Enqueue>")
    net.pass_time(2)
    join(net, COUNSELOR, "<Dial><Queue>hotline</Queue></Dial>")
    net.pass_time(2)

    whole = tape(net, sid)
    assert seconds(whole) == "aa.."
    assert [whole.hears(n, 1) for n in range(4)] == [set(), set(), {500}, {500}]


def test_a_message_holds_the_voice_of_the_child_alone(net: Net) -> None:
    child = net.dial(f'<Say>{TWO_SECONDS}</Say><Record action="/done" maxLength="2"/>')
    net.application.answers["/done"] = f"<Say>{TWO_SECONDS}</Say>{ON}"
    net.pass_time(6)

    [message] = net.sim.call(child).recordings
    assert (message.seconds, message.pitches) == (2, {child: 400})


def seat(label: str) -> str:
    return (
        f'<Dial><Conference participantLabel="{label}" beep="false" waitUrl=""'
        f' record="record-from-start">case-42</Conference></Dial>{ON}'
    )


def test_an_announcement_to_all_is_on_the_recording_of_the_room(net: Net) -> None:
    """What one of them alone hears is not: an announcement to one, or music on hold."""
    net.dial(seat("child"))
    join(net, COUNSELOR, seat("counselor"))
    net.application.answers["/words"] = f"<Say>{TWO_SECONDS}</Say>"
    room = net.client.conferences(case(net).sid)
    room.participants("child").update(announce_url=f"{HOST}/words")
    net.pass_time(3)
    room.update(announce_url=f"{HOST}/words")
    net.pass_time(3)
    room.participants("child").update(hold=True, hold_url=f"{HOST}/words")
    net.pass_time(2)
    room.update(status="completed")
    net.pass_time(1)

    [recording] = net.client.recordings.list()
    assert seconds(file(net, recording.sid), 0) == "...aa..."


def test_one_on_hold_is_recorded_with_the_music_and_without_the_room(net: Net) -> None:
    sid = recorded(net, seat("counselor").replace('record="record-from-start"', ""))
    join(net, COUNSELOR, seat("child"))
    net.application.answers["/words"] = f"<Say>{'x' * 900}</Say>"
    people = net.client.conferences(case(net).sid).participants
    net.pass_time(2)
    people("counselor").update(hold=True, hold_url=f"{HOST}/words")
    net.pass_time(2)
    people("counselor").update(hold=False)
    net.pass_time(2)

    whole = tape(net, sid)
    assert seconds(whole) == "..aa.."
    assert [whole.hears(n, 1) for n in range(6)] == [{500}] * 2 + [set()] * 2 + [{500}] * 2
