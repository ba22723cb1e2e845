"""People on the line: what they can do with a call, and what they cannot."""

import pytest

from simulator.errors import BadFieldError, NotPossibleError, UnknownError
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, START, Net

RINGING = '<Pause length="60"/><Say>Chào em</Say>'


def _ring(net: Net, **behaviour: object) -> str:
    """The hotline calls the police desk, and it rings there."""
    net.application.answers["/agent"] = '<Gather timeout="600"/>'
    net.sim.behave(POLICE, **behaviour)
    call = net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent")
    net.pass_time(1)
    return str(call.sid)


def test_an_officer_answers_by_hand(net: Net) -> None:
    sid = _ring(net)

    net.sim.answer(sid)

    assert net.sim.call(sid).status == "in-progress"
    with pytest.raises(NotPossibleError):
        net.sim.answer(sid)


@pytest.mark.parametrize("act", ["decline", "hangup"])
def test_an_officer_declines_by_hand(net: Net, act: str) -> None:
    sid = _ring(net)

    getattr(net.sim, act)(sid)

    assert net.sim.call(sid).status == "busy"


def test_how_a_declined_call_is_reported_is_a_habit(net: Net) -> None:
    net.sim.habits.declined_as = "no-answer"
    sid = _ring(net, answer="decline")

    net.pass_time(1)

    assert net.sim.call(sid).status == "no-answer"


def test_an_officer_hangs_up_after_a_while(net: Net) -> None:
    sid = _ring(net, answer="accept", hangup_after=12)

    net.pass_time(30)

    assert (net.sim.call(sid).status, net.sim.call(sid).seconds) == ("completed", 12)


def test_a_call_answered_by_hand_is_not_answered_again_by_its_behaviour(net: Net) -> None:
    sid = _ring(net, answer="accept", after=10)
    net.sim.answer(sid)

    net.pass_time(20)

    assert len(net.application.at("/agent")) == 1
    assert net.statuses(sid) == ["initiated", "ringing", "in-progress"]


def test_a_child_gives_up_before_the_answer(net: Net) -> None:
    sid = net.dial(RINGING)

    net.sim.hangup(sid)
    net.pass_time(120)

    assert net.statuses(sid) == ["canceled"]
    assert net.sim.call(sid).heard == []


def test_a_child_does_not_answer_or_decline_its_own_call(net: Net) -> None:
    sid = net.dial(RINGING)

    for act in (net.sim.answer, net.sim.decline):
        with pytest.raises(NotPossibleError):
            act(sid)


def test_a_number_nobody_answers_for_fails(net: Net) -> None:
    net.sim.own("+842473009999")

    assert net.sim.call(net.sim.dial(CHILD, "+842473009999")).status == "failed"
    net.sim.text(CHILD, "+842473009999", "cứu em")
    assert net.application.asked == []


def test_a_number_nobody_owns_cannot_be_called_or_texted(net: Net) -> None:
    with pytest.raises(UnknownError):
        net.sim.dial(CHILD, "113")
    with pytest.raises(UnknownError):
        net.sim.text(CHILD, "113", "cứu em")


def test_a_call_does_not_last_longer_than_four_hours(net: Net) -> None:
    sid = net.dial('<Say/><Pause length="100000"/>')

    net.sim.clock.run_until_idle()

    assert (net.sim.call(sid).status, net.sim.call(sid).seconds) == ("completed", 14_400)


def test_a_reject_after_the_answer_only_ends_the_call(net: Net) -> None:
    sid = net.dial("<Say>Chào em</Say><Reject/>")

    net.pass_time(5)

    assert (net.sim.call(sid).status, net.warnings()) == ("completed", [12200])


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param('<Pause length="nan"/>', id="a length that is no number"),
        pytest.param('<Play loop="1e300">a.wav</Play>', id="a sound without end"),
        pytest.param('<Gather timeout="inf" numDigits="x"/>', id="a patience without end"),
        pytest.param("<Redirect>https://[</Redirect>", id="an address that is none"),
        pytest.param(
            '<Record action="/done" recordingStatusCallback="https://["/>',
            id="a callback that is none",
        ),
    ],
)
def test_nonsense_in_a_document_harms_nobody_but_its_own_call(net: Net, verb: str) -> None:
    sid = net.dial(f"<Say>Chào em</Say>{verb}")

    net.sim.clock.run_until_idle()

    assert net.sim.call(sid).status == "completed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", 13520, id="nothing to say"),
        pytest.param("x" * 4097, 13521, id="too much to say"),
    ],
)
def test_a_sentence_the_carrier_cannot_speak_is_warned_of(net: Net, text: str, code: int) -> None:
    net.dial(f"<Say>{text}</Say>")

    assert net.warnings() == [code]


def test_a_silent_recording_falls_through_by_the_other_habit(net: Net) -> None:
    net.sim.habits.silent_record_falls_through = True
    sid = net.dial('<Record action="/done"/><Say>Không nghe thấy gì</Say>')

    net.pass_time(5)

    assert net.application.at("/done") == []
    assert net.sim.call(sid).heard == ["Không nghe thấy gì"]


def test_the_record_action_and_the_fallback_tell_less_by_the_other_habits(net: Net) -> None:
    net.sim.habits.record_action_has_sid = net.sim.habits.fallback_names_error = False
    net.sim.own(HOTLINE, sms_fallback_url=f"{HOST}/fallback", sms_url="https://[")
    net.dial('<Record action="/done"/>')
    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.pass_time(5)

    assert "RecordingSid" not in net.application.at("/done")[0]
    assert "ErrorCode" not in net.application.at("/fallback")[0]
    assert net.warnings() == [11100]


def test_keys_are_keys_of_a_telephone(net: Net) -> None:
    sid = net.dial('<Gather timeout="60"/>')

    with pytest.raises(BadFieldError, match="digits"):
        net.sim.press(sid, "chín")


def test_calls_and_texts_are_seen_as_they_are(net: Net) -> None:
    call, text = net.dial("<Say>Chào em</Say>"), net.sim.text(CHILD, HOTLINE, "cứu em")

    assert [view.sid for view in net.sim.calls_to(HOTLINE)] == [call]
    assert net.sim.call(call).heard_at[0].at == START
    seen = net.sim.message(text)
    assert (seen.from_, seen.to, seen.status) == (CHILD, HOTLINE, "received")
    assert [view.sid for view in net.sim.inbox(HOTLINE)] == [text]
