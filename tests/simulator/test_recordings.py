"""Recordings: who orders them, what becomes of them, and what is heard on them."""

import tracemalloc

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import HOST, HOTLINE, POLICE, Net
from tests.simulator.listening import File, listen
from tests.simulator.test_rooms import join

TOLD = f'recordingStatusCallback="{HOST}/recording"'
EVENTS = 'recordingStatusCallbackEvent="in-progress completed absent"'
COUNSELOR = "+84900000007"


def file(net: Net, sid: str, suffix: str = "") -> File:
    """The file of a recording, as long as its duration says."""
    answer = net.rest.get(net.address(f"Recordings/{sid}{suffix}"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/x-wav")
    heard = listen(answer.content)
    assert heard.seconds == int(net.client.recordings(sid).fetch().duration)
    return heard


def told(net: Net) -> list[str]:
    return [each["RecordingStatus"] for each in net.application.at("/recording")]


def talk(net: Net, seconds: float = 60) -> str:
    """A counselor is called by REST and hears a long silence."""
    net.application.answers["/agent"] = f'<Pause length="{seconds}"/>'
    net.sim.behave(POLICE, answer="accept")
    call = net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent")
    net.pass_time(2)
    return str(call.sid)


def test_a_message_of_a_child_is_one_file_with_one_voice(net: Net) -> None:
    net.dial(f'<Record action="/done" {TOLD} {EVENTS}/>')
    net.pass_time(1)
    net.sim.say(next(iter(net.sim.calls.all)), "x" * 45)
    net.pass_time(8)
    net.pass_time(1)

    [started, completed] = net.application.at("/recording")
    sid = completed["RecordingSid"]
    assert (started["RecordingStatus"], completed["RecordingStatus"]) == (
        "in-progress",
        "completed",
    )
    assert "RecordingDuration" not in started
    assert {
        "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{net.sim.account_sid}/Recordings/{sid}",
        "RecordingDuration": "9",
        "RecordingChannels": "1",
        "RecordingSource": "RecordVerb",
        "RecordingTrack": "both",
        "ErrorCode": "0",
    }.items() <= completed.items()
    heard = file(net, sid)
    assert [heard.speaks(n) for n in range(5)] == [set(), {400}, {400}, {400}, set()]
    assert all(heard.hears(n) == {400} for n in range(9))


def test_a_file_is_there_a_second_after_the_recording_and_gone_when_deleted(net: Net) -> None:
    net.dial('<Record action="/done" maxLength="2"/>')
    net.pass_time(2)
    sid = net.application.at("/done")[0]["RecordingSid"]
    path = net.address(f"Recordings/{sid}.wav")
    assert net.rest.get(path).status_code == 404
    with pytest.raises(TwilioRestException) as early:
        net.client.recordings(sid).delete()
    assert early.value.status == 409
    net.pass_time(1)

    assert net.rest.get(path, auth=("nobody", "x")).status_code == 401
    assert len(net.rest.get(path).content) == 32_044
    assert net.client.recordings(sid).delete()
    assert net.rest.get(path).status_code == 404
    assert net.client.recordings.list() == []
    kept = net.client.recordings(sid).fetch(include_soft_deleted=True)
    assert (kept.status, kept.duration) == ("deleted", "2")
    net.pass_time(40 * 86_400)
    assert net.client.recordings.list(include_soft_deleted=True) == []


@pytest.mark.parametrize(
    ("record", "channels", "seconds"),
    [
        pytest.param("record-from-answer", 1, 5, id="from the answer"),
        pytest.param("true", 1, 5, id="as it was said in former times"),
        pytest.param("record-from-ringing", 1, 8, id="from the first ring"),
        pytest.param("record-from-answer-dual", 2, 5, id="each side apart"),
        pytest.param("record-from-ringing-dual", 2, 8, id="each side apart, from the first ring"),
    ],
)
def test_a_dial_is_recorded_as_it_says(net: Net, record: str, channels: int, seconds: int) -> None:
    net.sim.behave(POLICE, answer="accept", after=3, hangup_after=5)
    sid = net.dial(
        f'<Dial action="/after" record="{record}" {TOLD}><Number statusCallback="/leg">{POLICE}'
        "</Number></Dial>"
    )
    net.pass_time(12)

    [after], [leg], [done] = (net.application.at(at) for at in ("/after", "/leg", "/recording"))
    assert after["RecordingSid"] == leg["RecordingSid"] == done["RecordingSid"]
    assert (done["RecordingSource"], done["CallSid"]) == ("DialVerb", sid)
    assert (done["RecordingChannels"], done["RecordingDuration"]) == (str(channels), str(seconds))
    heard, rings = file(net, done["RecordingSid"]), seconds - 5
    assert len(heard.channels) == channels
    if channels == 2:
        assert [heard.hears(rings, side) for side in (0, 1)] == [{400}, {500}]
        assert heard.hears(0, 1) == (set() if rings else {500})
    else:
        assert heard.hears(rings) == {400, 500}
        assert heard.hears(0) == ({400} if rings else {400, 500})


@pytest.mark.parametrize("record", ["do-not-record", "false", ""])
def test_a_dial_that_is_not_to_be_recorded_is_not(net: Net, record: str) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=2)
    net.dial(f'<Dial action="/after" record="{record}" {TOLD}>{POLICE}</Dial>')
    net.pass_time(9)

    assert "RecordingUrl" not in net.application.at("/after")[0]
    assert net.client.recordings.list() == []


def test_a_dial_nobody_answers_leaves_no_recording_but_of_its_ringing(net: Net) -> None:
    net.sim.behave(POLICE, answer="busy", after=4)
    net.dial(f'<Dial action="/a" record="record-from-answer">{POLICE}</Dial>')
    net.dial(f'<Dial action="/b" record="record-from-ringing">{POLICE}</Dial>')
    net.pass_time(9)

    assert "RecordingUrl" not in net.application.at("/a")[0]
    [ringing] = net.client.recordings.list()
    assert (ringing.duration, ringing.source) == ("4", "DialVerb")


@pytest.mark.parametrize(("trim", "silence"), [("", 3), ("trim-silence", 0)])
def test_a_dial_is_trimmed_only_where_it_says_so(net: Net, trim: str, silence: int) -> None:
    """Before the call itself is answered there is nobody on the line to be heard."""
    net.sim.behave(POLICE, answer="accept", after=3, hangup_after=4)
    ways = f'answerOnBridge="true" record="record-from-ringing" trim="{trim}"'
    net.dial(f"<Dial {ways}>{POLICE}</Dial>")
    net.pass_time(12)

    [recording] = net.client.recordings.list()
    heard = file(net, recording.sid)
    assert heard.seconds == silence + 4
    assert heard.silent(range(silence))
    assert heard.hears(silence) == {400, 500}


def test_one_side_alone_may_be_recorded(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=4)
    sid = net.dial(
        f'<Dial record="record-from-answer-dual" recordingTrack="outbound">{POLICE}</Dial>'
        "<Pause length='9'/>"
    )
    [police] = [call for call in net.sim.calls.all if call != sid]
    net.pass_time(9)

    [recording] = net.client.recordings.list()
    assert net.sim.call(sid).recordings[0].pitches == {police: 400}
    assert recording.channels == 1
    heard = file(net, recording.sid)
    assert [heard.hears(n) for n in range(4)] == [{400}] * 4
    assert set(heard.channels[0][: heard.rate]) != {0}


def test_a_call_by_rest_is_recorded_from_its_answer_and_says_so_when_it_is_over(net: Net) -> None:
    net.application.answers["/agent"] = f"<Dial>{COUNSELOR}</Dial>"
    net.sim.behave(POLICE, answer="accept")
    net.sim.behave(COUNSELOR, answer="accept", after=2, hangup_after=3)
    call = net.client.calls.create(
        to=POLICE,
        from_=HOTLINE,
        url=f"{HOST}/agent",
        record=True,
        recording_channels="dual",
        recording_status_callback=f"{HOST}/recording",
        recording_status_callback_event=["in-progress", "completed"],
        status_callback=f"{HOST}/progress",
    )
    net.pass_time(30)

    [progress] = net.application.at("/progress")
    assert told(net) == ["in-progress", "completed"]
    assert progress["RecordingSid"] == net.application.at("/recording")[0]["RecordingSid"]
    [recording] = net.client.calls(call.sid).recordings.list()
    assert (recording.source, recording.status, recording.track) == (
        "OutboundAPI",
        "completed",
        "both",
    )
    heard = file(net, recording.sid)
    assert [heard.hears(n, 0) for n in range(6)] == [{400}] * 6
    assert [heard.hears(n, 1) for n in range(6)] == [set()] * 3 + [{500}] * 3


def test_a_completed_call_speaks_of_no_recording_it_was_not_made_with(net: Net) -> None:
    net.application.answers["/done"] = "<Hangup/>"
    net.dial('<Record action="/done" maxLength="2"/>')
    net.pass_time(3)

    assert "RecordingUrl" not in net.application.at("/status")[0]


def test_a_running_call_is_recorded_paused_and_stopped_by_rest(net: Net) -> None:
    sid = talk(net)
    recordings = net.client.calls(sid).recordings
    made = recordings.create(
        recording_status_callback=f"{HOST}/recording",
        recording_status_callback_event=["in-progress completed absent"],
    )
    assert (made.status, made.source, made.duration) == (
        "in-progress",
        "StartCallRecordingAPI",
        None,
    )
    assert told(net) == []
    net.pass_time(2)
    assert told(net) == ["in-progress"]
    assert recordings("Twilio.CURRENT").update(status="paused").status == "paused"
    net.pass_time(3)
    assert recordings(made.sid).update(status="in-progress").status == "in-progress"
    net.pass_time(2)
    assert recordings(made.sid).update(status="stopped").status == "stopped"
    assert recordings(made.sid).fetch().status == "processing"
    net.pass_time(1)

    assert told(net) == ["in-progress", "completed"]
    heard = file(net, made.sid)
    assert heard.seconds == 7
    assert heard.silent(range(2, 5))
    assert [heard.hears(n) for n in (0, 1, 5, 6)] == [{400}] * 4
    assert net.sim.call(sid).status == "in-progress"


def test_a_pause_may_be_cut_out(net: Net) -> None:
    sid = talk(net)
    recordings = net.client.calls(sid).recordings
    made = recordings.create()
    net.pass_time(2)
    recordings(made.sid).update(status="paused", pause_behavior="skip")
    net.pass_time(30)
    recordings(made.sid).update(status="in-progress")
    net.pass_time(2)
    recordings(made.sid).update(status="stopped")
    net.pass_time(1)

    heard = file(net, made.sid)
    assert heard.seconds == 4
    assert [heard.hears(n) for n in range(4)] == [{400}] * 4


def test_a_call_that_ends_while_its_recording_is_paused_ends_the_recording(net: Net) -> None:
    sid = talk(net)
    made = net.client.calls(sid).recordings.create()
    net.pass_time(2)
    net.client.calls(sid).recordings(made.sid).update(status="paused")
    net.pass_time(1)
    net.sim.hangup(sid)
    net.pass_time(1)

    assert file(net, made.sid).seconds == 3


@pytest.mark.parametrize(
    ("before", "status"),
    [
        pytest.param([], "in-progress", id="nothing to go on with"),
        pytest.param(["paused"], "paused", id="paused already"),
        pytest.param(["stopped"], "paused", id="over"),
        pytest.param(["stopped"], "stopped", id="stopped already"),
    ],
)
def test_what_a_recording_cannot_do_now_is_refused(
    net: Net, before: list[str], status: str
) -> None:
    recordings = net.client.calls(talk(net)).recordings
    made = recordings.create()
    net.pass_time(1)
    for each in before:
        recordings(made.sid).update(status=each)
    with pytest.raises(TwilioRestException) as problem:
        recordings(made.sid).update(status=status)

    assert (problem.value.status, problem.value.code) == (400, 21220)


def test_a_call_that_is_not_in_progress_cannot_be_recorded(net: Net) -> None:
    call = net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent")
    with pytest.raises(TwilioRestException) as problem:
        net.client.calls(call.sid).recordings.create()

    assert (problem.value.status, problem.value.code) == (400, 21220)
    assert "not eligible" in problem.value.msg


def test_asking_twice_makes_one_recording_and_two_ways_make_two(net: Net) -> None:
    net.application.answers["/agent"] = "<Pause length='60'/>"
    net.sim.behave(POLICE, answer="accept")
    call = net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent", record=True)
    net.pass_time(2)
    recordings = net.client.calls(call.sid).recordings
    assert recordings.create().sid == recordings.create().sid

    assert {each.source for each in recordings.list()} == {"OutboundAPI", "StartCallRecordingAPI"}
    with pytest.raises(TwilioRestException) as which:
        recordings("Twilio.CURRENT").update(status="paused")
    assert which.value.code == 21220


@pytest.mark.parametrize("hides", [True, False])
def test_whoever_fetches_a_running_recording_sees_processing_unless_it_is_shown(
    net: Net, hides: bool
) -> None:
    net.sim.habits.recordings_hide_flight = hides
    recordings = net.client.calls(talk(net)).recordings
    made = recordings.create()

    assert recordings(made.sid).fetch().status == ("processing" if hides else "in-progress")


def test_a_recording_of_nothing_is_absent_and_has_no_file(net: Net) -> None:
    sid = net.dial(f'<Record action="/done" {TOLD} {EVENTS}/>')
    net.sim.press(sid, "1")
    net.pass_time(1)

    assert told(net) == ["in-progress", "absent"]
    absent = net.application.at("/recording")[1]
    assert absent["ErrorCode"] == "16101"
    assert "RecordingDuration" not in absent
    assert net.client.recordings(absent["RecordingSid"]).fetch().error_code == 16101
    assert net.rest.get(net.address(f"Recordings/{absent['RecordingSid']}")).status_code == 404


def test_only_what_was_ordered_is_told(net: Net) -> None:
    net.dial(f'<Record action="/done" maxLength="2" {TOLD}/>')
    net.pass_time(4)

    assert told(net) == ["completed"]


def test_two_channels_are_mixed_for_whoever_wants_one(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=3)
    net.dial(
        f'<Dial record="record-from-answer-dual">{POLICE}</Dial><Record action="/d" maxLength="2"/>'
    )
    net.pass_time(12)
    [message, talked] = net.client.recordings.list()

    assert file(net, talked.sid, ".wav?RequestedChannels=1").hears(0) == {400, 500}
    assert len(file(net, talked.sid, ".wav?RequestedChannels=2").channels) == 2
    refused = net.rest.get(net.address(f"Recordings/{message.sid}?RequestedChannels=2"))
    assert refused.status_code == 400


def test_a_caller_fetched_from_the_line_is_recorded_with_the_agent(net: Net) -> None:
    child = net.dial('<Enqueue waitUrl="">hotline</Enqueue>')
    net.pass_time(3)
    agent = join(net, COUNSELOR, '<Dial record="record-from-answer"><Queue>hotline</Queue></Dial>')
    net.pass_time(4)
    net.sim.hangup(agent)
    net.pass_time(1)

    [recording] = net.client.calls(agent).recordings.list()
    assert net.client.calls(child).recordings.list() == []
    assert file(net, recording.sid).hears(3) == {400, 500}


def test_ten_thousand_recorded_calls_take_less_than_a_gigabyte(net: Net) -> None:
    """Who was heard when is kept; the sound is made when somebody listens, and not kept."""
    net.sim.behave(POLICE, answer="accept", hangup_after=600)
    tracemalloc.start()
    for _ in range(200):
        net.dial(f'<Dial record="record-from-answer-dual">{POLICE}</Dial>')
    net.pass_time(700)
    for recording in net.client.recordings.list(limit=5):
        assert len(net.rest.get(net.address(f"Recordings/{recording.sid}")).content) > 19_000_000
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept / 200 * 10_000 < 2**30
