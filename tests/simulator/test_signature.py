"""The simulator's signer against the published and computed vectors; it shares no code with any
verifier."""

import json
from pathlib import Path

import pytest

from simulator.wire.signature import sign, signed_form

VECTORS = Path(__file__).parents[3] / "shared" / "facts" / "signature_vectors.json"
# The verifier may see a port the signer dropped, or none where the signer wrote one.
SIGNED_WITH_PORT = {"pub-py-6": ":80", "v12-https-default-port": ":443"}


def _valid() -> list[dict[str, object]]:
    if not VECTORS.exists():
        return []
    every = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    return [each for each in every if each["valid"] and each["algorithm"] == "HMAC_SHA1"]


def _pairs(vector: dict[str, object]) -> list[tuple[str, str]]:
    """A GET and a JSON body add nothing to the URL."""
    params = vector["params"]
    if vector["body"] is not None or vector["method"] == "GET" or not isinstance(params, dict):
        return []
    return [
        (name, value)
        for name, values in params.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _as_signed(vector: dict[str, object]) -> set[str]:
    """The URL as the carrier may have had it: as text or voice, with the port it was set with."""
    url, port = str(vector["url"]), SIGNED_WITH_PORT.get(str(vector["id"]), "")
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    configured = f"{scheme}://{host}{port}{slash}{path}"
    return {signed_form(configured, voice=voice) for voice in (True, False)}


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not beside the repository")
def test_there_are_vectors_to_check() -> None:
    assert len(_valid()) >= 20


@pytest.mark.parametrize("vector", [pytest.param(each, id=str(each["id"])) for each in _valid()])
def test_every_valid_vector_is_reproduced(vector: dict[str, object]) -> None:
    token, pairs = str(vector["auth_token"]), _pairs(vector)

    assert vector["signature"] in {sign(token, url, pairs) for url in _as_signed(vector)}


@pytest.mark.parametrize(
    ("url", "voice", "signed"),
    [
        pytest.param("https://h.vn:8443/v", True, "https://h.vn/v", id="voice over https"),
        pytest.param("https://h.vn:8443/s", False, "https://h.vn:8443/s", id="text over https"),
        pytest.param("http://h.vn:8000/v", True, "http://h.vn:8000/v", id="voice over http"),
        pytest.param(
            "https://h.vn/v?a=%2B1&b#rc=3", True, "https://h.vn/v?a=%2B1&b", id="fragment"
        ),
        pytest.param("https://user:word@h.vn/v", True, "https://h.vn/v", id="userinfo"),
    ],
)
def test_the_signed_form_of_a_url(url: str, voice: bool, signed: str) -> None:
    assert signed_form(url, voice=voice) == signed
