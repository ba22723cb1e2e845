"""Views of the REST API for transcriptions: there are none, as nobody listens here."""

from typing import NoReturn

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.rest.errors import not_found
from simulator.rest.paging import Row, page
from simulator.rest.resources import Json


def index(recording: str = "") -> Response:
    sim = simulator()
    with sim.lock:
        if recording:
            sim.calls.recordings.find(recording)
        nothing: list[Row] = []
        return jsonify(page(nothing, request.args, request.path, "transcriptions", _shown))


def fetch(sid: str, recording: str = "") -> NoReturn:
    del sid, recording
    raise not_found(request.path)


def _shown(_one: Row) -> Json:
    return {}
