"""Pictures that travel with a text."""

import base64
import binascii
from mimetypes import guess_type
from urllib.parse import unquote_to_bytes

from simulator.errors import BadFieldError
from simulator.exchange import Exchange
from simulator.texts.message import Media

_UNKNOWN = "image/jpeg"


def media(exchange: Exchange, message: str, address: str) -> Media:
    """A `data:` address is a picture a person took: the carrier keeps it and serves it with auth.

    Raises BadFieldError for a `data:` address that cannot be read.
    """
    sid = exchange.sids.new("ME")
    if not address.startswith("data:"):
        kind = guess_type(address.partition("?")[0])[0] or _UNKNOWN
        return Media(sid, address, kind)
    head, _, data = address.removeprefix("data:").partition(",")
    kind = head.partition(";")[0] or _UNKNOWN
    url = exchange.address(f"Messages/{message}/Media/{sid}")
    return Media(sid, url, kind, _content(head, data))


def _content(head: str, data: str) -> bytes:
    if not head.endswith(";base64"):
        return unquote_to_bytes(data)
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as problem:
        raise BadFieldError("media: a data address that is no base64") from problem
