"""The carrier's own small programs: hold music, and a document that comes back as it was sent."""

from urllib.parse import urlencode

import pytest
import requests

from simulator.inprocess import WsgiAdapter
from simulator.wire.reach import Reach
from tests.simulator.conftest import POLICE, Net

MUSIC = "http://twimlets.com/holdmusic"
AMBIENT = "http://com.twilio.music.ambient.s3.amazonaws.com/BusyStrings.mp3"


def _echo(twiml: str) -> str:
    return f"https://twimlets.com/echo?{urlencode({'Twiml': twiml})}"


@pytest.mark.parametrize(
    "place",
    [
        pytest.param('<Enqueue waitUrl="{}">hotline</Enqueue>', id="in line"),
        pytest.param('<Dial><Conference waitUrl="{}">case</Conference></Dial>', id="in a room"),
    ],
)
def test_whoever_waits_hears_the_bucket_and_the_words_between_again_and_again(
    net: Net, place: str
) -> None:
    sid = net.dial(
        place.format(f"{MUSIC}?Bucket=com.twilio.music.ambient&amp;Message=Em+ch%E1%BB%9D")
    )

    net.pass_time(9)

    assert net.sim.call(sid).heard == [AMBIENT, "Em chờ", AMBIENT]
    assert net.warnings() == []


def test_a_recording_is_played_between_by_its_address(net: Net) -> None:
    said = "https://hotline.test/wait.wav"

    sid = net.dial(f'<Enqueue waitUrl="{MUSIC}?Bucket=a.b&amp;Message={said}">hotline</Enqueue>')
    net.pass_time(6)

    assert net.sim.call(sid).heard == ["http://a.b.s3.amazonaws.com/BusyStrings.mp3", said]
    assert len(net.application.at("/wait.wav")) == 1


def test_a_call_plays_the_document_its_own_address_holds(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    call = net.client.calls.create(
        to=POLICE, from_="+842473001111", url=_echo("<Response><Say>Chào & tạm</Say></Response>")
    )
    words = net.client.calls.create(
        to=POLICE, from_="+842473001111", url=_echo("<Response><Say>Chào cô</Say></Response>")
    )

    net.pass_time(3)

    assert net.sim.call(str(call.sid)).heard == [net.sim.habits.apology]
    assert net.sim.call(str(words.sid)).heard == ["Chào cô"]


def test_nobody_is_looked_up_for_them(net: Net) -> None:
    def look_up(host: str) -> list[str]:
        raise AssertionError(host)

    reach = Reach(net.sim.session, look_up)

    assert reach.problem(f"{MUSIC}?Bucket=a") is None


@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param("http://twimlets.com/holdmusic", 200, id="at a host of their own"),
        pytest.param("https://twimlets.com/echo", 200, id="or over TLS"),
        pytest.param("https://api.twilio.com/holdmusic", 404, id="and at no other"),
        pytest.param("http://127.0.0.1:5101/echo", 200, id="by the simulator's own address"),
        pytest.param(
            "http://twimlets.com/2010-04-01/Accounts/AC1/Calls.json",
            404,
            id="where nothing else is",
        ),
        pytest.param("http://twimlets.com/voicemail", 404, id="nor those nobody built"),
    ],
)
def test_they_are_served_over_http_without_a_password(net: Net, address: str, status: int) -> None:
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, WsgiAdapter(net.app))

    assert session.get(address).status_code == status
    assert session.post(address, data={"CallSid": "CA1"}).status_code == status


def test_parameters_of_a_form_count_like_those_of_the_address(net: Net) -> None:
    session = requests.Session()
    session.mount("http://", WsgiAdapter(net.app))

    came = session.post("http://twimlets.com/echo", data={"Twiml": "<Response><Pause/></Response>"})

    assert came.text == "<Response><Pause/></Response>"
    assert session.get("http://twimlets.com/echo").text == "<Response/>"
    assert came.headers["Content-Type"].startswith("text/xml")
