"""What the network may know of a caller beside the number: told where it is known only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from simulator.errors import BadFieldError


@dataclass(frozen=True)
class Caller:
    """`name` is how the directory of names has the number; only a number that asks is told."""

    name: str = ""
    forwarded_from: str = ""
    verstat: str = ""
    token: str = ""

    def fields(self) -> dict[str, str]:
        named = {
            "CallerName": self.name,
            "ForwardedFrom": self.forwarded_from,
            "StirVerstat": self.verstat,
            "CallToken": self.token,
        }
        return {name: value for name, value in named.items() if value}


NOBODY_KNOWS = Caller()
_KNOWN = {"caller_name": "name", "forwarded_from": "forwarded_from", "stir_verstat": "verstat"}
KNOWN = frozenset(_KNOWN)


def caller(known: Mapping[str, object]) -> Caller:
    """Raises BadFieldError."""
    for name, value in known.items():
        if name not in KNOWN:
            raise BadFieldError(f"{name}: nothing of a caller has this name")
        if not isinstance(value, str):
            raise BadFieldError(f"{name}: a text is needed")
    return Caller(**{_KNOWN[name]: str(value) for name, value in known.items()})


def token_of(sid: str) -> str:
    """The carrier's is written as JSON in a URL, too; nobody but the carrier can read it."""
    return quote(json.dumps({"parentCallInfoToken": f"SIMULATED.{sid}"}, separators=(",", ":")))
