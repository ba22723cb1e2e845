"""Views of the REST API for recordings that were written down."""

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.rest.errors import RestAnswer, not_found
from simulator.rest.paging import page
from simulator.rest.resources import Json, base, date
from simulator.voice.parameters import API_VERSION
from simulator.voice.transcription import Status, Transcription


def index(recording: str = "") -> Response:
    with simulator().lock:
        rows = list(reversed(_all(recording)))
        return jsonify(page(rows, request.args, request.path, "transcriptions", _shown))


def fetch(sid: str, recording: str = "") -> Response:
    with simulator().lock:
        return jsonify(_shown(_one(sid, recording)))


def delete(sid: str, recording: str = "") -> RestAnswer:
    with simulator().lock:
        del simulator().calls.recordings.transcriptions.all[_one(sid, recording).sid]
        return Response(), 204


def _all(recording: str) -> list[Transcription]:
    """Raises UnknownError for a recording nobody knows."""
    recordings = simulator().calls.recordings
    if recording:
        recordings.find(recording)
    every = recordings.transcriptions.all.values()
    return [one for one in every if recording in ("", one.recording.sid)]


def _one(sid: str, recording: str) -> Transcription:
    found = next((one for one in _all(recording) if one.sid == sid), None)
    if found is None:
        raise not_found(request.path)
    return found


def _shown(one: Transcription) -> Json:
    account = simulator().account_sid
    done = one.status is Status.COMPLETED
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "duration": str(one.recording.seconds) if done else None,
        "price": None,
        "price_unit": "USD",
        "recording_sid": one.recording.sid,
        "sid": one.sid,
        "status": one.status.value,
        "transcription_text": one.text or None,
        "type": "fast",
        "uri": f"{base(account)}/Transcriptions/{one.sid}.json",
    }
