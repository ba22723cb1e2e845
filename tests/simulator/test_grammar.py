"""The carrier's grammar: all the official client writes is known, what does not fit is skipped."""

import inspect
import re
from collections.abc import Iterator

import pytest
from twilio.twiml import messaging_response as messaging
from twilio.twiml import voice_response as voice

from simulator.twiml.grammar import MESSAGING, UNBUILT, VOICE
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net

_WRITERS = (
    (voice.VoiceResponse, VOICE), (voice.Dial, VOICE), (voice.Client, VOICE),
    (messaging.MessagingResponse, MESSAGING), (messaging.Message, MESSAGING),
)  # fmt: skip  # what writes verbs, and where they must be known
# Not attributes: what stands between the tags.
_TEXT = {"message", "url", "name", "number", "phone_number", "identity", "body", "client_identity"}


def _written() -> Iterator[object]:
    """Every attribute the client can write on a verb that is built here."""
    for writer, grammar in _WRITERS:
        for method, function in inspect.getmembers(writer, inspect.isfunction):
            verb = _verb(method)
            names = list(inspect.signature(function).parameters)[1:]
            for name in names if verb in grammar else ():
                if name not in {*_TEXT, "kwargs"}:
                    yield pytest.param(verb, _camel(name), id=f"{verb} {name}")


def _verb(method: str) -> str:
    return "".join(word.capitalize() for word in method.split("_"))


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name.rstrip("_"))


@pytest.mark.parametrize(("verb", "attribute"), list(_written()))
def test_every_attribute_of_the_official_client_is_known(verb: str, attribute: str) -> None:
    assert attribute in (VOICE.get(verb) or MESSAGING[verb]).attributes


def test_every_verb_of_the_official_client_is_built_or_named_as_not_built() -> None:
    methods = [*vars(voice.VoiceResponse), *vars(voice.Dial), *vars(voice.Enqueue)]
    verbs = {_verb(name) for name in methods if not name.startswith("_")}

    assert verbs - VOICE.keys() - UNBUILT == set()


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        pytest.param('<Say loop="ever">x</Say>', 13510, id="say: loop"),
        pytest.param('<Say voice="Vera">x</Say>', 13511, id="say: voice"),
        pytest.param('<Say language="Tiếng Việt">x</Say>', 13512, id="say: language"),
        pytest.param('<Play loop="-1">/a.wav</Play>', 13410, id="play: loop"),
        pytest.param('<Play digits="call">/a.wav</Play>', 13430, id="play: digits"),
        pytest.param("<Play/>", 12200, id="play: nothing"),
        pytest.param('<Pause length="long"/>', 13910, id="pause: length"),
        pytest.param('<Gather finishOnKey="12"/>', 13310, id="gather: finish key"),
        pytest.param('<Gather method="PUT"/>', 13312, id="gather: method"),
        pytest.param('<Gather timeout="soon"/>', 13313, id="gather: timeout"),
        pytest.param('<Gather numDigits="0"/>', 13314, id="gather: digits"),
        pytest.param('<Gather input="thought"/>', 13326, id="gather: input"),
        pytest.param('<Gather speechTimeout="0"/>', 13327, id="gather: speech timeout"),
        pytest.param('<Gather maxSpeechTime="x"/>', 13328, id="gather: speech length"),
        pytest.param('<Gather partialResultCallbackMethod="x"/>', 13329, id="gather: partial"),
        pytest.param(f'<Gather hints="{"x" * 101}"/>', 13330, id="gather: a hint too long"),
        pytest.param(f'<Gather hints="{"x," * 500}x"/>', 13330, id="gather: too many hints"),
        pytest.param('<Gather bargeIn="maybe"/>', 13332, id="gather: barge in"),
        pytest.param('<Gather profanityFilter="x"/>', 13333, id="gather: filter"),
        pytest.param('<Gather actionOnEmptyResult="x"/>', 13338, id="gather: empty result"),
        pytest.param('<Dial timeout="x">113</Dial>', 13212, id="dial: timeout"),
        pytest.param('<Dial hangupOnStar="x">113</Dial>', 13213, id="dial: star"),
        pytest.param('<Dial timeLimit="x">113</Dial>', 13216, id="dial: time limit"),
        pytest.param('<Dial record="x">113</Dial>', 13217, id="dial: record"),
        pytest.param('<Dial answerOnBridge="x">113</Dial>', 13219, id="dial: answer"),
        pytest.param('<Dial><Number method="x">113</Number></Dial>', 13221, id="number: method"),
        pytest.param('<Dial><Number sendDigits="x">113</Number></Dial>', 13222, id="number: keys"),
        pytest.param('<Redirect method="x">/next</Redirect>', 13710, id="redirect: method"),
        pytest.param("<Connect/>", 12200, id="not built"),
    ],
)
def test_a_value_that_does_not_fit_is_passed_over_with_its_code(
    net: Net, verb: str, code: int
) -> None:
    net.application.answers["/next"] = "<Pause/>"
    net.dial(f"<Say>Chào em</Say>{verb}")

    net.pass_time(2)

    assert net.warnings() == [code]
    assert [str(one.error_code) for one in net.client.notifications.list()] == [str(code)]


@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        ('muted="x"', 13230), ('endConferenceOnExit="x"', 13231),
        ('startConferenceOnEnter="x"', 13232), ('waitMethod="x"', 13234), ('beep="x"', 13235),
        ('trim="x"', 13239), ('coach="x"', 13240), (f'participantLabel="{"x" * 129}"', 16023),
    ],
)  # fmt: skip  # several on a line
def test_a_value_of_a_conference_that_does_not_fit_is_warned_of(
    net: Net, attribute: str, code: int
) -> None:
    net.dial(f"<Dial><Conference {attribute}>case-1</Conference></Dial>")

    assert net.warnings() == [code]


def test_a_value_that_does_not_fit_leaves_the_default(net: Net) -> None:
    sid = net.dial('<Gather numDigits="none" timeout="x" finishOnKey="ab" action="/menu"/>')

    net.sim.press(sid, "12#")

    assert net.application.at("/menu")[0]["Digits"] == "12"


@pytest.mark.parametrize(
    ("voice", "most"),
    [("man", 4096), ("Polly.Amy", 3000), ("Google.vi-VN-Standard-A", 5000)],
)
def test_each_family_of_voices_speaks_so_much_and_no_more(net: Net, voice: str, most: int) -> None:
    net.dial(f'<Say voice="{voice}">{"x" * most}</Say>')
    assert net.warnings() == []

    net.dial(f'<Say voice="{voice}">{"x" * (most + 1)}</Say>')
    assert net.warnings() == [13521]


def test_keys_of_a_play_are_sent_and_take_half_a_second_each(net: Net) -> None:
    sid = net.dial('<Play digits="1w23"/><Say>Chào em</Say>')

    net.pass_time(1.9)
    assert net.sim.call(sid).heard == []
    net.pass_time(0.2)
    assert net.sim.call(sid).heard == ["Chào em"]
    assert [e["digits"] for e in net.sim.ledger if e["kind"] == "keys.sent"] == ["1w23"]


@pytest.mark.parametrize(
    ("verbs", "code"),
    [
        pytest.param('<Dial callerId="+84900000009">113</Dial>', 13214, id="a foreign caller id"),
        pytest.param("<Dial><Number>nobody</Number></Dial>", 13223, id="a number that is none"),
        pytest.param("<Dial/>", 13223, id="nobody"),
        pytest.param("<Dial>+12125550100</Dial>", 13227, id="a country without permission"),
    ],
)
def test_a_dial_that_can_reach_nobody_fails(net: Net, verbs: str, code: int) -> None:
    net.sim.coverage.barred = ("+1",)
    net.dial(verbs.replace("<Dial", '<Dial action="/left"', 1))

    assert net.warnings() == [code]
    assert net.application.at("/left")[0]["DialCallStatus"] == "failed"


@pytest.mark.parametrize("caller_id", [HOTLINE, CHILD])
def test_telephones_are_shown_a_number_of_the_account_or_of_the_call(
    net: Net, caller_id: str
) -> None:
    net.dial(f'<Dial callerId="{caller_id}">{POLICE}</Dial>')
    net.pass_time(2)

    assert [call.from_ for call in net.sim.calls_to(POLICE)] == [caller_id]


def test_a_browser_cannot_be_shown_to_a_telephone(net: Net) -> None:
    net.application.answers["/voice"] = f'<Dial action="/left">{POLICE}</Dial>'

    net.sim.dial("client:counselor_07", HOTLINE)

    assert net.warnings() == [13214]
    assert net.application.at("/left")[0]["DialCallStatus"] == "failed"


def test_a_room_does_not_stand_beside_numbers(net: Net) -> None:
    net.dial(f"<Dial><Number>{POLICE}</Number><Conference>case-1</Conference></Dial>")

    assert net.warnings() == [13000]
    assert net.sim.calls_to(POLICE) == []


@pytest.mark.parametrize(
    ("name", "code"), [pytest.param("", 14204, id="none"), pytest.param("x" * 65, 14205, id="long")]
)
def test_a_queue_without_a_proper_name_is_an_error(net: Net, name: str, code: int) -> None:
    net.dial(f'<Enqueue action="/left">{name}</Enqueue>')

    assert net.warnings() == [code]
    assert net.application.at("/left")[0]["QueueResult"] == "error"


def test_only_a_dial_is_a_dial_out_of_a_dial(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.application.answers["/whisper"] = "<Enqueue>hotline</Enqueue><Dial>113</Dial>"
    net.dial(f'<Dial><Number url="{HOST}/whisper">{POLICE}</Number></Dial>')

    net.pass_time(5)

    assert net.warnings() == [12200, 13201]
