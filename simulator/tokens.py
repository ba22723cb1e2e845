"""Access tokens of softphones, read and checked by hand: an HS256 JWT with a voice grant."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

KIND = "twilio-fpa;v=1"
LONGEST_IDENTITY = 256


class TokenError(ValueError):
    """Why a softphone may not register; `code` is what the carrier's library tells the page."""

    code = 20101


class ExpiredError(TokenError):
    """The token was good once."""

    code = 20104


@dataclass(frozen=True)
class Softphone:
    """`application` is the TwiML application its outgoing calls go to; empty when it has none."""

    identity: str
    may_be_rung: bool
    application: str
    # Seconds since 1970.
    expires: float


def read(token: str, account: str, keys: Mapping[str, str], now: datetime) -> Softphone:
    """`keys` are the API keys of the account with their secrets. Raises TokenError."""
    head, claims = _parts(token)
    if head.get("alg") != "HS256" or head.get("cty") != KIND:
        raise TokenError(f"the token is not {KIND} signed with HS256")
    secret = keys.get(str(claims.get("iss")), "")
    if not secret or not _signed(token, secret):
        raise TokenError("the token is signed by no key of this account")
    if claims.get("sub") != account:
        raise TokenError("the token is of another account")
    return _softphone(claims, _until(claims, now))


def _parts(token: str) -> tuple[dict[str, object], dict[str, object]]:
    parts = token.split(".")
    if len(parts) != 3:
        raise TokenError("a token has three parts")
    return _json(parts[0]), _json(parts[1])


def _json(part: str) -> dict[str, object]:
    try:
        found = json.loads(_bytes(part))
    except (ValueError, binascii.Error) as problem:
        raise TokenError("the token cannot be read") from problem
    if not isinstance(found, dict):
        raise TokenError("the token cannot be read")
    return found


def _bytes(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _signed(token: str, secret: str) -> bool:
    said, _, signature = token.rpartition(".")
    expected = hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()
    try:
        return hmac.compare_digest(expected, _bytes(signature))
    except binascii.Error:
        return False


def _until(claims: Mapping[str, object], now: datetime) -> float:
    ends, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(ends, int | float) or ends <= now.timestamp():
        raise ExpiredError("the token has expired")
    if not isinstance(begins, int | float) or begins > now.timestamp():
        raise TokenError("the token is not valid yet")
    return float(ends)


def _softphone(claims: Mapping[str, object], expires: float) -> Softphone:
    grants = _object(claims.get("grants"))
    voice = _object(grants.get("voice"))
    identity = grants.get("identity")
    if "voice" not in grants:
        raise TokenError("the token grants no voice")
    if not isinstance(identity, str) or not 0 < len(identity) <= LONGEST_IDENTITY:
        raise TokenError("the token names nobody")
    outgoing = _object(voice.get("outgoing")).get("application_sid", "")
    rung = _object(voice.get("incoming")).get("allow") is True
    return Softphone(identity, rung, str(outgoing), expires)


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
