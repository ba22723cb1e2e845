"""Calling a WSGI application through `requests`, without a socket."""

import io
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Head = list[tuple[str, str]]


class HungError(Exception):
    """Raised by an application to play a server that never answers."""


class ResetError(Exception):
    """Raised by an application to play a connection that breaks."""


class WsgiAdapter(BaseAdapter):
    """Mount it on a session: `session.mount("https://hotline.test", WsgiAdapter(app))`.

    Path and query reach the application byte for byte (`REQUEST_URI` holds them unread).
    """

    def __init__(self, application: "WSGIApplication") -> None:
        super().__init__()
        self._application = application

    def send(  # noqa: PLR0913  # the signature is requests' own
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: str | bytes | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Raises ReadTimeout or ConnectionError when the application plays dead."""
        del stream, timeout, verify, cert, proxies
        try:
            status, head, body = _call(self._application, environ_of(request))
        except HungError as silence:
            raise requests.exceptions.ReadTimeout("no answer in time", request=request) from silence
        except ResetError as broken:
            raise requests.exceptions.ConnectionError("reset", request=request) from broken
        return _response(request, status, head, body)

    def close(self) -> None:
        """Nothing is held open."""


def environ_of(request: requests.PreparedRequest) -> "WSGIEnvironment":
    parts = urlsplit(request.url or "")
    body = request.body or b""
    raw = body.encode() if isinstance(body, str) else bytes(body)
    path = parts.path or "/"
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method or "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": path + (f"?{parts.query}" if parts.query else ""),
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc.rpartition("@")[2],
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(raw),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return environ


def _call(application: "WSGIApplication", environ: "WSGIEnvironment") -> tuple[str, Head, bytes]:
    begun: list[tuple[str, Head]] = []

    def start(status: str, head: Head, _problem: object = None, /) -> "object":
        begun[:] = [(status, head)]
        return lambda _text: None

    chunks: Iterable[bytes] = application(environ, start)  # type: ignore[arg-type]  # no write()
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    status, head = begun[0]
    return status, head, body


def _response(
    request: requests.PreparedRequest, status: str, head: Head, body: bytes
) -> requests.Response:
    response = requests.Response()
    code, _, reason = status.partition(" ")
    response.status_code, response.reason = int(code), reason
    response.headers = CaseInsensitiveDict(head)
    response.raw = io.BytesIO(body)
    response.url = request.url or ""
    response.request = request
    response.encoding = requests.utils.get_encoding_from_headers(response.headers)
    for name, value in head:
        if name.lower() == "set-cookie":
            for morsel in SimpleCookie(value).values():
                response.cookies.set(morsel.key, morsel.value)
    return response
