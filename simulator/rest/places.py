"""Which product of the carrier a request is for, and how the newer ones say where and when."""

from datetime import datetime

from flask import request

from simulator import twimlets

OLD, NEW = "/2010-04-01/", "/v1/"
CARRIER = ".twilio.com"


def is_rest(path: str) -> bool:
    return path.startswith((OLD, NEW))


def meant_for(product: str) -> bool:
    """Under the carrier's own names a product is at its host alone, whatever edge and region
    stand behind it; by the simulator's own address every product is reached."""
    host = request.host
    if host == twimlets.HOST:
        return product == host
    return not host.endswith(CARRIER) or host.partition(".")[0] == product


def home(noun: str) -> str:
    """The address of a resource of a newer product, as whoever asks reaches it."""
    scheme = "https" if request.host.endswith(CARRIER) else request.scheme
    return f"{scheme}://{request.host}{NEW}{noun}"


def iso(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
