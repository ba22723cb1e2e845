"""Whose address a picture has: the carrier's own shelf, under our account, or nobody's. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

CARRIER = "https://api.twilio.com"
# Where the carrier's own documents say that it sends whoever asks for a picture.
HANDS_OUT = frozenset({"mms.twiliocdn.com"})
_PLACE = re.compile(r"(/2010-04-01/Accounts/(AC\w{32})/Messages/([SM]M\w{32})/Media/(ME\w{32}))")


@dataclass(frozen=True)
class Place:
    """`path` is all that is kept of an address: whom to ask is our own setting."""

    path: str
    message: str
    picture: str


def place(address: str, account: str, base: str) -> Place | None:
    """None for what does not lie with the carrier we have, under the account we have."""
    for house in (CARRIER, base.rstrip("/")):
        found = _PLACE.fullmatch(address.removeprefix(house)) if house else None
        if found is not None and address.startswith(house) and found[2] == account:
            return Place(found[1], found[3], found[4])
    return None


def is_handed_out_at(address: str) -> bool:
    """Whether the carrier may send us there: over TLS, at its own hosts, at the usual port."""
    parts = urlsplit(address)
    return parts.scheme == "https" and parts.netloc.lower() in HANDS_OUT
