"""Only the carrier comes in: its own worked examples, and everything that is nearly right."""

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import unquote_to_bytes, urlencode, urlsplit

import pytest
from flask import Flask, Response
from prometheus_client import REGISTRY
from sqlalchemy import func, select

from hotline.inbox import Inbox
from hotline.telephony.signature import Verifier
from simulator.wire.signature import sign
from tests.house import PUBLIC, House
from tests.proofs import Proof, proving
from tests.webhooks import carrier
from webhooks import door
from webhooks.door import LARGEST, Door

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

VECTORS = Path(__file__).parents[3] / "shared" / "facts" / "signature_vectors.json"
OURS = carrier.FORM
SHARED_KEY = (
    "v22-sha256"  # signed with a key shared with the carrier; we hold none, so it is refused
)


class Vector(TypedDict):
    id: str
    method: str
    url: str
    params: dict[str, str | list[str]] | None
    body: str | None
    auth_token: str
    algorithm: str
    signature: str
    valid: bool


def vectors() -> list[Vector]:
    if not VECTORS.exists():
        return []
    found: list[Vector] = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    return found


@pytest.mark.skipif(not VECTORS.exists(), reason="the signature vectors are not on this machine")
@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_every_vector_gets_its_verdict_at_the_door(vector: Vector) -> None:
    base, raw_path = split(vector["url"])
    app = doorway(vector["auth_token"], base)

    with proving(Proof.VERIFIER):
        status = knock(app, vector, raw_path)

        comes_in = vector["valid"] and vector["id"] != SHARED_KEY
        assert status == (200 if comes_in else 403)


def test_both_tokens_open_during_a_rotation_and_neither_after_its_own_end() -> None:
    url = f"{PUBLIC}/webhooks/sms/incoming"
    form = carrier.text(1, "cứu cháu")
    old, new = (sign(token, url, form.items()) for token in ("old", "new"))

    rotating, rotated = Verifier(["new", "old"]), Verifier(["new"])

    assert rotating.form(url, form, old)
    assert rotating.form(url, form, new)
    assert rotated.form(url, form, new)
    assert not rotated.form(url, form, old)


@pytest.mark.parametrize("tokens", [[], [""], ["", ""]], ids=["none", "empty", "two empty"])
def test_a_door_without_a_token_is_not_built(tokens: list[str]) -> None:
    with pytest.raises(ValueError, match="no token"):
        Verifier(tokens)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Host": "evil.test"}, id="host"),
        pytest.param({"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "http"}, id="proxy"),
        pytest.param({"X-Forwarded-Prefix": "/elsewhere", "Forwarded": "host=evil"}, id="prefix"),
        pytest.param({"X-Original-URL": "/x", "X-Rewrite-URL": "/x"}, id="rewritten"),
    ],
)
def test_no_header_changes_the_verdict(house: House, headers: dict[str, str]) -> None:
    form = carrier.text(1, "cứu cháu")
    ours = sign(carrier.TOKEN, PUBLIC + carrier.SMS, form.items())
    theirs = sign(carrier.TOKEN, "https://evil.test" + carrier.SMS, form.items())

    assert send(house, form, ours, headers) == 200
    assert send(house, form, theirs, headers) == 403


def test_a_wrong_signature_is_refused_counted_and_leaves_nothing(house: House) -> None:
    refused = counted()

    answer = carrier.post(house, carrier.SMS, carrier.text(1, "cứu cháu"), token="guessed")

    assert answer.status_code == 403
    assert counted() == refused + 1
    with house.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Inbox)) == 0


def test_a_changed_word_breaks_the_signature(house: House) -> None:
    form = carrier.text(1, "cứu cháu")
    signature = sign(carrier.TOKEN, PUBLIC + carrier.SMS, form.items())

    assert send(house, {**form, "Body": "không sao"}, signature, {}) == 403


@pytest.mark.parametrize("url", ["/webhooks/sms/incoming", "/webhooks/sms/incoming?x=1"])
def test_json_without_its_own_digest_in_the_url_is_refused(house: House, url: str) -> None:
    signature = sign(carrier.TOKEN, PUBLIC + url, [])
    answer = house.client.post(
        url, json={"Body": "cứu cháu"}, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403


def test_every_webhook_is_closed_to_the_unsigned(house: House) -> None:
    rules = [
        rule
        for rule in house.client.application.url_map.iter_rules()
        if rule.rule.startswith("/webhooks")
    ]
    assert len(rules) >= 7
    for rule in rules:
        path = rule.rule.replace("<int:n>", "1").replace("<step>", "menu").replace("<page>", "x")
        assert house.client.post(path, data={"CallSid": "CA1"}).status_code == 403, path


def test_more_than_64_kilobytes_is_refused_before_the_signature_is_looked_at(house: House) -> None:
    refused = counted()
    form = carrier.text(1, "a" * LARGEST)

    assert carrier.post(house, carrier.SMS, form).status_code == 413
    assert counted() == refused


def test_a_chunked_body_without_a_length_is_cut_off_at_64_kilobytes() -> None:
    app = doorway("token", PUBLIC)
    body = b"Body=" + b"a" * (LARGEST + 1)
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}

    assert run(app, environ("POST", "/sms", body) | chunked, drop="CONTENT_LENGTH") == 413


def test_a_body_longer_than_it_says_is_read_only_as_far_as_it_says() -> None:
    app = doorway("token", PUBLIC)
    body = b"Body=cuu"
    signature = sign("token", f"{PUBLIC}/sms", [("Body", "cuu")])
    lying = environ("POST", "/sms", body + b"&From=me" + b"a" * LARGEST)
    lying |= {"CONTENT_LENGTH": str(len(body)), "HTTP_X_TWILIO_SIGNATURE": signature}

    assert run(app, lying) == 200


def doorway(token: str, public_url: str) -> Flask:
    """The real door in front of an empty room."""
    app = Flask("room")
    app.extensions["webhooks"] = Door(None, Verifier([token]), public_url, None, None)  # type: ignore[arg-type]  # nobody works in an empty room
    app.before_request(door.refuse_unsigned)
    methods = ["GET", "POST"]
    app.add_url_rule("/<path:path>", "room", lambda path: Response(path), methods=methods)
    return app


def knock(app: Flask, vector: Vector, raw_path: str) -> int:
    if vector["body"] is not None:
        body, kind = vector["body"].encode(), "application/json"
    else:
        body, kind = urlencode(vector["params"] or {}, doseq=True).encode(), OURS
    asked = environ(vector["method"], raw_path, body) | {
        "CONTENT_TYPE": kind,
        "HTTP_X_TWILIO_SIGNATURE": vector["signature"],
    }
    if vector["algorithm"] != "HMAC_SHA1":
        how = f"key=webhooks_sharedkey_x,algorithm={vector['algorithm']}"
        asked["HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS"] = how
    return run(app, asked)


def split(url: str) -> tuple[str, str]:
    """What we publish, and the path as it stands in the request line."""
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}"
    return base, url.removeprefix(base)


def environ(method: str, raw_path: str, body: bytes) -> "WSGIEnvironment":
    path, _, query = raw_path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": raw_path,
        "SERVER_NAME": "inside",
        "SERVER_PORT": "5100",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": OURS,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def run(app: Flask, asked: "WSGIEnvironment", *, drop: str = "") -> int:
    asked = {name: value for name, value in asked.items() if name != drop}
    statuses: list[str] = []

    def start(status: str, _head: list[tuple[str, str]], _problem: object = None, /) -> object:
        statuses.append(status)
        return lambda _text: None

    for _chunk in app(asked, start):  # type: ignore[arg-type]  # nobody calls write()
        pass
    return int(statuses[0][:3])


def send(house: House, form: carrier.Form, signature: str, headers: dict[str, str]) -> int:
    headers = {"X-Twilio-Signature": signature, **headers}
    data = urlencode(form)
    return house.client.post(carrier.SMS, data=data, content_type=OURS, headers=headers).status_code


def counted() -> float:
    return REGISTRY.get_sample_value("webhooks_refused_total") or 0.0
