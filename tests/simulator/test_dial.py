"""Dial: who rings, who is joined, who hears whom, and what the application is told."""

import pytest

from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net

OFFICER = "+84900000114"
COUNSELOR = "client:counselor_07"


def legs(net: Net, number: str) -> list[str]:
    return [call.sid for call in net.sim.calls_to(number)]


def test_the_first_to_answer_is_joined_and_the_others_stop_ringing(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", after=4)
    net.sim.behave(OFFICER, answer="accept", after=9)
    child = net.dial(f"<Dial><Number>{POLICE}</Number><Number>{OFFICER}</Number></Dial>")
    net.pass_time(8)

    [police], [officer] = legs(net, POLICE), legs(net, OFFICER)
    assert net.sim.call(police).status == "in-progress"
    assert net.sim.call(officer).status == "canceled"
    net.sim.say(child, "Cứu cháu")
    net.sim.say(police, "Cháu ở đâu?")
    assert net.sim.call(police).heard == ["Cứu cháu"]
    assert net.sim.call(child).heard == ["Cháu ở đâu?"]


def test_a_child_leg_knows_its_parent_and_skips_queued(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", after=1)
    child = net.dial(
        f'<Dial><Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered'
        f' completed">{POLICE}</Number></Dial>'
    )
    net.pass_time(5)
    net.sim.hangup(child)

    told = net.application.at("/leg")
    assert [one["CallStatus"] for one in told] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert {one["ParentCallSid"] for one in told} == {child}
    assert {one["Direction"] for one in told} == {"outbound-dial"}
    assert [one["SequenceNumber"] for one in told] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        pytest.param("busy", "busy", id="busy"),
        pytest.param("decline", "busy", id="declined"),
        pytest.param("no_answer", "no-answer", id="rings out"),
        pytest.param("failed", "failed", id="cannot be reached"),
    ],
)
def test_the_action_hears_why_nobody_came_and_the_call_goes_on(
    net: Net, answer: str, status: str
) -> None:
    net.sim.behave(POLICE, answer=answer, after=2)
    net.application.answers["/after"] = "<Say>Không ai nghe máy</Say><Pause length='60'/>"
    child = net.dial(f'<Dial action="/after" timeout="20">{POLICE}</Dial>')
    net.pass_time(25)

    [told] = net.application.at("/after")
    assert told["DialCallStatus"] == status
    assert told["DialBridged"] == "false"
    assert told["DialCallSid"] == legs(net, POLICE)[0]
    assert net.sim.call(child).status == "in-progress"


def test_without_an_action_the_next_verb_follows(net: Net) -> None:
    net.sim.behave(POLICE, answer="busy")
    child = net.dial(f"<Dial>{POLICE}</Dial><Say>Em giữ máy nhé</Say>")
    net.pass_time(3)

    assert net.sim.call(child).heard == ["Em giữ máy nhé"]


def test_a_called_client_hears_a_whisper_before_both_talk(net: Net) -> None:
    net.sim.behave(COUNSELOR, answer="accept", after=1)
    net.application.answers["/whisper"] = "<Say>Một em nhỏ đang chờ</Say>"
    child = net.dial('<Dial><Client url="/whisper">counselor_07</Client></Dial>')
    net.pass_time(2.5)
    [counselor] = legs(net, COUNSELOR)
    net.sim.say(child, "A lô")
    assert net.sim.call(counselor).heard == ["Một em nhỏ đang chờ"]
    net.pass_time(5)
    net.sim.say(child, "A lô")

    assert net.sim.call(counselor).heard == ["Một em nhỏ đang chờ", "A lô"]
    assert net.application.at("/whisper")[0]["ParentCallSid"] == child


def test_a_whisper_that_hangs_up_declines_and_a_dial_in_it_is_refused(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.application.answers["/whisper"] = f"<Dial>{OFFICER}</Dial><Hangup/>"
    net.dial(f'<Dial action="/after"><Number url="/whisper">{POLICE}</Number></Dial>')
    net.pass_time(3)

    assert net.warnings() == [13201]
    assert net.application.at("/after")[0]["DialBridged"] == "false"
    assert legs(net, OFFICER) == []


def test_who_hangs_up_first_decides_what_happens_to_the_other(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.application.answers["/after"] = "<Say>Công an đã rời máy</Say><Pause length='60'/>"
    child = net.dial(f'<Dial action="/after">{POLICE}</Dial>')
    net.pass_time(11)
    net.sim.hangup(legs(net, POLICE)[0])

    [told] = net.application.at("/after")
    assert (told["DialCallStatus"], told["DialCallDuration"]) == ("completed", "10")
    assert net.sim.call(child).heard == ["Công an đã rời máy"]


def test_a_caller_who_hangs_up_ends_the_other_leg_and_the_answer_is_ignored(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.application.answers["/after"] = "<Say>không ai nghe</Say>"
    child = net.dial(f'<Dial action="/after">{POLICE}</Dial>')
    net.pass_time(5)
    net.sim.hangup(child)

    assert net.sim.call(legs(net, POLICE)[0]).status == "completed"
    assert net.application.at("/after")[0]["CallStatus"] == "completed"
    assert net.sim.call(child).heard == []


def test_an_extension_is_dialled_before_the_whisper_and_before_both_talk(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.application.answers["/whisper"] = "<Say>Có một cháu bé</Say>"
    noun = f'<Number sendDigits="w101#" url="/whisper">{POLICE}</Number>'
    child = net.dial(f"<Dial>{noun}</Dial>")
    net.pass_time(1 + 2.4)
    [leg] = net.sim.calls_to(POLICE)
    assert (leg.tones, leg.heard, net.application.at("/whisper")) == ("101#", [], [])
    net.pass_time(4)

    net.sim.say(child, "Cứu cháu với")
    assert net.sim.call(leg.sid).heard == ["Có một cháu bé", "Cứu cháu với"]
    assert net.sim.call(child).tones == ""


def test_whoever_hangs_up_while_an_extension_is_dialled_was_never_joined(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=1)
    net.dial(f'<Dial action="/after"><Number sendDigits="101#">{POLICE}</Number></Dial>')
    net.pass_time(9)

    [told] = net.application.at("/after")
    assert told["DialBridged"] == "false"


def test_a_star_ends_the_talk_only_where_it_was_asked_for(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    asked, not_asked = 'hangupOnStar="true"', 'hangupOnStar="false"'
    for flag, status in (("", "in-progress"), (not_asked, "in-progress"), (asked, "completed")):
        child = net.dial(f'<Dial {flag}>{POLICE}</Dial><Pause length="60"/>')
        net.pass_time(3)
        net.sim.press(child, "*")
        assert net.sim.call(legs(net, POLICE)[-1]).status == status
        net.sim.hangup(child)


def test_answer_on_bridge_lets_the_caller_ring_until_somebody_is_there(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", after=5)
    child = net.dial(f'<Dial answerOnBridge="true">{POLICE}</Dial>')
    net.pass_time(4)
    assert net.sim.call(child).status == "ringing"
    net.pass_time(3)
    assert net.sim.call(child).status == "in-progress"


def test_a_caller_taken_elsewhere_by_rest_leaves_the_dial(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.application.answers["/else"] = "<Say>Xin chờ</Say><Pause length='60'/>"
    child = net.dial(f'<Dial action="/after">{POLICE}</Dial>')
    net.pass_time(5)
    net.client.calls(child).update(url=f"{HOST}/else")

    assert net.sim.call(legs(net, POLICE)[0]).status == "completed"
    assert net.application.at("/after") == []
    assert net.sim.call(child).heard == ["Xin chờ"]


def test_the_caller_id_is_the_childs_unless_the_application_says_otherwise(net: Net) -> None:
    net.dial(f"<Dial>{POLICE}</Dial>")
    net.dial(f'<Dial callerId="{HOTLINE}">{POLICE}</Dial>')

    assert [call.from_ for call in net.sim.calls_to(POLICE)] == [CHILD, HOTLINE]


def test_one_after_the_other_is_called_where_the_dial_says_so(net: Net) -> None:
    """Each has the timeout for themselves, and nobody is called after the first to answer."""
    net.sim.behave(POLICE, answer="no_answer")
    net.sim.behave(OFFICER, answer="accept", after=2, hangup_after=5)
    child = net.dial(
        '<Dial sequential="true" timeout="10" action="/after">'
        f"<Number>{POLICE}</Number><Number>{OFFICER}</Number><Client>counselor_07</Client></Dial>"
    )
    net.pass_time(10.9)
    assert (len(legs(net, POLICE)), legs(net, OFFICER)) == (1, [])
    net.pass_time(15)

    [after] = net.application.at("/after")
    [officer] = legs(net, OFFICER)
    assert (after["DialCallStatus"], after["DialCallSid"]) == ("completed", officer)
    assert legs(net, COUNSELOR) == []
    assert [one.name for one in net.sim.call(child).signals] == ["ringing", "ringing"]


def test_the_action_hears_of_the_last_of_those_called_one_after_the_other(net: Net) -> None:
    net.sim.behave(POLICE, answer="no_answer")
    net.sim.behave(OFFICER, answer="busy", after=1)
    net.dial(
        '<Dial sequential="true" timeout="5" action="/after">'
        f"<Number>{POLICE}</Number><Number>{OFFICER}</Number></Dial>"
    )
    net.pass_time(9)

    assert [told["DialCallStatus"] for told in net.application.at("/after")] == ["busy"]


def test_a_caller_who_hangs_up_ends_the_calling_of_one_after_the_other(net: Net) -> None:
    child = net.dial(
        f'<Dial sequential="true"><Number>{POLICE}</Number><Number>{OFFICER}</Number></Dial>'
    )
    net.pass_time(3)
    net.sim.hangup(child)
    net.pass_time(60)

    assert legs(net, OFFICER) == []
