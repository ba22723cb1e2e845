"""What the carrier's answers mean, and its lines that break: never asked, or perhaps taken."""

import json

import pytest
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from hotline.telephony.carrier import (
    AmbiguousError,
    BusyError,
    RefusedError,
    SmsToSend,
    ThrottledError,
)
from hotline.telephony.twilio import Twilio
from tests.hotline.broken_lines import (
    Speaks,
    breaks_its_tls_after_the_request,
    carrier,
    hangs_up_after_the_request,
    hangs_up_in_the_handshake,
    resets_in_the_handshake,
    shows_its_certificate,
    speaks_no_tls,
    wants_what_nobody_speaks,
)
from tests.hotline.post_office import Certificate, certificate

SMS = SmsToSend("+84905000111", "Có việc khẩn", "https://hotline.test/webhooks/sms/status")


class Answers(BaseAdapter):
    """A carrier that says the same to everybody."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__()
        self._status, self._code = status, code

    def send(self, request: PreparedRequest, *_how: object, **_more: object) -> Response:
        answer = Response()
        answer.status_code, answer.url = self._status, request.url or ""
        answer._content = json.dumps(
            {"code": self._code, "message": "no"}
        ).encode()  # it has no other door
        return answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    ("status", "code", "means"),
    [
        pytest.param(400, 21610, RefusedError, id="who wrote STOP is never texted again"),
        pytest.param(403, 21408, RefusedError, id="no text may go to that country"),
        pytest.param(400, 21215, RefusedError, id="no call may go to that country"),
        pytest.param(400, 21211, RefusedError, id="that is no number"),
        pytest.param(400, 21614, RefusedError, id="a landline takes no text"),
        pytest.param(429, 20429, BusyError, id="so many in a second and no more"),
        pytest.param(401, 20003, ThrottledError, id="it does not know us"),
        pytest.param(403, 20005, ThrottledError, id="the account is suspended"),
        pytest.param(500, 20500, AmbiguousError, id="it may have sent it"),
        pytest.param(
            503, 20503, AmbiguousError, id="its own door is shut, and it may have sent it"
        ),
    ],
)
def test_each_answer_has_its_meaning(status: int, code: int, means: type[Exception]) -> None:
    twilio = Twilio(
        "AC" + "0" * 32, "test-token-1", ["+842473001111"], adapter=Answers(status, code)
    )

    with pytest.raises(means) as said:
        twilio.send_sms(SMS)

    assert type(said.value) is means
    assert str(code if means is RefusedError else status) in str(said.value)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("carrier"))


@pytest.fixture
def trusted(shown: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(shown.file))
    return shown


def test_nothing_was_asked_of_a_stranger(shown: Certificate) -> None:
    with carrier(shows_its_certificate, shown) as stranger, pytest.raises(ThrottledError):
        stranger.send_sms(SMS)


@pytest.mark.parametrize(
    "speaks",
    [
        speaks_no_tls,
        hangs_up_in_the_handshake,
        resets_in_the_handshake,
        wants_what_nobody_speaks,
    ],
)
def test_nothing_was_asked_where_the_handshake_breaks(speaks: Speaks, trusted: Certificate) -> None:
    with carrier(speaks, trusted) as broken, pytest.raises(ThrottledError):
        broken.send_sms(SMS)


@pytest.mark.parametrize("speaks", [hangs_up_after_the_request, breaks_its_tls_after_the_request])
def test_a_line_that_breaks_after_the_request_may_have_taken_it(
    speaks: Speaks, trusted: Certificate
) -> None:
    with carrier(speaks, trusted) as broken, pytest.raises(AmbiguousError):
        broken.send_sms(SMS)
