"""Who whoever answers is taken for: how they speak and are silent decides, and what was set."""

from collections.abc import Callable, Mapping

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.twiml.voice_response import Dial

from simulator.behaviour import Behaviour, behaviour
from simulator.voice.call import Detection
from simulator.voice.detection import finding
from tests.simulator import strict
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net
from tests.simulator.test_rooms import case, together

Orders = Mapping[str, object]
Way = Callable[[Net, Orders], str]
OFF = {"answer": "voicemail", "greeting": [1, 4, 1]}


@pytest.mark.parametrize(
    ("answers", "tuned", "who", "seconds"),
    [
        pytest.param({"greeting": [0.5, 1]}, {}, "human", 2.7, id="a short hello"),
        pytest.param({"greeting": [0.5, 2.4]}, {}, "human", 4.1, id="just short enough"),
        pytest.param({"greeting": [0.5, 3]}, {}, "machine_start", 2.9, id="a long one"),
        pytest.param({"greeting": [0.5, 3]}, {"speech": 4}, "human", 4.7, id="a patient ear"),
        pytest.param({"greeting": [0.5, 1]}, {"speech": 0.9}, "machine_start", 1.4, id="hasty"),
        pytest.param({"greeting": [0, 1, 1, 2]}, {}, "machine_start", 2.4, id="a breath"),
        pytest.param({"greeting": [0, 1, 1, 2]}, {"pause": 0.9}, "human", 1.9, id="a pause"),
        pytest.param({"greeting": [0, 1, 1, 2]}, {"pause": 1}, "human", 2, id="just a pause"),
        pytest.param({"greeting": [6, 1]}, {}, "unknown", 5, id="nobody speaks up"),
        pytest.param({"greeting": [6, 1]}, {"silence": 7}, "human", 8.2, id="they do in the end"),
        pytest.param({"greeting": []}, {"silence": 2}, "unknown", 2, id="silence throughout"),
        pytest.param({"greeting": [3, 9]}, {"timeout": 3}, "unknown", 3, id="no time for it"),
        pytest.param({"found_as": "unknown"}, {"timeout": 9}, "unknown", 9, id="never found"),
        pytest.param({"found_as": "fax"}, {"timeout": 1}, "unknown", 1, id="no time for a fax"),
        pytest.param({"found_as": "human", "greeting": [0, 9]}, {}, "human", 2, id="taken for one"),
        pytest.param(OFF, {"to_the_end": True}, "machine_end_beep", 6, id="to the beep"),
        pytest.param(
            OFF, {"to_the_end": True, "pause": 0.9}, "machine_end_silence", 5.9, id="to its silence"
        ),
        pytest.param(
            {"greeting": [1, 4, 1]}, {"to_the_end": True}, "machine_end_silence", 6.2,
            id="whoever speaks long and has no beep",
        ),
        pytest.param(OFF, {}, "machine_start", 3.4, id="not to the end"),
    ],
)  # fmt: skip  # one telephone a line
def test_how_they_speak_and_what_was_set_decides(
    answers: Orders, tuned: Orders, who: str, seconds: float
) -> None:
    wanted = Detection(**{"to_the_end": False, **tuned})  # type: ignore[arg-type]  # a row's own
    found = finding(wanted, behaviour(answers))

    assert (found.who.value, round(found.seconds, 3)) == (who, seconds)


def test_a_line_through_which_nothing_comes_is_unknown() -> None:
    assert finding(Detection(to_the_end=False), Behaviour(), silent=True).who == "unknown"


def by_call(net: Net, orders: Orders) -> str:
    net.application.answers["/answer"] = "<Pause length='60'/>"
    answer = {"from_": HOTLINE, "to": POLICE, "url": f"{HOST}/answer", "async_amd": "true"}
    told = {"async_amd_status_callback": f"{HOST}/amd"}
    return str(net.client.calls.create(**{**answer, **told, **orders}).sid)


def by_participant(net: Net, orders: Orders) -> str:
    together(net)
    people = net.client.conferences(case(net).sid).participants
    told = {"amd_status_callback": f"{HOST}/amd", "label": "police"}
    return str(people.create(from_=HOTLINE, to=POLICE, **{**told, **orders}).call_sid)


def by_dial(net: Net, orders: Orders) -> str:
    """As the official client writes the document."""
    dial = Dial()
    dial.number(POLICE, **{"amd_status_callback": "/amd", **orders})
    net.dial(str(dial).partition("?>")[2])
    return net.sim.calls_to(POLICE)[0].sid


WAYS = [
    pytest.param(by_call, id="a call"),
    pytest.param(by_participant, id="a participant"),
    pytest.param(by_dial, id="a dialled number"),
]


def found(net: Net) -> list[tuple[str, str]]:
    return [
        (told["AnsweredBy"], told["MachineDetectionDuration"])
        for told in net.application.at("/amd")
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("answers", "orders", "told"),
    [
        ({"greeting": [0, 1]}, {}, ("human", "2200")),
        ({"greeting": [0, 3]}, {}, ("machine_start", "2400")),
        (OFF, {"machine_detection": "DetectMessageEnd"}, ("machine_end_beep", "6000")),
        ({"greeting": [0, 3]}, {"machine_detection_speech_threshold": 3500}, ("human", "4200")),
        (
            {"greeting": [0, 1, 1, 2]},
            {"machine_detection_speech_end_threshold": 800},
            ("human", "1800"),
        ),
        ({"greeting": [4, 1]}, {"machine_detection_silence_timeout": 2000}, ("unknown", "2000")),
        ({"greeting": [4, 1]}, {"machine_detection_timeout": 3}, ("unknown", "3000")),
    ],
)
def test_a_call_a_participant_and_a_dialled_number_are_told_apart_alike(
    net: Net, way: Way, answers: Orders, orders: Orders, told: tuple[str, str]
) -> None:
    net.sim.behave(POLICE, **{"answer": "accept", **answers})
    sid = way(net, {"machine_detection": "Enable", **orders})
    net.pass_time(8)

    assert found(net) == [told]
    assert net.application.at("/amd")[0]["CallSid"] == sid
    assert net.client.calls(sid).fetch().answered_by == told[0]
    assert net.warnings() == []


@pytest.mark.parametrize("way", WAYS)
def test_who_answered_is_told_by_get_where_that_was_asked(net: Net, way: Way) -> None:
    net.sim.behave(POLICE, answer="accept")
    name = "async_amd" if way is by_call else "amd"
    way(net, {"machine_detection": "Enable", f"{name}_status_callback_method": "GET"})
    net.pass_time(4)

    [told] = [asked for asked in net.application.asked if asked.path == "/amd"]
    assert told.method == "GET"
    assert set(told.params) == {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_told_of_one_who_is_gone_before_it_is_known(net: Net, way: Way) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=1)
    sid = way(net, {"machine_detection": "Enable"})
    net.pass_time(9)

    assert found(net) == []
    assert net.client.calls(sid).fetch().answered_by is None


@pytest.mark.parametrize("way", WAYS)
def test_with_nobody_to_tell_nothing_waits_and_the_call_knows(net: Net, way: Way) -> None:
    net.sim.behave(POLICE, answer="voicemail")
    name = "async_amd" if way is by_call else "amd"
    sid = way(net, {"machine_detection": "Enable", f"{name}_status_callback": ""})
    net.pass_time(2)
    call = net.client.calls(sid)
    assert (call.fetch().status, call.fetch().answered_by) == ("in-progress", None)
    assert len(net.application.at("/answer")) == (way is by_call)
    net.pass_time(4)

    assert call.fetch().answered_by == "machine_start"
    assert len(net.application.at("/answer")) == (way is by_call)
    assert net.warnings() == [21262]


def test_the_caller_and_a_dialled_number_talk_before_it_is_known_who_answered(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    sid = by_dial(net, {"machine_detection": "Enable", "status_callback": "/leg"})
    net.pass_time(1.5)
    net.sim.say(net.sim.calls_of(CHILD)[0].sid, "Cứu cháu")
    assert (net.sim.call(sid).heard, found(net)) == (["Cứu cháu"], [])
    net.pass_time(2)
    net.sim.hangup(sid)

    assert net.application.at("/leg")[-1]["AnsweredBy"] == "human"


def test_a_participant_sits_down_before_it_is_known_who_answered(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    by_participant(net, {"machine_detection": "Enable", "status_callback": f"{HOST}/leg"})
    net.pass_time(1.5)
    assert "police" in net.sim.hears("case-42")["child"]
    assert found(net) == []


def test_a_call_sent_on_while_it_is_looked_who_answered_stays_where_it_was_sent(net: Net) -> None:
    net.sim.behave(POLICE, answer="voicemail")
    net.application.answers["/elsewhere"] = "<Pause length='60'/>"
    sid = by_call(net, {"machine_detection": "Enable", "async_amd": "false"})
    net.pass_time(2)
    net.client.calls(sid).update(url=f"{HOST}/elsewhere")
    net.pass_time(9)

    assert [asked.path for asked in net.application.asked] == ["/elsewhere"]
    assert net.client.calls(sid).fetch().answered_by == "machine_start"


OUT_OF_RANGE = [
    ("machine_detection", "Perhaps"),
    ("machine_detection_timeout", 2),
    ("machine_detection_timeout", 61),
    ("machine_detection_speech_threshold", 999),
    ("machine_detection_speech_threshold", 6001),
    ("machine_detection_speech_end_threshold", 499),
    ("machine_detection_speech_end_threshold", 5001),
    ("machine_detection_silence_timeout", 1999),
    ("machine_detection_silence_timeout", 10_001),
]


@pytest.mark.parametrize("way", WAYS[:2])
@pytest.mark.parametrize(("name", "value"), OUT_OF_RANGE)
def test_a_setting_out_of_its_range_makes_no_call(
    net: Net, way: Way, name: str, value: object
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        way(net, {"machine_detection": "Enable", name: value})

    assert (refused.value.status, refused.value.code) == (400, 21234)
    assert net.sim.calls_to(POLICE) == []


@pytest.mark.parametrize(("name", "value"), OUT_OF_RANGE)
def test_a_setting_of_a_dialled_number_out_of_its_range_is_warned_of_and_passed_over(
    net: Net, name: str, value: object
) -> None:
    net.sim.behave(POLICE, answer="voicemail")
    by_dial(net, {"machine_detection": "Enable", name: value})
    net.pass_time(9)

    assert net.warnings() == [12200]
    usual = [] if name == "machine_detection" else [("machine_start", "4000")]
    assert found(net) == usual


ONLY_OF_CALLS = ["AsyncAmd", "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod"]
SAID = {"AsyncAmd": "true", "AsyncAmdStatusCallback": f"{HOST}/else"}


@pytest.mark.parametrize("word", ONLY_OF_CALLS)
def test_a_participant_with_words_for_calls_alone_is_called_and_warned_of(
    net: Net, word: str
) -> None:
    told = {"MachineDetection": "Enable", "AmdStatusCallback": f"{HOST}/amd"}
    together(net)
    with strict.watch.on_purpose():
        made = net.rest.post(
            net.address(f"Conferences/{case(net).sid}/Participants.json"),
            data={"From": HOTLINE, "To": POLICE, **told, word: SAID.get(word, "GET")},
        )

    assert (made.status_code, net.warnings()) == (201, [21263])


@pytest.mark.parametrize("word", ONLY_OF_CALLS)
def test_a_dialled_number_with_words_for_calls_alone_is_dialled_and_warned_of(
    net: Net, word: str
) -> None:
    net.sim.behave(POLICE, answer="accept")
    by_dial(net, {"machine_detection": "Enable", f"a{word[1:]}": SAID.get(word, "GET")})
    net.pass_time(4)

    assert (found(net), net.warnings()) == ([("human", "2000")], [21263])


@pytest.mark.parametrize("greeting", [[-1, 2], ["a while"], 4])
def test_nobody_greets_in_a_way_there_is_not(net: Net, greeting: object) -> None:
    answer = net.control.post(f"/_sim/numbers/{POLICE}/behaviour", json={"greeting": greeting})

    assert (answer.status_code, answer.get_json()["error"][:9]) == (400, "greeting:")
