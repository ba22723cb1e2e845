"""The simulator's signer against the published and computed vectors. The product's verifier meets
the same in tests/webhooks/test_signature_vectors.py, and shares no code with it."""

import hashlib
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from simulator.wire.signature import sign, signed_form
from tests.proofs import Proof, proving

Vector = dict[str, object]

VECTORS = Path(__file__).parents[3] / "shared" / "facts" / "signature_vectors.json"
# The verifier may see a port the signer dropped, or none where the signer wrote one.
SIGNED_WITH_PORT = {"pub-py-6": ":80", "v12-https-default-port": ":443"}
# Wrong for a verifier, which must be shown the address without it; a signer drops it by itself.
OF_THE_VERIFIER = "n20-fragment"


def _vectors() -> list[Vector]:
    """Those signed with the account's token; the simulator shares no other key."""
    if not VECTORS.exists():
        return []
    every: list[Vector] = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    return [
        each for each in every if each["algorithm"] == "HMAC_SHA1" and each["id"] != OF_THE_VERIFIER
    ]


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
    """A JSON body goes out only with its own digest in the URL."""
    [digest] = parse_qs(urlsplit(str(vector["url"])).query).get("bodySHA256", [""])
    return digest in ("", hashlib.sha256(str(vector["body"] or "").encode()).hexdigest())


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not beside the repository")
def test_there_are_vectors_to_check() -> None:
    assert sum(vector["valid"] is True for vector in _vectors()) >= 20
    assert sum(vector["valid"] is False for vector in _vectors()) >= 10


@pytest.mark.parametrize("vector", [pytest.param(each, id=str(each["id"])) for each in _vectors()])
def test_the_signer_makes_every_valid_signature_and_no_other(vector: Vector) -> None:
    with proving(Proof.SIGNER):
        made = {sign(str(vector["auth_token"]), url, _pairs(vector)) for url in _as_signed(vector)}

        assert (_may_be_sent(vector) and vector["signature"] in made) is vector["valid"]


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
