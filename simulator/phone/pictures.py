"""The pictures of a text as the telephone shows them: from this address alone, whoever has them."""

from http import HTTPStatus

import requests
from flask import Response, abort

from simulator.door import simulator
from simulator.network import Simulator
from simulator.texts.message import Media

PATIENCE = 10.0  # seconds the application may take to hand over a picture
LARGEST = 5 * 1024 * 1024


def look(message: str, sid: str) -> Response:
    sim = simulator()
    with sim.lock:
        one = next((each for each in sim.messages.find(message).media if each.sid == sid), None)
    if one is None:
        abort(HTTPStatus.NOT_FOUND, "the text has no such picture")
    return _shown(one.content, one.content_type) if one.content is not None else _fetched(sim, one)


def _fetched(sim: Simulator, one: Media) -> Response:
    """The application has it: asked for as the carrier does before it sends a picture."""
    if sim.exchange.webhooks.reach.problem(one.url) is not None:
        abort(HTTPStatus.BAD_GATEWAY, "this host is not allowed")
    try:
        # Nobody is followed: a redirect could lead out of the machine.
        answer = sim.session.get(one.url, timeout=PATIENCE, allow_redirects=False)
    except requests.RequestException:
        abort(HTTPStatus.BAD_GATEWAY, "the picture cannot be fetched")
    if answer.status_code != HTTPStatus.OK or len(answer.content) > LARGEST:
        abort(HTTPStatus.BAD_GATEWAY, "the picture cannot be shown")
    return _shown(answer.content, answer.headers.get("Content-Type", one.content_type))


def _shown(content: bytes, kind: str) -> Response:
    if not kind.startswith("image/"):
        abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "this is no picture")
    answer = Response(content, mimetype=kind)
    # A drawing may hold a script: it is shown, never run.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
