"""Webhooks on their way: signed as the official verifier wants, retried, redirected, spoiled."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlencode

import pytest
import requests
from flask import Response
from requests.adapters import BaseAdapter
from twilio.request_validator import RequestValidator

from simulator.inprocess import WsgiAdapter
from tests.simulator.conftest import CHILD, HOST, HOTLINE, START, TOKEN, Net


class Unreachable(BaseAdapter):
    """No connection the first `times` times; then the application."""

    def __init__(self, then: BaseAdapter, times: int) -> None:
        super().__init__()
        self.then = then
        self.times = times
        self.tokens: list[str] = []

    def send(  # the signature is requests' own
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: str | bytes | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        del stream, timeout, verify, cert, proxies
        self.tokens.append(str(request.headers["I-Twilio-Idempotency-Token"]))
        if self.times:
            self.times -= 1
            raise requests.exceptions.ConnectTimeout
        return self.then.send(request)

    def close(self) -> None:
        """Nothing is held open."""


def _cut(net: Net, times: int) -> Unreachable:
    wall = Unreachable(WsgiAdapter(net.application.wsgi()), times)
    net.sim.session.mount(HOST, wall)
    return wall


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"{HOST}/voice?ten=Nguy%E1%BB%85n%20V%C4%83n%2BA&z=1&a=2", id="a query kept"),
        pytest.param(f"{HOST}/voice#rc=3&rp=all", id="a fragment stripped"),
        pytest.param(f"{HOST}:443/voice", id="a port on https"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_official_verifier_accepts_what_arrives(net: Net, url: str, method: str) -> None:
    net.sim.session.mount(f"{HOST}:443", WsgiAdapter(net.application.wsgi()))
    net.sim.own(HOTLINE, voice_url=url, voice_method=method)

    net.sim.dial("+84912345678", HOTLINE)

    came = net.application.asked[0]
    params = came.params if method == "POST" else {}
    signature = came.headers["X-Twilio-Signature"]
    assert came.method == method
    assert RequestValidator(TOKEN).validate(_raw(net), params, signature)


def _raw(net: Net) -> str:
    """The URL as it was asked for; a framework may show it decoded."""
    sent = next(entry for entry in net.sim.ledger if entry["kind"] == "webhook.sent")
    url = str(sent["url"])
    if sent["method"] == "POST":
        return url
    assert isinstance(sent["params"], dict)
    return f"{url}{'&' if '?' in url else '?'}{urlencode(sent['params'])}"


def test_a_connection_that_fails_is_tried_once_more_with_the_same_token(net: Net) -> None:
    wall = _cut(net, 1)

    sid = net.dial("<Say>Chào em</Say><Pause length='60'/>")
    net.pass_time(1)

    assert net.sim.call(sid).heard == ["Chào em"]
    assert len(wall.tokens) == 2
    assert len(set(wall.tokens)) == 1


def test_a_connection_that_fails_twice_is_a_failure(net: Net) -> None:
    wall = _cut(net, 2)

    net.dial("<Say>Chào em</Say>")
    net.pass_time(1)

    assert len(wall.tokens) == 2
    assert net.warnings() == [11205]


def test_a_fragment_asks_for_more_tries(net: Net) -> None:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice#rc=4")
    wall = _cut(net, 4)

    sid = net.dial("<Say>Chào em</Say><Pause length='60'/>")
    net.pass_time(2)

    assert len(wall.tokens) == 5
    assert net.sim.call(sid).heard == ["Chào em"]


@pytest.mark.parametrize(
    ("fragment", "tries"),
    [
        pytest.param("", 1, id="an error is not retried by itself"),
        pytest.param("#rp=5xx", 2, id="unless the fragment says so"),
        pytest.param("#rp=4xx", 1, id="and then only that kind"),
        pytest.param("#rc=3&rp=all", 4, id="as often as it says"),
    ],
)
def test_a_server_error_is_retried_on_request_only(net: Net, fragment: str, tries: int) -> None:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice{fragment}")
    net.application.answers["/voice"] = Response("sorry", 500)

    net.sim.dial(CHILD, HOTLINE)
    net.pass_time(2)

    assert len(net.application.at("/voice")) == tries


def _tried_at(net: Net) -> list[float]:
    """Seconds after the first try."""
    sent = [each for each in net.sim.ledger if each["kind"] == "webhook.sent"]
    asked = [str(each["at"]) for each in sent if each["webhook"] == "voice"]
    return [(datetime.fromisoformat(at) - START).total_seconds() for at in asked]


def test_the_pause_between_two_tries_grows(net: Net) -> None:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice#rc=5&rp=all")
    net.application.answers["/voice"] = Response("sorry", 500)

    net.sim.dial(CHILD, HOTLINE)
    net.pass_time(15)

    pauses = [late - soon for soon, late in pairwise(_tried_at(net))]
    longest = [0.1 * 2**place for place in range(5)]
    assert all(most / 2 <= pause <= most for pause, most in zip(pauses, longest, strict=True))
    assert len({pause / most for pause, most in zip(pauses, longest, strict=True)}) == 5


def test_pauses_are_taken_from_the_time_there_is_for_all_tries(net: Net) -> None:
    net.sim.habits.retry_pause = 4
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice#rc=5&rp=all")
    net.application.answers["/voice"] = Response("sorry", 500)

    net.sim.dial(CHILD, HOTLINE)
    net.pass_time(14.9)
    assert net.warnings() == []
    net.pass_time(0.2)

    assert net.warnings() == [11205]
    assert len(_tried_at(net)) == 3


def test_a_redirected_webhook_arrives_where_it_was_sent(net: Net) -> None:
    net.application.answers |= {
        "/voice": Response(status=307, headers={"Location": "/moved"}),
        "/moved": "<Say>Ở đây</Say>",
    }

    assert net.sim.call(net.sim.dial(CHILD, HOTLINE)).heard == ["Ở đây"]


def test_webhooks_in_circles_are_given_up(net: Net) -> None:
    net.application.answers["/voice"] = Response(status=307, headers={"Location": "/voice"})

    net.sim.dial(CHILD, HOTLINE)

    assert net.warnings() == [11215]
    assert len(net.application.at("/voice")) == 11


def test_cookies_come_back_on_the_same_call_only(net: Net) -> None:
    answer = Response("<Response><Redirect>/next</Redirect></Response>", mimetype="text/xml")
    answer.set_cookie("step", "one")
    net.application.answers |= {"/voice": answer, "/next": "<Pause/>"}

    net.sim.dial(CHILD, HOTLINE)
    net.sim.dial(CHILD, HOTLINE)

    cookies = [came.headers.get("Cookie") for came in net.application.asked]
    assert cookies == [None, "step=one", None, "step=one"]


def _with_cookie(verbs: str, value: str) -> Response:
    answer = Response(f"<Response>{verbs}</Response>", mimetype="text/xml")
    answer.set_cookie("leg", value)
    return answer


def test_each_leg_of_a_call_keeps_its_own_cookies(net: Net) -> None:
    net.sim.behave(CHILD, answer="accept")
    net.application.answers |= {
        "/voice": _with_cookie(
            f'<Dial action="/after"><Number url="/whisper">{CHILD}</Number></Dial>', "caller"
        ),
        "/whisper": _with_cookie('<Gather numDigits="1" action="/yes"/>', "called"),
    }
    net.sim.dial("+84900000113", HOTLINE)
    net.pass_time(2)
    leg = net.sim.calls_to(CHILD)[0].sid
    net.sim.press(leg, "1")
    net.sim.hangup(leg)

    cookies = {came.path: came.headers.get("Cookie") for came in net.application.asked}
    assert cookies["/whisper"] is None
    assert (cookies["/yes"], cookies["/after"]) == ("leg=called", "leg=caller")


def test_a_cookie_changes_on_the_way_through_a_call(net: Net) -> None:
    net.application.answers |= {
        "/voice": _with_cookie("<Redirect>/second</Redirect>", "one"),
        "/second": _with_cookie('<Enqueue waitUrl="/wait">hotline</Enqueue>', "two"),
    }
    sid = net.sim.dial(CHILD, HOTLINE)
    net.pass_time(1)
    net.sim.hangup(sid)

    cookies = {came.path: came.headers.get("Cookie") for came in net.application.asked}
    assert (cookies["/second"], cookies["/wait"]) == ("leg=one", "leg=two")
    assert cookies["/status"] is None


def test_user_and_password_in_a_url_become_a_header(net: Net) -> None:
    net.sim.session.mount("https://user:word@hotline.test", WsgiAdapter(net.application.wsgi()))
    net.sim.own(HOTLINE, voice_url="https://user:word@hotline.test/voice")

    net.dial("<Pause/>")

    assert net.application.asked[0].headers["Authorization"] == "Basic dXNlcjp3b3Jk"


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        pytest.param(Response(status=204), [], id="nothing"),
        pytest.param(Response("<Response/>", mimetype="text/xml"), [], id="an empty document"),
        pytest.param(Response("", mimetype="text/plain"), [], id="an empty text"),
        pytest.param(Response("ok", mimetype="text/plain"), [12300], id="a text"),
        pytest.param(Response("{}", mimetype="application/json"), [12300], id="JSON"),
        pytest.param(Response("", content_type=""), [11200], id="nothing of no kind"),
        pytest.param(Response("ok", content_type=""), [12300], id="something of no kind"),
        pytest.param(Response("sorry", 500), [11200], id="an error"),
    ],
)
def test_a_callback_is_answered_with_nothing_or_a_document(
    net: Net, answer: Response, codes: list[int]
) -> None:
    net.application.answers["/status"] = answer

    net.sim.hangup(net.dial("<Say>Chào em</Say>"))

    assert net.warnings() == codes


def test_a_lost_text_webhook_loses_the_text(net: Net) -> None:
    net.sim.fail(webhooks={"drop": 1})

    net.sim.text(CHILD, HOTLINE, "cứu em")

    assert net.application.at("/sms") == []
    assert net.warnings() == [11205]


def test_a_duplicate_carries_the_same_token(net: Net) -> None:
    net.sim.fail(webhooks={"duplicate": 1})

    net.sim.text(CHILD, HOTLINE, "cứu em")

    tokens = [came.headers["I-Twilio-Idempotency-Token"] for came in net.application.asked]
    assert len(tokens) == 2
    assert len(set(tokens)) == 1


def test_a_delayed_webhook_comes_later(net: Net) -> None:
    net.sim.fail(webhooks={"delay": {"seconds": 20, "count": 1}})
    net.sim.text(CHILD, HOTLINE, "cứu em")

    net.pass_time(19)
    assert net.application.at("/sms") == []
    net.pass_time(2)
    assert len(net.application.at("/sms")) == 1


def test_callbacks_overtake_each_other_when_ordered_to(net: Net) -> None:
    net.sim.behave(CHILD, sms="deliver")
    net.sim.fail(webhooks={"reorder": 1, "kinds": ["message_status"]})
    message = net.client.messages.create(
        to=CHILD, from_=HOTLINE, body="Chào em", status_callback=f"{HOST}/receipt"
    )

    net.sim.clock.run_until_idle()

    told = [each["MessageStatus"] for each in net.application.at("/receipt")]
    assert told == ["delivered", "sent"]
    assert net.statuses(str(message.sid)) == ["sending", "sent", "delivered"]


def test_the_same_seed_gives_the_same_night(net: Net) -> None:
    net.sim.text(CHILD, HOTLINE, "cứu em")

    assert net.sim.ledger[0]["subject"] == "SMd23f0824128b2f330c5c7fd0a6a3a450"


def test_calls_are_signed_without_the_port_and_texts_with_it(net: Net) -> None:
    base = f"{HOST}:8443"
    net.sim.own(HOTLINE, voice_url=f"{base}/voice", sms_url=f"{base}/sms")
    net.dial("<Say>Chào em</Say>")
    net.sim.text(CHILD, HOTLINE, "cứu")

    for path, signed in (("/voice", f"{HOST}/voice"), ("/sms", f"{base}/sms")):
        [asked] = [one for one in net.application.asked if one.path == path]
        expected = RequestValidator(TOKEN).compute_signature(signed, asked.params)
        assert asked.headers["X-Twilio-Signature"] == expected
