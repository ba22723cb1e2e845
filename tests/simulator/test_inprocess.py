"""Calling an application without a socket: what arrives is what was sent, byte for byte."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import requests

from simulator.inprocess import WsgiAdapter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def _echo(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    head = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Set-Cookie", "a=1; Path=/"),
        ("Set-Cookie", "b=2"),
    ]
    start_response("200 OK", head)
    asked = "|".join(str(environ[k]) for k in ("REQUEST_METHOD", "HTTP_HOST", "REQUEST_URI"))
    return [asked.encode(), b"|", environ["wsgi.input"].read()]


def _session() -> requests.Session:
    session = requests.Session()
    session.mount("https://hotline.test", WsgiAdapter(_echo))
    return session


def test_path_query_and_body_arrive_unread() -> None:
    prepared = requests.Request("POST", "https://hotline.test", data=b"Body=c%E1%BB%A9u").prepare()
    prepared.url = "https://hotline.test:8443/v%2Fa?ten=%c3%a1&z=1&a=%2B"

    answer = _session().send(prepared)

    assert answer.text == "POST|hotline.test:8443|/v%2Fa?ten=%c3%a1&z=1&a=%2B|Body=c%E1%BB%A9u"


def test_every_cookie_is_seen() -> None:
    assert dict(_session().get("https://hotline.test/").cookies) == {"a": "1", "b": "2"}
