"""The simulator's signer against the published and computed vectors. The product's verifier meets
the same in tests/webhooks/test_signature_vectors.py, and shares no code with it."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from simulator.wire.signature import BY_SHARED_KEY, BY_TOKEN, sign, signed_form, with_digest
from simulator.wire.writing import SharedKey
from tests.proofs import Proof, proving
from tests.simulator.application import Asked
from tests.simulator.conftest import CHILD, HOST, HOTLINE, TOKEN, Net

Vector = dict[str, object]

VECTORS = Path(__file__).parents[3] / "shared" / "facts" / "signature_vectors.json"
# The verifier may see a port the signer dropped, or none where the signer wrote one.
SIGNED_WITH_PORT = {"pub-py-6": ":80", "v12-https-default-port": ":443"}
# Wrong for a verifier, which must be shown the address without it; a signer drops it by itself.
OF_THE_VERIFIER = "n20-fragment"


def _vectors() -> list[Vector]:
    if not VECTORS.exists():
        return []
    every: list[Vector] = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    return [each for each in every if each["id"] != OF_THE_VERIFIER]


def _pairs(vector: Vector) -> list[tuple[str, str]]:
    """A GET and a JSON body add nothing to the URL."""
    params = vector["params"]
    if vector["body"] is not None or vector["method"] == "GET" or not isinstance(params, dict):
        return []
    return [
        (name, value)
        for name, values in params.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _as_signed(vector: Vector) -> set[str]:
    """The URL as the carrier may have had it: as text or voice, with the port it was set with."""
    url, port = str(vector["url"]), SIGNED_WITH_PORT.get(str(vector["id"]), "")
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    configured = f"{scheme}://{host}{port}{slash}{path}"
    return {signed_form(configured, voice=voice) for voice in (True, False)}


def _may_be_sent(vector: Vector) -> bool:
    """A JSON body goes out only with its own digest in the URL, and nothing by another hash."""
    if vector["algorithm"] not in (BY_TOKEN, BY_SHARED_KEY):
        return False
    bare, digest, _ = str(vector["url"]).partition("bodySHA256=")
    return not digest or vector["url"] == with_digest(bare[:-1], str(vector["body"] or ""))


def _made(vector: Vector) -> set[str]:
    secret, algorithm = str(vector["auth_token"]), str(vector["algorithm"])
    return {sign(secret, url, _pairs(vector), algorithm) for url in _as_signed(vector)}


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not beside the repository")
def test_there_are_vectors_to_check() -> None:
    assert sum(vector["valid"] is True for vector in _vectors()) >= 20
    assert sum(vector["valid"] is False for vector in _vectors()) >= 10


@pytest.mark.parametrize("vector", [pytest.param(each, id=str(each["id"])) for each in _vectors()])
def test_the_signer_makes_every_valid_signature_and_no_other(vector: Vector) -> None:
    with proving(Proof.SIGNER):
        may_be = _may_be_sent(vector)
        assert (may_be and vector["signature"] in _made(vector)) is vector["valid"]


@pytest.mark.parametrize(
    ("url", "voice", "signed"),
    [
        pytest.param("https://h.vn:8443/v", True, "https://h.vn/v", id="voice over https"),
        pytest.param("https://h.vn:8443/s", False, "https://h.vn:8443/s", id="text over https"),
        pytest.param("http://h.vn:8000/v", True, "http://h.vn:8000/v", id="voice over http"),
        pytest.param("http://h.vn:8000/s", False, "http://h.vn:8000/s", id="text over http"),
        pytest.param(
            "https://h.vn/v?a=%2B1&b#rc=3", True, "https://h.vn/v?a=%2B1&b", id="fragment"
        ),
        pytest.param("https://user:word@h.vn/v", True, "https://h.vn/v", id="userinfo"),
    ],
)
def test_the_signed_form_of_a_url(url: str, voice: bool, signed: str) -> None:
    assert signed_form(url, voice=voice) == signed


def test_a_value_that_comes_twice_is_signed_once() -> None:
    url = "https://h.vn/v"
    once = [("B", "1"), ("a", "2"), ("a", "3")]
    assert sign("t", url, [("a", "3"), ("a", "2"), ("B", "1"), ("a", "2")]) == sign("t", url, once)
    assert sign("t", url, once) == sign("t", f"{url}B1a2a3", [])


def _is_signed(asked: Asked, secret: str, params: object) -> bool:
    """As the official verifier sees it; JSON it takes as the text of the body."""
    settings = asked.headers.get(SIGNATURE_SETTINGS_HEADER, "")
    signature, algorithm = asked.headers[SIGNATURE_HEADER], get_signature_algorithm(settings)
    checked: bool = RequestValidator(secret).validate(asked.url, params, signature, algorithm)
    return checked


def test_a_json_body_is_signed_by_its_digest(net: Net) -> None:
    net.sim.writing.as_json.add("sms")
    net.sim.own(HOTLINE, sms_url=f"{HOST}/sms?night=1")
    net.sim.text(CHILD, HOTLINE, "Cháu sợ lắm 😢")

    [asked] = net.application.asked
    assert json.loads(asked.body)["Body"] == "Cháu sợ lắm 😢"
    assert asked.headers["Content-Type"] == "application/json"
    assert "?night=1&bodySHA256=" in asked.url
    assert _is_signed(asked, TOKEN, asked.body)
    assert not _is_signed(asked, TOKEN, asked.body.replace("Cháu", "Chau"))


def test_only_what_was_set_to_is_json_and_a_get_never_is(net: Net) -> None:
    net.sim.writing.as_json.add("voice")
    net.sim.own(HOTLINE, voice_method="GET")
    net.dial("<Hangup/>")
    net.sim.text(CHILD, HOTLINE, "cứu em")

    kinds = {asked.path: asked.headers.get("Content-Type", "") for asked in net.application.asked}
    assert kinds["/voice"] == ""
    assert kinds["/sms"].startswith("application/x-www-form-urlencoded")
    assert net.application.at("/voice")[0]["From"] == CHILD


def test_a_shared_key_signs_in_place_of_the_token(net: Net) -> None:
    net.sim.writing.shared_key = SharedKey("webhooks_sharedkey_x", "a secret of two")
    net.dial("<Hangup/>")

    asked = net.application.asked[0]
    settings = asked.headers[SIGNATURE_SETTINGS_HEADER]
    assert settings == "key=webhooks_sharedkey_x,algorithm=HMAC_SHA256"
    assert urlencode(asked.params) == asked.body
    assert _is_signed(asked, "a secret of two", asked.params)
    assert not _is_signed(asked, TOKEN, asked.params)


def test_the_token_signs_without_a_word_about_keys(net: Net) -> None:
    net.dial("<Hangup/>")

    assert SIGNATURE_SETTINGS_HEADER not in net.application.asked[0].headers
    assert _is_signed(net.application.asked[0], TOKEN, net.application.asked[0].params)
