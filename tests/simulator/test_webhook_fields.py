"""What each webhook carries, name by name: nothing is missing, and nothing is made up."""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

import pytest

from tests.simulator.conftest import ACCOUNT, CHILD, HOST, HOTLINE, POLICE, Net
from tests.simulator.test_rooms import COUNSELOR, case, join, room

PLACES = {
    f"{side}{part}"
    for side in ("From", "To", "Caller", "Called")
    for part in ("City", "State", "Zip", "Country")
}
VOICE = {
    *("CallSid", "AccountSid", "From", "To", "Caller", "Called"),
    *("CallStatus", "Direction", "ApiVersion", *PLACES),
}
PROGRESS = {"Timestamp", "CallbackSource", "SequenceNumber"}
END = {"CallDuration", "Duration", "SipResponseCode"}
RECORDING = {"RecordingUrl", "RecordingSid", "RecordingDuration"}
TEXT = {"AccountSid", "ApiVersion", "From", "To", "MessageSid", "SmsSid"}
QUEUE = {"QueueSid", "QueueTime"}
ROOM = {
    *("ConferenceSid", "FriendlyName", "AccountSid"),
    *("SequenceNumber", "Timestamp", "StatusCallbackEvent"),
}
PARTICIPANT = {
    *("CallSid", "Muted", "Hold", "Coaching", "ParticipantLabel"),
    *("EndConferenceOnExit", "StartConferenceOnEnter"),
}
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")


def added(told: dict[str, str]) -> set[str]:
    """What a webhook of a call says beside what all of them say."""
    always = VOICE | {"CallToken"} if told["Direction"] == "inbound" else VOICE
    assert set(told) >= always
    return set(told) - always


def test_every_question_about_a_call_names_the_call_and_both_ends(net: Net) -> None:
    net.dial("<Say>Chào em</Say>")

    [told] = net.application.at("/voice")
    assert added(told) == set()
    assert all(SID.fullmatch(told[name]) for name in ("CallSid", "AccountSid"))
    assert (told["AccountSid"], told["ApiVersion"]) == (ACCOUNT, "2010-04-01")
    assert (told["From"], told["Caller"]) == (CHILD, CHILD)
    assert (told["To"], told["Called"]) == (HOTLINE, HOTLINE)
    assert {told[name] for name in PLACES if not name.endswith("Country")} == {""}
    assert {told[f"{side}Country"] for side in ("From", "To", "Caller", "Called")} == {"VN"}


def test_a_call_from_a_browser_is_inbound_and_names_its_client(net: Net) -> None:
    net.application.answers["/voice"] = "<Say>Chào cô</Say>"
    net.sim.dial("client:counselor_07", HOTLINE)

    [told] = net.application.at("/voice")
    assert (told["From"], told["Direction"]) == ("client:counselor_07", "inbound")


@pytest.mark.parametrize(
    ("verb", "act", "fields"),
    [
        pytest.param('<Gather action="/next" numDigits="1"/>', "1", {"Digits", "msg"}, id="keys"),
        pytest.param(
            '<Gather action="/next" input="speech"/>',
            "say",
            {"SpeechResult", "Confidence"},
            id="speech",
        ),
        pytest.param('<Record action="/next"/>', "#", {*RECORDING, "Digits"}, id="a recording"),
        pytest.param('<Record action="/next"/>', "wait", RECORDING, id="a recording of silence"),
        pytest.param("<Redirect>/next</Redirect>", "wait", set(), id="a redirect"),
        pytest.param(
            '<Enqueue action="/next" waitUrl="">hotline</Enqueue>',
            "hangup",
            {*QUEUE, "QueueResult"},
            id="the end of a wait",
        ),
        pytest.param(
            '<Enqueue waitUrl="/next">hotline</Enqueue>',
            "wait",
            {*QUEUE, "QueuePosition", "AvgQueueTime", "CurrentQueueSize", "MaxQueueSize"},
            id="a wait",
        ),
        pytest.param(
            f'<Dial action="/next">{POLICE}</Dial>',
            "wait",
            {"DialCallStatus", "DialCallSid", "DialBridged"},
            id="nobody came",
        ),
        pytest.param(
            '<Dial action="/next"><Conference waitUrl="">case-42</Conference></Dial>',
            "hangup",
            {"DialCallStatus"},
            id="the end of a conference",
        ),
    ],
)
def test_each_question_adds_what_its_verb_found_out(
    net: Net, verb: str, act: str, fields: set[str]
) -> None:
    net.sim.behave(POLICE, answer="busy")
    sid = net.dial(verb)
    if act == "say":
        net.sim.say(sid, "cứu cháu")
    elif act == "hangup":
        net.sim.hangup(sid)
    elif act != "wait":
        net.sim.press(sid, act)
    net.pass_time(6)

    assert added(net.application.at("/next")[0]) == fields


def test_a_talk_that_is_over_says_how_long_it_was(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=75)
    net.dial(f'<Dial action="/after">{POLICE}</Dial>')
    net.pass_time(90)

    [told] = net.application.at("/after")
    assert added(told) == {"DialCallStatus", "DialCallSid", "DialBridged", "DialCallDuration"}
    assert (told["DialCallDuration"], told["DialBridged"]) == ("75", "true")


def test_a_dial_into_a_line_names_the_line(net: Net) -> None:
    child = net.dial('<Enqueue action="/left" waitUrl="">hotline</Enqueue>')
    net.pass_time(9)
    net.application.answers["/about"] = "<Say>Cô nghe máy đây</Say>"
    agent = join(net, COUNSELOR, '<Dial action="/done"><Queue url="/about">hotline</Queue></Dial>')
    net.pass_time(3)
    net.sim.hangup(agent)

    [about], [done] = net.application.at("/about"), net.application.at("/done")
    assert added(about) == {*QUEUE, "DequeingCallSid"}
    assert about["CallSid"] == child
    assert added(done) == {
        *QUEUE,
        *("DialCallStatus", "DialCallSid", "DialBridged", "DialCallDuration"),
    }
    assert about["QueueSid"] == done["QueueSid"]
    assert (about["QueueTime"], done["QueueTime"]) == ("9", "9")


def test_every_step_of_a_call_is_numbered_and_dated(net: Net) -> None:
    events = ["initiated", "ringing", "answered", "completed"]
    net.application.answers["/agent"] = "<Pause length='100'/>"
    net.sim.behave(POLICE, answer="accept", hangup_after=61)
    net.client.calls.create(
        to=POLICE,
        from_=HOTLINE,
        url=f"{HOST}/agent",
        status_callback=f"{HOST}/progress",
        status_callback_event=events,
    )
    net.pass_time(70)

    told = net.application.at("/progress")
    assert [added(one) for one in told] == [PROGRESS] * 3 + [PROGRESS | END]
    assert {one["CallbackSource"] for one in told} == {"call-progress-events"}
    assert [parsedate_to_datetime(one["Timestamp"]).tzinfo for one in told] == [UTC] * 4
    assert (told[-1]["CallDuration"], told[-1]["Duration"]) == ("61", "2")
    [asked] = net.application.at("/agent")
    assert added(asked) == set()
    assert (asked["Direction"], asked["CallStatus"]) == ("outbound-api", "in-progress")


def test_the_end_of_a_recorded_call_names_the_recording(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=2)
    net.application.answers["/agent"] = "<Pause length='60'/>"
    net.client.calls.create(
        to=POLICE,
        from_=HOTLINE,
        url=f"{HOST}/agent",
        record=True,
        status_callback=f"{HOST}/progress",
    )
    net.pass_time(9)

    assert added(net.application.at("/progress")[0]) == {
        *PROGRESS,
        *RECORDING,
        *END,
    }


def test_a_recording_is_reported_with_its_source_and_start(net: Net) -> None:
    sid = net.dial('<Record action="/done" maxLength="2" recordingStatusCallback="/recording"/>')
    net.pass_time(4)

    [told] = net.application.at("/recording")
    assert set(told) == {
        *("AccountSid", "CallSid", *RECORDING, "RecordingStatus"),
        *("RecordingChannels", "RecordingStartTime", "RecordingSource"),
        *("RecordingTrack", "ErrorCode"),
    }
    assert (told["CallSid"], told["RecordingChannels"]) == (sid, "1")
    assert parsedate_to_datetime(told["RecordingStartTime"]).tzinfo is UTC
    assert told["RecordingUrl"].endswith(f"/Recordings/{told['RecordingSid']}")


def test_who_answered_is_told_aside_in_four_fields(net: Net) -> None:
    net.application.answers["/agent"] = "<Pause length='60'/>"
    net.sim.behave(POLICE, answer="voicemail")
    net.client.calls.create(
        to=POLICE,
        from_=HOTLINE,
        url=f"{HOST}/agent",
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=f"{HOST}/amd",
    )
    net.pass_time(9)

    [told] = net.application.at("/amd")
    assert set(told) == {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}


def test_a_text_names_itself_three_times_and_counts_its_parts(net: Net) -> None:
    net.sim.text(CHILD, HOTLINE, "cứu em " * 20, media=["https://pictures.test/a.png"])

    [told] = net.application.at("/sms")
    assert set(told) == {
        *(*TEXT, "SmsMessageSid", "SmsStatus", "Body", "NumMedia", "NumSegments"),
        *("MediaUrl0", "MediaContentType0"),
        *(name for name in PLACES if name.startswith(("From", "To"))),
    }
    assert told["NumSegments"] == "3"


@pytest.mark.parametrize(
    ("sms", "fields"),
    [
        ("deliver", [set(), {"RawDlrDoneDate"}]),
        ("undelivered", [set(), {"RawDlrDoneDate", "ErrorCode"}]),
        ("failed", [{"ErrorCode"}]),
    ],
)
def test_news_of_a_text_names_no_number_of_its_own(
    net: Net, sms: str, fields: list[set[str]]
) -> None:
    net.sim.behave(CHILD, sms=sms)
    net.client.messages.create(
        to=CHILD, from_=HOTLINE, body="Em ơi", status_callback=f"{HOST}/receipt"
    )
    net.pass_time(10)

    told = net.application.at("/receipt")
    always = {*TEXT, "MessageStatus", "SmsStatus"}
    assert [set(one) for one in told] == [always | each for each in fields]


def test_every_event_of_a_room_says_who_and_how_it_ended(net: Net) -> None:
    child = net.dial(room("child"))
    join(net, COUNSELOR, room("counselor"))
    people = net.client.conferences(case(net).sid).participants
    people("child").update(muted=True)
    people("child").update(muted=False, hold=True)
    net.client.conferences(case(net).sid).update(announce_url=f"{HOST}/news")
    net.sim.hangup(child)
    net.client.conferences(case(net).sid).update(status="completed")

    told = {one["StatusCallbackEvent"]: one for one in net.application.at("/room")}
    flags = {
        "join": ("false", "false"),
        "mute": ("true", "false"),
        "unmute": ("false", "false"),
        "hold": ("false", "true"),
        "leave": ("false", "false"),
    }
    for event, (muted, hold) in flags.items():
        one = told[f"participant-{event}"]
        leaving = {"ParticipantCallStatus", "ReasonParticipantLeft"} if event == "leave" else set()
        assert set(one) == ROOM | PARTICIPANT | leaving
        assert (one["Muted"], one["Hold"]) == (muted, hold)
    assert set(told["conference-start"]) == ROOM
    assert set(told["announcement-end"]) == {*ROOM, "AnnounceUrl"}
    assert set(told["conference-end"]) == {*ROOM, "ReasonConferenceEnded", "Reason"}
    assert all(parsedate_to_datetime(one["Timestamp"]).tzinfo is UTC for one in told.values())


def test_one_who_ends_a_room_is_named(net: Net) -> None:
    child = net.dial(room("child", 'endConferenceOnExit="true"'))
    join(net, COUNSELOR, room("counselor"))
    net.sim.hangup(child)

    end = net.application.at("/room")[-1]
    assert set(end) == {
        *(*ROOM, "ReasonConferenceEnded", "Reason"),
        *("CallSidEndingConference", "ParticipantLabelEndingConference"),
    }
    assert (end["CallSidEndingConference"], end["ParticipantLabelEndingConference"]) == (
        child,
        "child",
    )


def test_an_announcement_that_fails_says_why(net: Net) -> None:
    net.application.answers["/news"] = "<Say"
    net.dial(room("child"))
    net.client.conferences(case(net).sid).update(announce_url=f"{HOST}/news")

    assert set(net.application.at("/room")[-1]) == {
        *ROOM,
        *("AnnounceUrl", "ReasonAnnouncementFailed"),
    }
