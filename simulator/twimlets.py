"""Twimlets: small programs the carrier keeps for whoever names their address; nothing is asked."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from werkzeug import Request, Response

HOST = "twimlets.com"
_BUCKET = "com.twilio.music.classical"
_STORE = ".s3.amazonaws.com"
_PIECE = "BusyStrings.mp3"  # what a bucket holds is not known here: one piece, of one name


def answer(request: Request) -> Response:
    """Parameters may stand in the address or, like those of a webhook, in the form."""
    write = TWIMLETS[request.path]
    return Response(write(request.values.to_dict()), mimetype="text/xml")


@Request.application
def application(request: Request) -> Response:
    return answer(request) if request.path in TWIMLETS else Response(status=404)


def is_music(url: str) -> bool:
    """A piece out of a bucket lies with the carrier's own host, and is there."""
    try:
        return (urlsplit(url).hostname or "").endswith(_STORE)
    except ValueError:
        return False


def _hold_music(given: Mapping[str, str]) -> str:
    piece = f"http://{given.get('Bucket') or _BUCKET}{_STORE}/{_PIECE}"
    words = _between(given.get("Message", ""))
    return f"<Response><Play>{escape(piece)}</Play>{words}<Redirect/></Response>"


def _between(message: str) -> str:
    """What is said after each piece: words, or a recording by its address."""
    verb = "Play" if message.startswith("http") else "Say"
    return f"<{verb}>{escape(message)}</{verb}>" if message else ""


def _echo(given: Mapping[str, str]) -> str:
    return given.get("Twiml") or "<Response/>"


TWIMLETS: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "/holdmusic": _hold_music,
    "/echo": _echo,
}
