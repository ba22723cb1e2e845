"""Speech in a Gather: what is understood, when it ends, and what is told on the way."""

import pytest

from tests.simulator.conftest import HOST, Net

WORDS = "cứu cháu với chú"  # a second and a bit
LONG = "x" * 900  # a minute


def _gather(attributes: str = "") -> str:
    return f'<Gather input="dtmf speech" action="/menu" {attributes}/><Say>Hết giờ</Say>'


def _results(net: Net) -> list[str]:
    return [asked["SpeechResult"] for asked in net.application.at("/menu")]


@pytest.mark.parametrize(
    ("attributes", "seconds"),
    [
        pytest.param("", 6.0, id="as long as the timeout"),
        pytest.param('speechTimeout="2"', 3.0, id="as long as is said"),
        pytest.param('speechTimeout="auto"', 2.0, id="as the carrier finds right"),
    ],
)
def test_a_speech_ends_with_a_silence(net: Net, attributes: str, seconds: float) -> None:
    sid = net.dial(_gather(attributes))
    net.sim.say(sid, WORDS)

    net.pass_time(seconds)
    assert _results(net) == []
    net.pass_time(0.2)
    assert _results(net) == [WORDS]


def test_who_goes_on_speaking_is_heard_to_the_end(net: Net) -> None:
    sid = net.dial(_gather('speechTimeout="3"'))

    net.sim.say(sid, "cứu cháu")
    net.pass_time(2)
    net.sim.say(sid, "ở trong nhà")
    net.pass_time(5)

    assert _results(net) == ["cứu cháu ở trong nhà"]


def test_a_speech_is_cut_after_a_minute(net: Net) -> None:
    sid = net.dial(_gather())

    net.sim.say(sid, LONG)
    net.pass_time(59.9)
    assert _results(net) == []
    net.pass_time(0.2)
    assert _results(net) == [LONG]


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        pytest.param("say", "press", {"SpeechResult": WORDS}, id="words, then keys"),
        pytest.param("press", "say", {"Digits": "9"}, id="keys, then words"),
    ],
)
def test_whichever_comes_first_is_taken(
    net: Net, first: str, then: str, told: dict[str, str]
) -> None:
    sid = net.dial(_gather())
    for act in (first, then):
        if act == "say":
            net.sim.say(sid, WORDS)
        else:
            net.sim.press(sid, "9")

    net.pass_time(10)

    [asked] = net.application.at("/menu")
    assert {name: asked[name] for name in ("SpeechResult", "Digits") if name in asked} == told


def test_what_is_understood_so_far_is_told_on_the_way(net: Net) -> None:
    sid = net.dial(_gather(f'speechTimeout="3" partialResultCallback="{HOST}/partial"'))
    net.sim.say(sid, "cứu cháu")
    net.pass_time(1)
    net.sim.say(sid, "với")
    net.pass_time(10)

    told = net.application.at("/partial")
    names = ("SequenceNumber", "StableSpeechResult", "UnstableSpeechResult")
    assert [tuple(each[name] for name in names) for each in told] == [
        ("0", "", "cứu cháu"),
        ("1", "cứu cháu", "với"),
        ("2", "cứu cháu với", ""),
    ]
    assert {t["CallSid"] for t in told} == {sid}


@pytest.mark.parametrize(
    ("listens", "told"),
    [
        pytest.param("speech", {"SpeechResult": ""}, id="for words"),
        pytest.param("dtmf speech", {"Digits": ""}, id="for keys too"),
    ],
)
def test_nothing_at_all_is_an_empty_text_of_what_was_listened_for(
    net: Net, listens: str, told: dict[str, str]
) -> None:
    net.dial(f'<Gather input="{listens}" action="/menu" actionOnEmptyResult="true"/>')

    net.pass_time(6)

    [asked] = net.application.at("/menu")
    assert {name: asked[name] for name in ("SpeechResult", "Digits") if name in asked} == told


def test_the_result_says_more_or_less_by_the_other_habits(net: Net) -> None:
    sid = net.dial(_gather('language="vi-VN"'))
    net.sim.say(sid, WORDS)
    net.pass_time(10)
    net.sim.habits.speech_has_confidence = False
    net.sim.habits.speech_names_language = True
    again = net.dial(_gather('language="vi-VN"'))
    net.sim.say(again, WORDS)
    net.pass_time(10)

    first, second = net.application.at("/menu")
    assert (first.get("Confidence"), first.get("Language")) == ("0.9", None)
    assert (second.get("Confidence"), second.get("Language")) == (None, "vi-VN")


def test_a_caller_who_hangs_up_while_speaking_has_said_nothing(net: Net) -> None:
    sid = net.dial(_gather())
    net.sim.say(sid, WORDS)

    net.sim.hangup(sid)
    net.pass_time(20)

    assert net.application.at("/menu") == []


@pytest.mark.parametrize(
    ("barge_in", "asked_after"), [("", 2.2), ('bargeIn="true"', 2.2), ('bargeIn="false"', 11.0)]
)
def test_speech_breaks_off_what_is_played_unless_it_may_not(
    net: Net, barge_in: str, asked_after: float
) -> None:
    words = f"<Say>{'x' * 75}</Say>"  # five seconds each
    sid = net.dial(
        f'<Gather input="dtmf speech" action="/menu" speechTimeout="1" {barge_in}>{words}{words}'
        "</Gather>"
    )
    net.sim.say(sid, WORDS)
    net.pass_time(asked_after - 0.2)
    assert _results(net) == []
    net.pass_time(0.2)

    assert _results(net) == [WORDS]
    assert len(net.sim.call(sid).heard) == (2 if "false" in barge_in else 1)


def test_a_key_breaks_off_what_speech_may_not(net: Net) -> None:
    sid = net.dial(
        '<Gather input="dtmf speech" action="/menu" numDigits="1" bargeIn="false">'
        f"<Say>{LONG}</Say></Gather>"
    )
    net.sim.press(sid, "9")

    assert [asked["Digits"] for asked in net.application.at("/menu")] == ["9"]
