"""TwiML on the line: what a child hears, and what the application is asked next."""

import pytest
from flask import Response

from tests.simulator.conftest import CHILD, HOST, HOTLINE, Net

MENU = '<Gather numDigits="1" timeout="4" action="/menu"><Say>Chào em</Say></Gather>'
SIX_SECONDS = "x" * 90


def test_an_incoming_call_is_answered_by_the_first_verb(net: Net) -> None:
    sid = net.dial("<Say>Chào em</Say>")

    first = net.application.at("/voice")[0]
    assert (first["CallStatus"], first["Direction"]) == ("ringing", "inbound")
    assert (first["From"], first["Caller"]) == (CHILD, CHILD)
    assert (first["FromCity"], first["FromCountry"]) == ("", "VN")
    assert net.sim.call(sid).status == "in-progress"


def test_verbs_are_heard_one_after_the_other_at_speaking_speed(net: Net) -> None:
    sid = net.dial(f"<Say>{SIX_SECONDS}</Say><Play>/a/b.wav</Play>")

    net.pass_time(5.9)
    assert net.sim.call(sid).heard == [SIX_SECONDS]
    net.pass_time(0.2)
    assert net.sim.call(sid).heard == [SIX_SECONDS, f"{HOST}/a/b.wav"]


def test_a_call_ends_when_the_verbs_run_out_and_its_number_is_told_once(net: Net) -> None:
    sid = net.dial(f"<Say>{SIX_SECONDS}</Say>")

    net.sim.clock.run_until_idle()

    told = net.application.at("/status")
    assert [(t["CallSid"], t["CallStatus"], t["CallDuration"]) for t in told] == [
        (sid, "completed", "6")
    ]


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        pytest.param("<Reject/>", "no-answer", id="rejected"),
        pytest.param('<Reject reason="busy"/>', "busy", id="rejected as busy"),
        pytest.param("<Hangup/>", "completed", id="answered and hung up"),
        pytest.param("", "completed", id="an empty document"),
    ],
)
def test_a_call_may_end_with_its_first_document(net: Net, verbs: str, status: str) -> None:
    assert net.sim.call(net.dial(verbs)).status == status


def test_a_pause_as_first_verb_lets_it_ring_on(net: Net) -> None:
    sid = net.dial('<Pause length="3"/><Say>Chào em</Say>')

    net.pass_time(2)
    assert net.sim.call(sid).status == "ringing"
    net.pass_time(1.1)
    assert net.sim.call(sid).status == "in-progress"


def test_a_key_interrupts_the_greeting_and_is_asked_about(net: Net) -> None:
    net.application.answers["/menu"] = "<Say>Em đang gặp nguy hiểm?</Say>"
    sid = net.dial(MENU)

    net.sim.press(sid, "9")

    assert net.application.at("/menu")[0]["Digits"] == "9"
    assert net.application.at("/menu")[0]["msg"] == "Gather End"
    assert net.sim.call(sid).heard == ["Chào em", "Em đang gặp nguy hiểm?"]


@pytest.mark.parametrize(
    ("attributes", "keys", "digits"),
    [
        pytest.param('numDigits="2"', "12", "12", id="as many keys as wanted"),
        pytest.param("", "12#", "12", id="the finish key is not part of them"),
        pytest.param('finishOnKey="*"', "1#*", "1#", id="another finish key"),
        pytest.param('finishOnKey="" numDigits="2"', "1#", "1#", id="no finish key"),
        pytest.param('timeout="3"', "7", "7", id="silence after a key"),
        pytest.param('numDigits="3"', "1w2w3", "123", id="half a second between keys"),
    ],
)
def test_keys_become_digits(net: Net, attributes: str, keys: str, digits: str) -> None:
    sid = net.dial(f'<Gather action="/menu" {attributes}/>')

    net.sim.press(sid, keys)
    net.pass_time(4)

    assert [asked["Digits"] for asked in net.application.at("/menu")] == [digits]


def test_the_timeout_starts_after_the_greeting(net: Net) -> None:
    sid = net.dial(
        f'<Gather timeout="4"><Say>{SIX_SECONDS}</Say><Pause length="2"/></Gather>'
        "<Say>Hết giờ</Say>"
    )

    net.pass_time(11.9)
    assert net.sim.call(sid).heard == [SIX_SECONDS]
    net.pass_time(0.2)
    assert net.sim.call(sid).heard == [SIX_SECONDS, "Hết giờ"]


@pytest.mark.parametrize("pressed", ["", "#"], ids=["silence", "the finish key alone"])
def test_nothing_pressed_goes_to_the_next_verb(net: Net, pressed: str) -> None:
    sid = net.dial('<Gather action="/menu"/><Say>Tiếp theo</Say>')

    if pressed:
        net.sim.press(sid, pressed)
    net.pass_time(5)

    assert net.application.at("/menu") == []
    assert net.sim.call(sid).heard == ["Tiếp theo"]


def test_silence_is_asked_about_when_the_application_wants_to_know(net: Net) -> None:
    net.dial('<Gather action="/menu" actionOnEmptyResult="true"/>')

    net.pass_time(5)

    assert net.application.at("/menu")[0]["Digits"] == ""


def test_a_child_who_hangs_up_in_the_menu_presses_nothing(net: Net) -> None:
    sid = net.dial('<Gather action="/menu"/>')
    net.sim.press(sid, "1")

    net.sim.hangup(sid)
    net.sim.clock.run_until_idle()

    assert net.application.at("/menu") == []
    assert net.statuses(sid) == ["in-progress", "completed"]


def test_a_key_pressed_while_a_bare_sentence_is_spoken_is_lost(net: Net) -> None:
    sid = net.dial(f'<Say>{SIX_SECONDS}</Say><Gather numDigits="1" action="/menu"/>')

    net.sim.press(sid, "9")
    net.pass_time(6)

    assert net.application.at("/menu") == []


def test_a_key_pressed_while_a_bare_sentence_is_spoken_is_kept_by_the_other_habit(
    net: Net,
) -> None:
    net.sim.habits.keys_are_buffered = True
    sid = net.dial(f'<Say>{SIX_SECONDS}</Say><Gather numDigits="1" action="/menu"/>')

    net.sim.press(sid, "9")
    net.pass_time(6)

    assert net.application.at("/menu")[0]["Digits"] == "9"


def test_speech_is_taken_where_it_is_asked_for(net: Net) -> None:
    sid = net.dial('<Gather input="dtmf speech" action="/menu"/>')

    net.sim.say(sid, "cứu cháu")
    net.pass_time(6)

    assert net.application.at("/menu")[0]["SpeechResult"] == "cứu cháu"


def test_a_message_is_recorded_until_five_seconds_of_silence(net: Net) -> None:
    sid = net.dial('<Record action="/done" recordingStatusCallback="/recording" maxLength="180"/>')
    net.pass_time(2)
    net.sim.say(sid, SIX_SECONDS)

    net.pass_time(10.9)
    assert net.application.at("/done") == []
    net.pass_time(1.2)

    done = net.application.at("/done")[0]
    assert done["RecordingDuration"] == "13"
    assert "Digits" not in done
    told = net.application.at("/recording")[0]
    assert (told["RecordingStatus"], told["RecordingSource"]) == ("completed", "RecordVerb")
    assert told["RecordingSid"] == done["RecordingSid"]
    assert net.sim.call(sid).recordings[0].said == [SIX_SECONDS]


@pytest.mark.parametrize(
    ("verb", "press", "digits", "seconds"),
    [
        pytest.param('<Record action="/done"/>', "5", "5", "0", id="any key"),
        pytest.param('<Record action="/done" maxLength="3"/>', "", None, "3", id="the limit"),
        pytest.param(
            '<Record action="/done" finishOnKey="#" timeout="2"/>', "1", None, "2", id="another key"
        ),
    ],
)
def test_a_recording_ends(
    net: Net, verb: str, press: str, digits: str | None, seconds: str
) -> None:
    sid = net.dial(verb)
    if press:
        net.sim.press(sid, press)

    net.pass_time(6)

    done = net.application.at("/done")[0]
    assert (done.get("Digits"), done["RecordingDuration"]) == (digits, seconds)


def test_a_child_who_hangs_up_while_recording_is_still_recorded(net: Net) -> None:
    net.application.answers["/done"] = "<Say>Không ai nghe</Say>"
    sid = net.dial('<Record action="/done"/>')
    net.pass_time(3)

    net.sim.hangup(sid)

    done = net.application.at("/done")[0]
    assert (done["Digits"], done["CallStatus"]) == ("hangup", "completed")
    assert net.sim.call(sid).heard == []


def test_a_redirect_is_seen_from_the_current_document(net: Net) -> None:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/deep/voice")
    net.application.answers |= {
        "/deep/voice": "<Redirect>next?step=2</Redirect><Say>Không bao giờ</Say>",
        "/deep/next": "<Say>Bước hai</Say>",
    }
    sid = net.sim.dial(CHILD, HOTLINE)

    assert net.sim.call(sid).heard == ["Bước hai"]


def test_an_application_that_goes_in_circles_rests_after_ten_turns(net: Net) -> None:
    sid = net.dial("<Redirect/>")

    net.pass_time(3)

    assert len(net.application.at("/voice")) == 4 * 11
    assert net.sim.call(sid).status == "in-progress"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        pytest.param(Response("sorry", 500), 11200, id="a server error"),
        pytest.param(Response("<Response>", mimetype="text/xml"), 12100, id="broken XML"),
        pytest.param(
            Response('\n<?xml version="1.0"?><Response/>', mimetype="text/xml"),
            12100,
            id="a blank line before the declaration",
        ),
        pytest.param(Response("<Answer/>", mimetype="text/xml"), 12100, id="no Response"),
        pytest.param(Response("{}", mimetype="application/json"), 12300, id="no TwiML type"),
        pytest.param(
            Response("<Response>" + " " * 65536 + "</Response>", mimetype="text/xml"),
            11750,
            id="too large",
        ),
    ],
)
def test_an_application_that_fails_makes_the_caller_hear_an_apology(
    net: Net, reply: Response, code: int
) -> None:
    net.application.answers["/voice"] = reply
    sid = net.sim.dial(CHILD, HOTLINE)

    net.sim.clock.run_until_idle()

    assert net.warnings() == [code]
    assert net.sim.call(sid).heard == [net.sim.habits.apology]
    assert net.sim.call(sid).status == "completed"


def test_a_fallback_is_asked_before_anybody_apologises(net: Net) -> None:
    net.sim.own(HOTLINE, voice_fallback_url=f"{HOST}/fallback")
    net.application.answers |= {
        "/voice": Response("sorry", 503),
        "/fallback": "<Say>Xin chờ</Say>",
    }
    sid = net.sim.dial(CHILD, HOTLINE)

    assert net.sim.call(sid).heard == ["Xin chờ"]
    asked = net.application.at("/fallback")[0]
    assert (asked["ErrorCode"], asked["ErrorUrl"]) == ("11200", f"{HOST}/voice")


@pytest.mark.parametrize(
    ("mimetype", "body", "heard"),
    [
        pytest.param("text/plain", "Xin chào", ["Xin chào"], id="plain text is read aloud"),
        pytest.param(
            "text/plain", "<Response><Say>Hai</Say></Response>", ["Hai"], id="TwiML as plain text"
        ),
        pytest.param("text/html", "<Response><Say>Ba</Say></Response>", ["Ba"], id="TwiML as HTML"),
        pytest.param("audio/wav", "RIFF", [f"{HOST}/voice"], id="a sound is played"),
    ],
)
def test_the_content_type_says_what_the_body_is(
    net: Net, mimetype: str, body: str, heard: list[str]
) -> None:
    net.application.answers["/voice"] = Response(body, mimetype=mimetype)

    assert net.sim.call(net.sim.dial(CHILD, HOTLINE)).heard == heard


@pytest.mark.parametrize(
    "verbs",
    [
        pytest.param("<Sing/><Say>Một</Say>", id="an unknown verb"),
        pytest.param("<say/><Say>Một</Say>", id="a verb in the wrong case"),
        pytest.param('<Say loud="true">Một</Say>', id="an unknown attribute"),
        pytest.param(
            "<Gather><Dial>1</Dial></Gather><Say>Một</Say>", id="a verb where it cannot be"
        ),
    ],
)
def test_what_is_unknown_is_skipped_with_a_warning(net: Net, verbs: str) -> None:
    sid = net.dial(verbs)
    net.pass_time(5)

    assert net.warnings() == [12200]
    assert net.sim.call(sid).heard == ["Một"]


@pytest.mark.parametrize("number", ["anonymous", "", "113", "client:nv_07", "+84 912\x00😀"])
def test_any_person_can_call_whatever_the_number_looks_like(net: Net, number: str) -> None:
    net.application.answers["/voice"] = MENU

    sid = net.sim.dial(number, HOTLINE)

    assert net.sim.call(sid).status == "in-progress"
    assert net.application.at("/voice")[0]["From"] == number
