"""Recordings of whole rooms: whoever everybody may hear, from the start to the end."""

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import HOST, HOTLINE, POLICE, Net
from tests.simulator.test_recordings import COUNSELOR, EVENTS, TOLD, file, told
from tests.simulator.test_rooms import case, join


def room(label: str, flags: str = "") -> str:
    return (
        f'<Dial><Conference participantLabel="{label}" waitUrl="" {flags}>case-42</Conference>'
        "</Dial><Pause length='60'/>"
    )


def test_a_room_is_recorded_from_its_start_with_everybody_who_may_be_heard(net: Net) -> None:
    ways = f'record="record-from-start" trim="do-not-trim" {TOLD} {EVENTS}'
    child = net.dial(room("child", ways))
    net.pass_time(5)
    counselor = join(net, COUNSELOR, room("counselor"))
    people = net.client.conferences(case(net).sid).participants
    net.pass_time(2)
    people("child").update(muted=True)
    net.pass_time(2)
    people("child").update(muted=False)
    people("counselor").update(hold=True)
    net.pass_time(2)
    people("counselor").update(hold=False)
    net.sim.say(counselor, "x" * 30)
    net.pass_time(2)
    net.sim.hangup(counselor)
    net.pass_time(1)
    net.sim.hangup(child)
    net.pass_time(1)

    [started, completed] = net.application.at("/recording")
    assert "CallSid" not in started
    assert (started["ConferenceSid"], started["RecordingSource"]) == (
        completed["ConferenceSid"],
        "Conference",
    )
    assert completed["RecordingChannels"] == "1"
    heard = file(net, completed["RecordingSid"])
    together, one, other = {400, 500}, {400}, {500}
    assert [heard.hears(n) for n in range(9)] == (
        [together] * 2 + [other] * 2 + [one] * 2 + [together] * 2 + [one]
    )
    assert [heard.speaks(n) for n in range(5, 9)] == [set(), other, other, set()]


def test_a_whisper_is_on_no_recording_of_the_room(net: Net) -> None:
    net.dial(room("child", 'record="record-from-start"'))
    counselor = join(net, COUNSELOR, room("counselor"))
    net.pass_time(2)
    join(net, "+84900000001", room("supervisor", f'coach="{counselor}"'))
    net.pass_time(2)
    net.client.conferences(case(net).sid).update(status="completed")
    net.pass_time(1)

    [recording] = net.client.recordings.list()
    assert [file(net, recording.sid).hears(n) for n in range(4)] == [{400, 500}] * 4


@pytest.mark.parametrize(("trim", "seconds"), [("trim-silence", 4), ("do-not-trim", 6), ("", 4)])
def test_the_silent_ends_of_a_room_are_trimmed(net: Net, trim: str, seconds: int) -> None:
    child = net.dial(room("child", f'muted="true" record="record-from-start" trim="{trim}"'))
    counselor = join(net, COUNSELOR, room("counselor"))
    net.pass_time(4)
    net.client.conferences(case(net).sid).participants(counselor).update(muted=True)
    net.pass_time(2)
    net.sim.hangup(child)
    net.sim.hangup(counselor)
    net.pass_time(1)

    [recording] = net.client.recordings.list()
    assert file(net, recording.sid).seconds == seconds


def test_a_room_is_recorded_paused_and_never_stopped_by_rest(net: Net) -> None:
    child = net.dial(room("child"))
    join(net, COUNSELOR, room("counselor"))
    sid = case(net).sid
    conference = net.client.conferences(sid)
    made = net.rest.post(net.address(f"Conferences/{sid}/Recordings.json")).json()
    assert (made["source"], made["call_sid"]) == ("StartConferenceRecordingAPI", child)
    net.pass_time(2)
    paused = conference.recordings("Twilio.CURRENT").update(status="paused")
    assert (paused.sid, paused.status) == (made["sid"], "paused")
    net.pass_time(2)
    conference.recordings(made["sid"]).update(status="in-progress")
    net.pass_time(2)
    with pytest.raises(TwilioRestException) as problem:
        conference.recordings(made["sid"]).update(status="stopped")
    assert problem.value.status == 400
    conference.update(status="completed")
    net.pass_time(1)

    assert [each.status for each in conference.recordings.list()] == ["completed"]
    heard = file(net, made["sid"])
    assert heard.silent(range(2, 4))
    assert [heard.hears(n) for n in (0, 1, 4, 5)] == [{400, 500}] * 4
    assert conference.recordings(made["sid"]).delete()
    assert conference.recordings.list() == []


def test_somebody_called_into_a_room_may_have_it_and_their_own_line_recorded(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=6)
    net.dial(room("child"))
    guest = net.client.conferences(case(net).sid).participants.create(
        from_=HOTLINE,
        to=POLICE,
        record=True,
        recording_channels="dual",
        conference_record="record-from-start",
        conference_recording_status_callback=f"{HOST}/recording",
        conference_recording_status_callback_event=["in-progress", "completed"],
    )
    net.pass_time(2)
    net.client.conferences(case(net).sid).participants("child").update(muted=True)
    net.pass_time(6)
    net.client.conferences(case(net).sid).update(status="completed")
    net.pass_time(1)

    [line] = net.client.recordings.list(call_sid=guest.call_sid)
    [whole] = net.client.recordings.list(
        conference_sid=net.application.at("/recording")[0]["ConferenceSid"]
    )
    assert (line.source, line.channels, whole.source, whole.channels) == (
        "OutboundAPI", 2, "Conference", 1,
    )  # fmt: skip  # what each is, side by side
    heard = file(net, line.sid)
    assert [heard.hears(n, 1) for n in range(3)] == [{500}, set(), set()]
    assert told(net) == ["in-progress", "completed"]
