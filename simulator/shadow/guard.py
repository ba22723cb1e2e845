"""Nobody but the carrier reaches an application that stands open to the world for a run."""

import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from simulator.shadow.traffic import body_of
from simulator.wire.signature import sign, signed_form

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def only_signed(app: "WSGIApplication", token: str, home: str) -> "WSGIApplication":
    """Where a stranger would ring people's telephones by pressing its buttons."""

    def guarded(environ: "WSGIEnvironment", start: "StartResponse") -> object:
        if _is_genuine(environ, token, home):
            return app(environ, start)
        start("403 FORBIDDEN", [("Content-Length", "0")])
        return []

    return guarded  # type: ignore[return-value]  # what the application returned, or nothing


def _is_genuine(environ: "WSGIEnvironment", token: str, home: str) -> bool:
    """Calls are signed without a port and texts with it: either will do."""
    written = body_of(environ).decode("utf-8", "replace")
    params = parse_qsl(written, keep_blank_values=True)
    said = environ.get("HTTP_X_TWILIO_SIGNATURE", "").encode()
    url = home.rstrip("/") + environ["REQUEST_URI"]
    forms = {signed_form(url, voice=voice) for voice in (True, False)}
    return any(hmac.compare_digest(said, sign(token, form, params).encode()) for form in forms)
