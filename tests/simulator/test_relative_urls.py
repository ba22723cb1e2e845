"""An address in a document is seen from where the document lies, whatever verb or noun holds it."""

from collections.abc import Callable

import pytest

from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net

HOME = "/hotline/v1"
ON = "<Pause length='600'/>"
AGENT = "+84900000007"
Deed = Callable[[Net, str], None]


def call(net: Net, verbs: str) -> str:
    """A child calls, and the document of the answer lies in a folder."""
    net.sim.own(HOTLINE, voice_url=f"{HOST}{HOME}/in?c=42")
    net.application.answers[f"{HOME}/in"] = verbs
    return net.sim.dial(CHILD, HOTLINE)


def asked(net: Net) -> list[str]:
    return [one.path for one in net.application.asked]


def wait(net: Net, _sid: str) -> None:
    net.pass_time(10)


def press(net: Net, sid: str) -> None:
    net.sim.press(sid, "1")


def speak(net: Net, sid: str) -> None:
    net.sim.say(sid, "cứu cháu")
    net.pass_time(10)


def hang_up_later(net: Net, sid: str) -> None:
    net.pass_time(10)
    net.sim.hangup(sid)
    net.pass_time(3)


def somebody_comes(net: Net, sid: str) -> None:
    net.application.answers["/agent"] = "<Dial><Conference>case</Conference></Dial>"
    net.sim.behave(AGENT, answer="accept")
    agent = net.client.calls.create(from_=HOTLINE, to=AGENT, url=f"{HOST}/agent").sid
    net.pass_time(10)
    for leg in (str(agent), sid):
        net.sim.hangup(leg)
    net.pass_time(3)


def one_waits(net: Net, _sid: str) -> None:
    """Somebody joins the line in which the agent waits."""
    call(net, '<Enqueue waitUrl="">hotline</Enqueue>')


ROOM = '<Dial><Conference {}="next" statusCallbackEvent="join" {}>case</Conference></Dial>'
PLACES: dict[str, tuple[str, Deed]] = {
    "Gather action": ('<Gather numDigits="1" action="next"/>', press),
    "Gather partialResultCallback": (
        '<Gather input="speech" partialResultCallback="next"/>',
        speak,
    ),
    "Record action": ('<Record action="next"/>', press),
    "Record recordingStatusCallback": ('<Record recordingStatusCallback="next"/>', hang_up_later),
    "Dial action": (f'<Dial action="next">{POLICE}</Dial>', hang_up_later),
    "Dial recordingStatusCallback": (
        f'<Dial record="record-from-answer" recordingStatusCallback="next">{POLICE}</Dial>',
        hang_up_later,
    ),
    "Number url": (f'<Dial><Number url="next">{POLICE}</Number></Dial>', wait),
    "Number statusCallback": (
        f'<Dial><Number statusCallback="next">{POLICE}</Number></Dial>',
        hang_up_later,
    ),
    "Client url": ('<Dial><Client url="next">lan</Client></Dial>', wait),
    "Client statusCallback": (
        '<Dial><Client statusCallback="next">lan</Client></Dial>',
        hang_up_later,
    ),
    "Conference waitUrl": (ROOM.format("waitUrl", ""), wait),
    "Conference statusCallback": (ROOM.format("statusCallback", ""), wait),
    "Conference recordingStatusCallback": (
        ROOM.format("recordingStatusCallback", 'record="record-from-start"'),
        somebody_comes,
    ),
    "Queue url": ('<Dial><Queue url="next">hotline</Queue></Dial>', one_waits),
    "Enqueue action": ('<Enqueue action="next" waitUrl="">hotline</Enqueue>', hang_up_later),
    "Enqueue waitUrl": ('<Enqueue waitUrl="next">hotline</Enqueue>', wait),
    "Redirect": ("<Redirect>next</Redirect>", wait),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_verb_and_noun_sees_an_address_from_its_document(net: Net, place: str) -> None:
    verbs, deed = PLACES[place]
    net.client.queues.create(friendly_name="hotline")
    for number in (POLICE, "client:lan"):
        net.sim.behave(number, answer="accept")
    net.application.answers[f"{HOME}/next"] = ON
    deed(net, call(net, verbs))

    assert f"{HOME}/next" in asked(net)
    assert {path.rpartition("/")[0] for path in asked(net)} <= {HOME, ""}


@pytest.mark.parametrize("around", ["{}", "<Gather>{}</Gather>"])
def test_a_sound_lies_beside_its_document(net: Net, around: str) -> None:
    sid = call(net, around.format("<Play>greet.wav</Play>"))

    assert net.sim.call(sid).heard == [f"{HOST}{HOME}/greet.wav"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("/next", "/next", id="from the root"),
        pytest.param("../next", "/hotline/next", id="one folder up"),
        pytest.param("./deeper/next", f"{HOME}/deeper/next", id="one folder down"),
        pytest.param(f"{HOST}/far/next", "/far/next", id="absolute"),
        pytest.param("//hotline.test/near/next", "/near/next", id="by the same scheme"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(net: Net, written: str, meant: str) -> None:
    net.application.answers[meant] = ON
    call(net, f"<Redirect>{written}</Redirect>")

    assert asked(net) == [f"{HOME}/in", meant]


def test_a_query_alone_asks_the_same_document_otherwise(net: Net) -> None:
    net.application.answers[f"{HOME}/in"] = "<Redirect method='GET'>?step=2</Redirect>"
    net.sim.own(HOTLINE, voice_url=f"{HOST}{HOME}/in?c=42")
    net.sim.dial(CHILD, HOTLINE)

    assert [one.params.get("step") for one in net.application.asked][:2] == [None, "2"]
    assert net.application.asked[1].path == f"{HOME}/in"


@pytest.mark.parametrize(
    "verbs",
    [
        pytest.param('<Enqueue waitUrl="music/first">hotline</Enqueue>', id="in a line"),
        pytest.param(
            '<Dial><Conference waitUrl="music/first">case</Conference></Dial>', id="in a room"
        ),
        pytest.param(
            f'<Dial><Number url="music/first">{POLICE}</Number></Dial>', id="before a talk"
        ),
    ],
)
def test_a_part_of_the_call_has_a_place_of_its_own(net: Net, verbs: str) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.application.answers |= {
        f"{HOME}/music/first": "<Play>a.wav</Play><Redirect>second</Redirect>",
        f"{HOME}/music/second": f"<Play>b.wav</Play>{ON}",
    }
    call(net, verbs)
    net.pass_time(10)

    wanted = ("first", "a.wav", "second", "b.wav")
    assert asked(net)[1:] == [f"{HOME}/music/{name}" for name in wanted]
    heard = [one for each in net.sim.calls.all.values() for one in each.heard]
    assert [one.what for one in heard] == [f"{HOST}{HOME}/music/{n}.wav" for n in "ab"]


def test_the_next_document_is_the_place_to_see_from(net: Net) -> None:
    net.application.answers["/elsewhere/menu"] = f"<Play>menu.wav</Play>{ON}"
    sid = call(net, '<Gather numDigits="1" action="/elsewhere/menu"/>')
    net.sim.press(sid, "1")

    assert net.sim.call(sid).heard == [f"{HOST}/elsewhere/menu.wav"]


def test_a_fallback_is_a_place_too(net: Net) -> None:
    net.sim.own(HOTLINE, voice_fallback_url=f"{HOST}/spare/in")
    net.application.answers["/spare/in"] = f"<Play>sorry.wav</Play>{ON}"
    sid = call(net, "<Say")

    assert net.sim.call(sid).heard == [f"{HOST}/spare/sorry.wav"]


def test_the_answer_to_a_text_is_a_place_too(net: Net) -> None:
    net.sim.own(HOTLINE, sms_url=f"{HOST}{HOME}/sms")
    net.application.answers |= {
        f"{HOME}/sms": "<Redirect>second</Redirect>",
        f"{HOME}/second": '<Message statusCallback="told"><Body>Ảnh</Body>'
        "<Media>map.png</Media></Message>",
    }
    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.pass_time(5)

    assert asked(net)[:3] == [f"{HOME}/sms", f"{HOME}/second", f"{HOME}/told"]
    assert net.sim.inbox(CHILD)[0].media == (f"{HOST}{HOME}/map.png",)
