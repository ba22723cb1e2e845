"""How news travels: in order unless told otherwise, once unless a connection fails, or never."""

from urllib.parse import urlencode

import pytest
import requests
from flask import Response
from twilio.request_validator import RequestValidator

from simulator.inprocess import HungError, WsgiAdapter
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, TOKEN, Net

EVENTS = ["initiated", "ringing", "answered", "completed"]


def call(net: Net) -> str:
    made = net.client.calls.create(
        to=POLICE,
        from_=HOTLINE,
        url=f"{HOST}/agent",
        status_callback=f"{HOST}/progress",
        status_callback_event=EVENTS,
    )
    return str(made.sid)


def text(net: Net) -> str:
    made = net.client.messages.create(
        to=CHILD, from_=HOTLINE, body="Em ơi", status_callback=f"{HOST}/receipt"
    )
    return str(made.sid)


def test_news_of_two_calls_is_numbered_apart(net: Net) -> None:
    first, second = call(net), call(net)
    net.sim.clock.run_until_idle()

    for sid in (first, second):
        numbers = [
            one["SequenceNumber"]
            for one in net.application.at("/progress")
            if one["CallSid"] == sid
        ]
        assert numbers == ["0", "1", "2"]


def test_news_of_calls_overtakes_when_ordered_to_and_keeps_its_numbers(net: Net) -> None:
    net.sim.fail(webhooks={"reorder": 1, "kinds": ["call_status"]})
    call(net)
    net.sim.clock.run_until_idle()

    told = net.application.at("/progress")
    assert [one["CallStatus"] for one in told] == ["ringing", "initiated", "no-answer"]
    assert [one["SequenceNumber"] for one in told] == ["1", "0", "2"]


def test_news_of_a_text_may_come_twice_with_one_token(net: Net) -> None:
    net.sim.fail(webhooks={"duplicate": 1, "kinds": ["message_status"]})
    text(net)
    net.sim.clock.run_until_idle()

    told = [one for one in net.application.asked if one.path == "/receipt"]
    assert [one.params["MessageStatus"] for one in told] == ["sent", "sent", "delivered"]
    tokens = [one.headers["I-Twilio-Idempotency-Token"] for one in told]
    assert tokens[0] == tokens[1] != tokens[2]


def test_news_that_is_lost_never_comes(net: Net) -> None:
    net.sim.fail(webhooks={"drop": 1, "kinds": ["message_status"]})
    text(net)
    net.sim.clock.run_until_idle()

    assert [one["MessageStatus"] for one in net.application.at("/receipt")] == ["delivered"]


def test_no_news_of_a_text_is_numbered(net: Net) -> None:
    text(net)
    net.sim.clock.run_until_idle()

    assert all("SequenceNumber" not in one for one in net.application.at("/receipt"))


def test_a_text_that_is_taken_back_is_told(net: Net) -> None:
    net.client.messages(text(net)).update(status="canceled")
    net.sim.clock.run_until_idle()

    assert [one["MessageStatus"] for one in net.application.at("/receipt")] == ["canceled"]


def test_an_application_that_never_answers_is_asked_once(net: Net) -> None:
    asked: list[str] = []

    def hang(environ: dict[str, object], _start: object) -> list[bytes]:
        asked.append(str(environ["PATH_INFO"]))
        raise HungError

    net.sim.session.mount(HOST, WsgiAdapter(hang))
    sid = net.sim.dial(CHILD, HOTLINE)

    assert asked[0] == "/voice"
    assert asked.count("/voice") == 1
    assert net.sim.call(sid).heard == [net.sim.habits.apology]


class NoTls(WsgiAdapter):
    def send(self, *_given: object, **_named: object) -> requests.Response:
        raise requests.exceptions.SSLError


def test_a_certificate_nobody_trusts_has_a_code_of_its_own(net: Net) -> None:
    net.sim.session.mount(HOST, NoTls(net.application.wsgi()))
    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.pass_time(1)

    assert net.warnings() == [11220]


@pytest.mark.parametrize(
    ("fragment", "patience"),
    [
        pytest.param("", (5.0, 15.0), id="by itself"),
        pytest.param("#rt=5000", (5.0, 5.0), id="a shorter time to read"),
        pytest.param("#ct=200&rt=99", (0.2, 15.0), id="less than a tenth of a second"),
        pytest.param("#ct=60000&rt=60000", (5.0, 15.0), id="more than fifteen seconds"),
        pytest.param("#rt=soon", (5.0, 15.0), id="nonsense"),
    ],
)
def test_a_fragment_says_how_long_to_wait(
    net: Net, fragment: str, patience: tuple[float, float]
) -> None:
    waited: list[object] = []

    class Stopwatch(WsgiAdapter):
        def send(
            self, request: requests.PreparedRequest, *_: object, **how: object
        ) -> requests.Response:
            waited.append(how["timeout"])
            return super().send(request)

    net.sim.session.mount(HOST, Stopwatch(net.application.wsgi()))
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice{fragment}")
    net.dial("<Hangup/>")

    assert waited[0] == patience


@pytest.mark.parametrize("status", [307, 308])
def test_a_webhook_that_is_sent_on_keeps_its_method_and_form(net: Net, status: int) -> None:
    net.application.answers |= {
        "/voice": Response(status=status, headers={"Location": "/moved"}),
        "/moved": "<Say>Ở đây</Say>",
    }
    net.sim.dial(CHILD, HOTLINE)

    moved = net.application.asked[1]
    assert (moved.path, moved.method) == ("/moved", "POST")
    assert moved.params == net.application.asked[0].params


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_webhook_that_is_sent_elsewhere_becomes_a_question(net: Net, status: int) -> None:
    net.application.answers["/voice"] = Response(status=status, headers={"Location": "/moved"})
    net.sim.dial(CHILD, HOTLINE)

    assert [(one.path, one.method) for one in net.application.asked[:2]] == [
        ("/voice", "POST"),
        ("/moved", "GET"),
    ]


def bare(status: int) -> Response:
    answer = Response(status=status)
    del answer.headers["Content-Type"]
    return answer


@pytest.mark.parametrize(
    ("answer", "warned"),
    [
        pytest.param(bare(204), None, id="nothing"),
        pytest.param(Response("<Response/>", mimetype="text/xml"), None, id="an empty document"),
        pytest.param(bare(200), 11200, id="nothing, and of no type"),
        pytest.param(Response("sorry", 500), 11200, id="an error"),
    ],
)
def test_what_is_answered_to_news_changes_nothing(
    net: Net, answer: Response, warned: int | None
) -> None:
    net.application.answers["/receipt"] = answer
    sid = text(net)
    net.sim.clock.run_until_idle()

    assert net.sim.message(sid).status == "delivered"
    assert len(net.application.at("/receipt")) == 2
    assert net.warnings() == ([warned] * 2 if warned else [])


def test_cookies_of_a_text_come_back_with_the_next_one_of_the_same_two(net: Net) -> None:
    answer = Response("<Response/>", mimetype="text/xml")
    answer.set_cookie("step", "one")
    net.application.answers["/sms"] = answer
    for sender in (CHILD, CHILD, POLICE):
        net.sim.text(sender, HOTLINE, "cứu em")

    cookies = [one.headers.get("Cookie") for one in net.application.asked]
    assert cookies == [None, "step=one", None]


def test_asking_twice_makes_two(net: Net) -> None:
    """There is no idempotency key: whoever repeats a try that was taken, sends twice."""
    assert text(net) != text(net)
    assert call(net) != call(net)
    net.sim.clock.run_until_idle()

    assert [one.body for one in net.sim.inbox(CHILD)] == ["Em ơi", "Em ơi"]
    assert len(net.sim.calls_to(POLICE)) == 2


def test_the_last_leave_may_come_before_or_after_the_end_of_the_room(net: Net) -> None:
    """It does so with real carriers; the numbers tell what was first."""
    seat = (
        '<Dial><Conference waitUrl="" statusCallback="/room"'
        ' statusCallbackEvent="leave end">case</Conference></Dial>'
    )
    net.sim.hangup(net.dial(seat))
    net.sim.fail(webhooks={"kind": "conf", "reorder": 2})
    net.sim.hangup(net.dial(seat))

    told = net.application.at("/room")
    assert [(one["StatusCallbackEvent"], one["SequenceNumber"]) for one in told] == [
        ("participant-leave", "1"),
        ("conference-end", "2"),
        ("conference-end", "2"),
        ("participant-leave", "1"),
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_field_nobody_has_described_comes_signed_like_the_others(net: Net, method: str) -> None:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice", voice_method=method)
    net.sim.fail(webhooks={"unknown_field": 1})
    net.dial("<Say>Chào em</Say>")

    asked = net.application.asked[0]
    assert asked.params["AddedLater"] == "không ai biết trước"
    signed = asked.params if method == "POST" else {}
    signature = asked.headers["X-Twilio-Signature"]
    assert RequestValidator(TOKEN).validate(as_asked(net), signed, signature)


def as_asked(net: Net) -> str:
    """A framework may show an address decoded; what was signed is what was written."""
    sent = next(entry for entry in net.sim.ledger if entry["kind"] == "webhook.sent")
    assert isinstance(sent["params"], dict)
    query = f"?{urlencode(sent['params'])}" if sent["method"] == "GET" else ""
    return f"{sent['url']}{query}"
