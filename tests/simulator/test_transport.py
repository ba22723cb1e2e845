"""What a failed try is called: by the retry policy, and by the carrier's code."""

from collections.abc import Mapping

import pytest
import requests
from requests.adapters import BaseAdapter

from simulator.wire.transport import Failure, Request, perform

NOWHERE = "http://no.such.host.invalid/voice"


class Broken(BaseAdapter):
    """Fails in one way."""

    def __init__(self, problem: Exception) -> None:
        super().__init__()
        self._problem = problem

    def send(  # the signature is requests' own
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: str | bytes | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        del request, stream, timeout, verify, cert, proxies
        raise self._problem

    def close(self) -> None:
        """Nothing is held open."""


def _asked(session: requests.Session, url: str = "https://hotline.test/voice") -> Failure:
    outcome = perform(session, Request("POST", url, {}, b"", (5.0, 15.0)))
    assert isinstance(outcome, Failure)
    return outcome


@pytest.mark.parametrize(
    ("problem", "kind", "code"),
    [
        pytest.param(requests.exceptions.SSLError(), "ct", 11220, id="TLS"),
        pytest.param(requests.exceptions.ReadTimeout(), "rt", 11205, id="no answer in time"),
        pytest.param(requests.exceptions.ConnectTimeout(), "ct", 11205, id="no connection in time"),
        pytest.param(requests.exceptions.ConnectionError(), "ct", 11205, id="no connection"),
        pytest.param(OSError(), "ct", 11205, id="no network"),
    ],
)
def test_a_failure_has_its_kind_and_its_code(problem: Exception, kind: str, code: int) -> None:
    session = requests.Session()
    session.mount("https://hotline.test", Broken(problem))

    failure = _asked(session)

    assert (failure.kind, failure.code) == (kind, code)


def test_a_host_that_does_not_exist_is_a_bad_name() -> None:
    with requests.Session() as session:
        failure = _asked(session, NOWHERE)

    assert (failure.kind, failure.code) == ("ct", 11210)
