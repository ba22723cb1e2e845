"""What we tell the carrier is in its own grammar, and what it tells us is read without harm."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import packs
from hotline import callflow
from hotline.callflow import Heard, Step
from hotline.telephony import twiml
from hotline.telephony.carrier import CallTurn, Receipt, Sms
from hotline.vocabulary import Language
from simulator.twiml.grammar import MESSAGING, VOICE
from simulator.twiml.reading import Document, Node, parse
from tests.house import House

POLICY = packs.shipped("vietnam")
KEYS = ["", *"0123456789*#", "99", "*9"]
HEARD = [Heard(key) for key in KEYS] + [Heard(recorded=True), Heard(hung_up=True)]
LONGEST_PROGRAM = 4000  # characters of a document handed over by REST
MINUTE = timedelta(minutes=1)


def action(step: Step) -> str:
    return f"https://hotline.test/webhooks/voice/turn/{step}/2"


def spoken(node: Node | Document) -> list[Node]:
    inside = node.verbs if isinstance(node, Document) else node.children
    return [each for child in inside for each in ([child, *spoken(child)])]


def test_everything_a_caller_can_hear_is_understood_by_the_carrier() -> None:
    turns = [callflow.greeting(language) for language in Language]
    turns += [callflow.next_turn(*facts) for facts in product(Step, HEARD, Language)]

    for turn in turns:
        document = parse(twiml.render(turn, POLICY, action).encode(), VOICE)
        assert document.warnings == ()
        assert document.verbs
        assert all(node.text for node in spoken(document) if node.name == "Say")


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("heard", HEARD, ids=str)
def test_every_turn_leads_to_another_or_to_a_good_end(step: Step, heard: Heard) -> None:
    turn = callflow.next_turn(step, heard, Language.VI)
    document = parse(twiml.render(turn, POLICY, action).encode(), VOICE)

    last = document.verbs[-1]
    assert last.name in ("Gather", "Redirect", "Hangup")
    asked = [node.get("action", "") for node in spoken(document)]
    known = {action(each) for each in Step}
    assert {url for url in asked if url} <= known


@pytest.mark.parametrize("language", list(Language))
def test_a_page_by_telephone_asks_twice_and_needs_no_web_of_ours_to_be_heard(
    language: Language,
) -> None:
    url = "https://hotline.test/webhooks/voice/answer/x/1"

    program = twiml.ask_for_key("Phiếu 1001 đang chờ", "Bấm 4", url, language)

    document = parse(program.encode(), VOICE)
    assert document.warnings == ()
    assert [verb.name for verb in document.verbs] == ["Gather", "Gather", "Hangup"]
    assert {verb.get("action", "") for verb in document.verbs[:2]} == {url}
    assert len(program) < LONGEST_PROGRAM


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_words_are_never_taken_for_verbs(words: str) -> None:
    said = parse(twiml.tell(words, Language.VI).encode(), VOICE)
    written = parse(twiml.reply(f"x{words}").encode(), MESSAGING)

    assert [verb.name for verb in said.verbs] == ["Say", "Hangup"]
    assert said.verbs[0].text == words.strip()
    assert [verb.name for verb in written.verbs] == ["Message"]
    assert (said.warnings, written.warnings) == ((), ())


def test_nothing_to_say_sends_nothing() -> None:
    assert parse(twiml.reply("").encode(), MESSAGING) == Document(())
    assert parse(twiml.DONE.encode(), VOICE) == Document(())


def test_a_night_of_calls_and_texts_gives_the_carrier_nothing_to_complain_of(house: House) -> None:
    for number in ("+842393855001", "+84990000001"):
        house.network.behave(number, answer="accept", after=3, press=[(9, "*"), (20, "4")])
    house.text("+84912345678", "Cứu với, cháu bé nhà bên đang bị nhốt trong nhà")
    call = house.dial("+84912345679")
    house.forward(timedelta(seconds=2))
    house.network.press(call, "8")
    house.forward(4 * MINUTE)

    assert len(house.network.ledger) > 50
    assert [entry for entry in house.network.ledger if entry["kind"] == "warning"] == []


@pytest.mark.parametrize(
    ("form", "read"),
    [
        pytest.param({}, Sms("", "", ""), id="nothing"),
        pytest.param({"SmsSid": "SM1"}, Sms("SM1", "", ""), id="an older name of the id"),
        pytest.param(
            {"MessageSid": "SM1", "SmsSid": "SM2", "From": "+1", "Body": " a "},
            Sms("SM1", "+1", " a "),
            id="blanks stay",
        ),
        pytest.param(
            {"NumMedia": "2", "MediaUrl0": "a", "MediaUrl1": "b", "MediaUrl2": "c"},
            Sms("", "", "", ("a", "b")),
            id="as many pictures as it says",
        ),
        pytest.param(
            {"NumMedia": "999999", "MediaUrl0": "a"}, Sms("", "", "", ("a",)), id="never more"
        ),
        pytest.param({"NumMedia": "-1", "MediaUrl0": "a"}, Sms("", "", ""), id="no number"),
    ],
)
def test_a_text_is_read(form: dict[str, str], read: Sms) -> None:
    assert twiml.read_sms(form) == read


@pytest.mark.parametrize(
    ("form", "read"),
    [
        pytest.param({}, CallTurn("", ""), id="nothing"),
        pytest.param({"Digits": "9"}, CallTurn("", "", digits="9"), id="a key"),
        pytest.param({"Digits": "*#0"}, CallTurn("", "", digits="*#0"), id="signs"),
        pytest.param({"Digits": "hangup"}, CallTurn("", "", ended=True), id="hung up"),
        pytest.param({"Digits": "9" * 13}, CallTurn("", ""), id="too many keys"),
        pytest.param({"Digits": "９"}, CallTurn("", ""), id="another script"),
        pytest.param({"Digits": "9\n"}, CallTurn("", ""), id="a line break"),
        pytest.param({"CallStatus": "completed"}, CallTurn("", "", ended=True), id="over"),
        pytest.param(
            {"RecordingUrl": "https://x/Recordings/RE1", "RecordingDuration": "7"},
            CallTurn("", "", recording_sid="RE1", recording_seconds=7),
            id="a recording without its id",
        ),
        pytest.param({"RecordingDuration": "-7"}, CallTurn("", ""), id="a negative length"),
        pytest.param({"RecordingDuration": "7" * 9}, CallTurn("", ""), id="an endless one"),
    ],
)
def test_a_turn_of_a_call_is_read(form: dict[str, str], read: CallTurn) -> None:
    assert twiml.read_call(form) == read


@pytest.mark.parametrize(
    ("form", "read"),
    [
        pytest.param({}, Receipt("", ""), id="nothing"),
        pytest.param(
            {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"},
            Receipt("SM1", "undelivered", "30003"),
            id="a text",
        ),
        pytest.param(
            {"CallSid": "CA1", "CallStatus": "completed", "CallDuration": "49", "Duration": "1"},
            Receipt("CA1", "completed", duration=49),
            id="a call, in seconds",
        ),
        pytest.param(
            {"CallSid": "CA1", "CallDuration": "long"}, Receipt("CA1", "", duration=0), id="absurd"
        ),
    ],
)
def test_a_receipt_is_read(form: dict[str, str], read: Receipt) -> None:
    assert twiml.read_receipt(form) == read
