"""The carrier's own signer: what stands in X-Twilio-Signature."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from simulator.wire.addresses import with_query

BY_TOKEN, BY_SHARED_KEY = "HMAC_SHA1", "HMAC_SHA256"
_HASHES = {BY_TOKEN: hashlib.sha1, BY_SHARED_KEY: hashlib.sha256}


def sign(
    secret: str, url: str, params: Iterable[tuple[str, str]], algorithm: str = BY_TOKEN
) -> str:
    """Sign the URL followed by every distinct name and value, sorted by code point.

    Raises KeyError for an algorithm the carrier does not use.
    """
    text = url + "".join(name + value for name, value in sorted(set(params)))
    digest = hmac.new(secret.encode(), text.encode(), _HASHES[algorithm]).digest()
    return base64.b64encode(digest).decode()


def with_digest(url: str, body: str) -> str:
    """The URL of a body that is no form: the body is signed by its digest in the query."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    return with_query(url, f"bodySHA256={digest}")


def signed_form(url: str, *, voice: bool) -> str:
    """The form of a URL that is signed: no fragment, no userinfo, no port on voice over https."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if voice and parts.scheme == "https" and parts.port is not None:
        host = host.rpartition(":")[0]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
