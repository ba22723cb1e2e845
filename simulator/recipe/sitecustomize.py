"""Put this folder on PYTHONPATH and SIMULATOR in the environment: every request that an unmodified
application sends to the carrier's API reaches the simulator instead.
"""

import os
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

CARRIER = "https://api.twilio.com"
SIMULATOR = os.environ.get("SIMULATOR", "http://127.0.0.1:5101")  # noqa: TID251  # of another program
_send = HTTPAdapter.send


def _to_the_simulator(
    adapter: HTTPAdapter, request: PreparedRequest, *given: Any, **named: Any
) -> Response:
    if request.url is not None and request.url.startswith(CARRIER):
        request.url = SIMULATOR + request.url.removeprefix(CARRIER)
    return _send(adapter, request, *given, **named)


HTTPAdapter.send = _to_the_simulator  # type: ignore[method-assign,assignment]  # that is what this file is for
