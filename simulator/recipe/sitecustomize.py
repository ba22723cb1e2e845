"""Put this folder on PYTHONPATH and SIMULATOR in the environment: every request that an unmodified
application sends to the carrier's API reaches the simulator instead.
"""

import os
import re
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

# A product of the carrier, with the edge and region that may stand behind its name; or a twimlet.
CARRIER = re.compile(
    r"https?://((?:api|monitor|voice)(?:\.[a-z0-9-]+){0,2}\.twilio\.com|twimlets\.com)(?=[/?]|$)"
)
SIMULATOR = os.environ.get("SIMULATOR", "http://127.0.0.1:5101")  # noqa: TID251  # of another program
_send = HTTPAdapter.send


def _to_the_simulator(
    adapter: HTTPAdapter, request: PreparedRequest, *given: Any, **named: Any
) -> Response:
    product = CARRIER.match(request.url or "")
    if product is not None and request.url is not None:
        request.url = SIMULATOR + request.url[product.end() :]
        request.headers["Host"] = product.group(1)
    return _send(adapter, request, *given, **named)


HTTPAdapter.send = _to_the_simulator  # type: ignore[method-assign,assignment]  # that is what this file is for
