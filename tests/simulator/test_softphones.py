"""A softphone: shows a token, is rung under its identity, talks, calls, and may disappear."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from simulator.__main__ import build, options
from tests.simulator.access import APPLICATION, KEY, SECRET, token
from tests.simulator.conftest import ACCOUNT, CHILD, HOST, START, TOKEN, Net

COUNSELOR = "client:counselor_07"
RINGS_HER = '<Dial action="/after"><Client>counselor_07</Client></Dial>'
Json = dict[str, object]


@dataclass
class Page:
    """A page that speaks for an identity, without a browser around it."""

    client: FlaskClient
    access: str
    answers: list[Json] = field(default_factory=list)
    stream: TestResponse | None = None

    def __post_init__(self) -> None:
        answer = self.client.post("/_sim/softphones", json={"token": self.access})
        assert answer.status_code == 200, answer.text
        self.home = f"/_sim/softphones/{answer.get_json()['id']}"

    def listen(self, *, calls: bool = True) -> "Page":
        self.stream = self.client.get(f"{self.home}/events", buffered=False)
        self._lines = iter(self.stream.response)
        next(self._lines)
        self.do("presence", calls=calls)
        return self

    def do(self, act: str, **body: object) -> TestResponse:
        return self.client.post(f"{self.home}/{act}", json=body)

    def told(self) -> Json:
        """How things stand, the next time the page is told."""
        for line in self._lines:
            text = line.decode() if isinstance(line, bytes) else str(line)
            if text.startswith("data: "):
                return dict(json.loads(text.removeprefix("data: ")))
        raise AssertionError("the stream is over")

    def calls(self) -> list[tuple[str, bool]]:
        found = self.told()["calls"]
        assert isinstance(found, list)
        return [(call["state"], call["mine"]) for call in found]

    def vanish(self) -> None:
        assert self.stream is not None
        self.stream.close()


@pytest.fixture
def exchange(net: Net) -> Iterator[Net]:
    net.sim.api_keys[KEY] = SECRET
    net.sim.own_application(APPLICATION, voice_url=f"{HOST}/softphone")
    net.application.answers |= {"/softphone": '<Gather timeout="900"/>'}
    yield net
    for one in list(net.sim.softphones.all.values()):
        net.sim.softphones.leave(one)


def page(net: Net, identity: str = "counselor_07") -> Page:
    return Page(net.control, token(net.sim, identity)).listen()


def rung(net: Net) -> tuple[str, str]:
    """A child whose call rings at the counselor: both legs."""
    child = net.dial(RINGS_HER)
    net.pass_time(1.5)
    return child, net.sim.calls_to(COUNSELOR)[-1].sid


def test_a_call_to_the_identity_rings_and_the_first_page_to_accept_has_it(exchange: Net) -> None:
    desk, laptop = page(exchange), page(exchange)
    child, leg = rung(exchange)
    assert (desk.calls(), laptop.calls()) == ([("ringing", False)], [("ringing", False)])

    assert desk.do(f"calls/{leg}/accept").get_json()["state"] == "in-progress"

    assert (desk.calls(), laptop.calls()) == ([("in-progress", True)], [])
    assert laptop.do(f"calls/{leg}/accept").status_code == 409
    desk.do(f"calls/{leg}/say", text="Cô nghe đây")
    assert exchange.sim.call(child).heard == ["Cô nghe đây"]


def test_what_the_other_says_reaches_the_page_with_who_said_it(exchange: Net) -> None:
    desk = page(exchange)
    child, leg = rung(exchange)
    desk.do(f"calls/{leg}/accept")
    exchange.sim.say(child, "Cô ơi")

    found = desk.told()["calls"]

    assert isinstance(found, list)
    assert found[0]["heard"] == [{"text": "Cô ơi", "by": CHILD}]


def test_a_rejected_call_goes_back_to_whoever_dialled(exchange: Net) -> None:
    desk = page(exchange)
    _, leg = rung(exchange)

    assert desk.do(f"calls/{leg}/reject").status_code == 200

    assert exchange.application.at("/after")[0]["DialCallStatus"] == "busy"
    assert desk.calls() == []


def test_keys_and_hang_up_are_those_of_the_page_that_has_the_call(exchange: Net) -> None:
    exchange.application.answers |= {"/menu": "<Hangup/>"}
    exchange.application.answers["/softphone"] = '<Gather numDigits="2" action="/menu"/>'
    desk = page(exchange)
    sid = desk.do("calls").get_json()["sid"]
    stranger = page(exchange, identity="counselor_08")

    for act in ("press", "hangup", "say"):
        refused = stranger.do(f"calls/{sid}/{act}", digits="1", text="Tôi nghe hết")
        assert refused.status_code == 404
    assert desk.do(f"calls/{sid}/press", digits="x").status_code == 400
    desk.do(f"calls/{sid}/press", digits="42")

    assert exchange.application.at("/menu")[0]["Digits"] == "42"
    again = desk.do("calls").get_json()["sid"]
    assert desk.do(f"calls/{again}/hangup").get_json()["state"] == "completed"


def test_a_call_it_places_asks_the_application_with_what_the_page_says(exchange: Net) -> None:
    exchange.application.answers["/softphone"] = "<Say>Đang nối</Say>"
    desk = page(exchange)
    params = {"ticket": "1042", "From": "client:somebody_else", "CallSid": "CA0", "To": "+8424"}

    sid = desk.do("calls", params=params).get_json()["sid"]

    [asked] = exchange.application.at("/softphone")
    assert (asked["From"], asked["To"], asked["Direction"]) == (COUNSELOR, "+8424", "inbound")
    assert (asked["CallSid"], asked["ApplicationSid"]) == (sid, APPLICATION)
    assert asked["ticket"] == "1042"
    assert exchange.sim.call(sid).to == ""


def test_without_params_nobody_is_called(exchange: Net) -> None:
    page(exchange).do("calls")

    assert exchange.application.at("/softphone")[0]["To"] == ""


def test_parameters_of_the_dial_reach_the_page_with_the_ringing(exchange: Net) -> None:
    desk = page(exchange)
    exchange.dial(
        "<Dial><Client><Identity>counselor_07</Identity>"
        '<Parameter name="ticket" value="1042"/></Client></Dial>'
    )
    exchange.pass_time(1.5)

    found = desk.told()["calls"]

    assert isinstance(found, list)
    assert (found[0]["from"], found[0]["params"]) == (CHILD, {"ticket": "1042"})


@pytest.mark.parametrize(
    "silent",
    [
        pytest.param({"calls": False}, id="it does not want any"),
        pytest.param({"grants": {"identity": "counselor_07", "voice": {}}}, id="it may not"),
    ],
)
def test_calls_ring_only_where_the_page_wants_them_and_the_token_allows_it(
    exchange: Net, silent: dict[str, object]
) -> None:
    wants = bool(silent.pop("calls", True))
    desk = Page(exchange.control, token(exchange.sim, "counselor_07", **silent)).listen(calls=wants)
    _, leg = rung(exchange)

    assert desk.calls() == []
    assert desk.do(f"calls/{leg}/accept").status_code == 409


def test_a_page_that_disappears_leaves_its_call_after_ten_seconds(exchange: Net) -> None:
    desk = page(exchange)
    child, leg = rung(exchange)
    desk.do(f"calls/{leg}/accept")

    desk.vanish()
    exchange.pass_time(9)
    assert exchange.sim.call(leg).status == "in-progress"
    exchange.pass_time(2)

    assert exchange.sim.call(leg).status == "completed"
    assert exchange.application.at("/after")[0]["DialCallStatus"] == "completed"
    assert desk.do("presence", calls=True).status_code == 404
    assert exchange.sim.call(child).status == "completed"


def test_a_page_that_comes_back_in_time_goes_on_talking(exchange: Net) -> None:
    desk = page(exchange)
    _, leg = rung(exchange)
    desk.do(f"calls/{leg}/accept")

    desk.vanish()
    exchange.pass_time(9)
    desk.listen()
    exchange.pass_time(60)

    assert desk.calls() == [("in-progress", True)]


def test_a_page_that_was_never_heard_of_again_is_forgotten(exchange: Net) -> None:
    desk = Page(exchange.control, token(exchange.sim))
    exchange.pass_time(11)

    assert desk.do("presence", calls=True).status_code == 404


def test_a_page_that_is_closed_ends_its_calls_at_once(exchange: Net) -> None:
    desk = page(exchange)
    talking = desk.do("calls").get_json()["sid"]
    _, ringing = rung(exchange)

    desk.do("goodbye")

    assert exchange.sim.call(talking).status == "completed"
    assert exchange.sim.call(ringing).status == "busy"
    with pytest.raises(AssertionError, match="the stream is over"):
        desk.told()


def test_an_expired_token_is_told_once_and_a_new_one_heals(exchange: Net) -> None:
    desk = page(exchange)
    talking = desk.do("calls").get_json()["sid"]
    exchange.pass_time(601)
    rung(exchange)

    assert desk.told()["expired"] is True
    refused = desk.do("calls")
    assert (refused.status_code, refused.get_json()["code"]) == (401, 20104)
    stranger = token(exchange.sim, identity="counselor_08")
    assert desk.do("token", token=stranger).status_code == 400
    assert desk.do("token", token=token(exchange.sim)).get_json()["seconds"] == 600

    assert desk.calls() == [("ringing", False), ("in-progress", True)]
    assert exchange.sim.call(talking).status == "in-progress"


def test_a_bad_token_says_why_with_the_code_of_the_library(exchange: Net) -> None:
    answer = exchange.control.post("/_sim/softphones", json={"token": "a.b.c"})

    assert (answer.status_code, answer.get_json()["code"]) == (401, 20101)


def test_a_token_without_an_application_places_no_call(exchange: Net) -> None:
    del exchange.sim.applications[APPLICATION]

    assert page(exchange).do("calls").status_code == 409


def test_an_application_that_answers_nothing_ends_the_call(exchange: Net) -> None:
    exchange.control.post("/_sim/applications", json={"sid": APPLICATION, "voice_url": ""})
    sid = page(exchange).do("calls").get_json()["sid"]

    assert exchange.sim.call(sid).status == "failed"


@pytest.mark.parametrize(
    ("origin", "status", "shared"),
    [
        ("http://127.0.0.1:5100", 200, "http://127.0.0.1:5100"),
        ("http://localhost:5100", 200, "http://localhost:5100"),
        ("http://[::1]:5100", 200, "http://[::1]:5100"),
        ("https://example.vn", 403, None),
        ("http://127.0.0.1.example.vn", 403, None),
        ("null", 403, None),
        ("http://[", 403, None),
    ],
)
def test_only_pages_of_this_machine_may_register(
    exchange: Net, origin: str, status: int, shared: str | None
) -> None:
    answer = exchange.control.post(
        "/_sim/softphones", json={"token": token(exchange.sim)}, headers={"Origin": origin}
    )

    assert answer.status_code == status
    assert answer.headers.get("Access-Control-Allow-Origin") == shared


def test_an_application_is_made_and_changed_one_setting_at_a_time(net: Net) -> None:
    made = net.control.post("/_sim/applications", json={"voice_url": f"{HOST}/a"}).get_json()
    callback = {"sid": made["sid"], "status_callback": f"{HOST}/b"}
    changed = net.control.post("/_sim/applications", json=callback).get_json()

    assert made["sid"].startswith("AP")
    assert (changed["voice_url"], changed["status_callback"]) == (f"{HOST}/a", f"{HOST}/b")


@pytest.mark.parametrize(
    ("setting", "named"), [({"sms_url": "/x"}, "sms_url:"), ({"voice_method": "PUT"}, "voice_meth")]
)
def test_an_application_has_no_other_settings(
    net: Net, setting: dict[str, str], named: str
) -> None:
    answer = net.control.post("/_sim/applications", json=setting)

    assert (answer.status_code, named in answer.get_json()["error"]) == (400, True)


def test_the_program_is_told_key_and_application_by_its_environment() -> None:
    told = {"SIM_ACCOUNT_SID": ACCOUNT, "SIM_AUTH_TOKEN": TOKEN, "SIM_API_KEY": KEY}
    told |= {"SIM_API_SECRET": SECRET, "SIM_APPLICATION_SID": APPLICATION}
    told |= {"SIM_APPLICATION_VOICE_URL": f"{HOST}/softphone"}

    sim = build(options([], told), START)

    assert sim.check_token(token(sim)).application == APPLICATION
    assert sim.applications[APPLICATION].voice_url == f"{HOST}/softphone"


def test_a_token_that_outlives_the_night_is_counted_in_the_networks_time(exchange: Net) -> None:
    exchange.sim.clock.forward(timedelta(minutes=4))
    access = token(exchange.sim)
    exchange.sim.clock.forward(timedelta(minutes=4))

    told = exchange.control.post("/_sim/softphones", json={"token": access}).get_json()

    assert (told["identity"], told["seconds"]) == ("counselor_07", 360)
