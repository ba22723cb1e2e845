"""Views of the REST API for recordings: of the account, of one call, of one conference."""

from datetime import timedelta

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.errors import NotPossibleError
from simulator.rest import forms
from simulator.rest.errors import RestAnswer, RestError, bad_request, not_found
from simulator.rest.paging import page, within
from simulator.rest.resources import Json, base, date
from simulator.rooms.conference import State
from simulator.voice import sound
from simulator.voice.call import Status as CallStatus
from simulator.voice.parameters import API_VERSION
from simulator.voice.recording import Recording, Source, Status
from simulator.voice.tape import Pause, Stretch

CURRENT = "Twilio.CURRENT"
KEPT = timedelta(days=40)  # what is known of a deleted recording
_INELIGIBLE = 21220
_IN_FLIGHT = frozenset({Status.IN_PROGRESS, Status.PAUSED, Status.STOPPED, Status.PROCESSING})
_ORDERS = ("paused", "in-progress", "stopped")


def record_call(call: str) -> RestAnswer:
    sim = simulator()
    with sim.lock:
        line = sim.calls.find(call)
        order = forms.recording(request.form, Source.CALL_API, trims=False)
        if line.status is not CallStatus.IN_PROGRESS:
            raise _ineligible()
        known = _by(line.recordings, order.source)
        made = known or sim.calls.recordings.start(line, order, line.sid)
        return jsonify(_as_told(made, call=call)), 200 if known else 201


def record_room(conference: str) -> RestAnswer:
    """The carrier's description does not have it, but a source of that name."""
    sim = simulator()
    with sim.lock:
        room = sim.rooms.find(conference)
        order = forms.recording(request.form, Source.CONFERENCE_API, trims=False)
        if room.state is not State.IN_PROGRESS:
            raise _ineligible()
        known = _by(room.recordings, order.source)
        made = known or sim.rooms.record(room, order)
        return jsonify(_as_told(made, conference=conference)), 200 if known else 201


def index(call: str = "", conference: str = "") -> Response:
    with simulator().lock:
        rows = [each for each in reversed(_all(call, conference)) if _wanted(each)]
        return jsonify(
            page(
                rows,
                request.args,
                request.path,
                "recordings",
                lambda each: _shown(each, call, conference),
            )
        )


def fetch(sid: str, call: str = "", conference: str = "") -> Response:
    with simulator().lock:
        return jsonify(_shown(_one(sid, call, conference), call, conference))


def update(sid: str, call: str = "", conference: str = "") -> Response:
    """Pause it, go on, or stop it; the answer alone tells which of these it does now."""
    with simulator().lock:
        status = forms.needed_choice(request.form, "Status", _ORDERS)
        pause = Pause(request.form.get("PauseBehavior") or Pause.SILENCE)
        if status == "stopped" and conference:
            raise bad_request(20001, "Invalid Status: a conference recording is not stopped.")
        recording = _one(sid, call, conference)
        try:
            _change(recording, status, pause)
        except NotPossibleError as problem:
            raise bad_request(_INELIGIBLE, f"Invalid recording state: {problem}.") from problem
        return jsonify(_as_told(recording, call, conference))


def delete(sid: str, call: str = "", conference: str = "") -> RestAnswer:
    with simulator().lock:
        try:
            simulator().calls.recordings.delete(_one(sid, call, conference))
        except NotPossibleError as problem:
            raise RestError(409, 20009, "Only a completed recording can be deleted.") from problem
        return Response(), 204


def hear(sid: str) -> Response:
    stretches, channels = _tape(sid)
    size = {"Content-Length": str(sound.size(stretches, channels))}
    return Response(sound.wav(stretches, channels), mimetype="audio/x-wav", headers=size)


def hear_mp3(sid: str) -> Response:
    return Response(sound.mp3(*_tape(sid)), mimetype="audio/mpeg")


def _tape(sid: str) -> tuple[list[Stretch], int]:
    """What is on the file, once there is one; mixed down to one channel for whoever asks so."""
    with simulator().lock:
        recording = _one(sid)
        if recording.status is not Status.COMPLETED:
            raise not_found(request.path)
        most = recording.order.channels
        channels = forms.whole(request.args, "RequestedChannels", most)
        if channels > most:
            raise bad_request(20001, "The recording has no dual-channel format.")
        return list(recording.sound), channels


def _change(recording: Recording, status: str, pause: Pause) -> None:
    """Raises NotPossibleError."""
    recordings = simulator().calls.recordings
    if status == "paused":
        recordings.pause(recording, pause)
    elif status == "in-progress":
        recordings.go_on(recording)
    elif recording.running:
        recordings.stop(recording)
    else:
        raise NotPossibleError(f"it is {recording.status}")


def _by(recordings: list[Recording], source: Source) -> Recording | None:
    """The running one that was asked for in the same way: asking again makes no second."""
    same = (each for each in recordings if each.running and each.order.source is source)
    return next(same, None)


def _ineligible() -> RestError:
    return bad_request(_INELIGIBLE, "Requested resource is not eligible for recording")


def _all(call: str, conference: str) -> list[Recording]:
    """Raises UnknownError for a call or conference nobody knows."""
    sim = simulator()
    if conference:
        return sim.rooms.find(conference).recordings
    if call:
        return sim.calls.find(call).recordings
    return list(sim.calls.recordings.all.values())


def _one(sid: str, call: str = "", conference: str = "") -> Recording:
    among = [each for each in _all(call, conference) if _visible(each)]
    if sid == CURRENT and (call or conference):
        among = [each for each in among if each.running]
        if len(among) > 1:
            raise bad_request(_INELIGIBLE, "There is more than one recording.")
        sid = among[0].sid if among else sid
    found = next((each for each in among if each.sid == sid), None)
    if found is None:
        raise not_found(request.path)
    return found


def _visible(recording: Recording) -> bool:
    if recording.status is not Status.DELETED or recording.updated is None:
        return True
    asked = forms.flag(request.args, "IncludeSoftDeleted") or False
    return asked and simulator().clock.now() - recording.updated < KEPT


def _wanted(recording: Recording) -> bool:
    args = request.args
    return (
        args.get("CallSid", recording.call) == recording.call
        and args.get("ConferenceSid", recording.conference) == recording.conference
        and within(recording.started, args, "DateCreated")
        and _visible(recording)
    )


def _shown(recording: Recording, call: str = "", conference: str = "") -> Json:
    """Whoever only looks does not learn what it does before its file is there."""
    told = _as_told(recording, call, conference)
    if recording.status in _IN_FLIGHT and simulator().habits.recordings_hide_flight:
        told["status"] = Status.PROCESSING.value
    return told


def _as_told(recording: Recording, call: str = "", conference: str = "") -> Json:
    """Each of the three places has keys of its own."""
    account = simulator().account_sid
    place = f"/Conferences/{conference}" if conference else f"/Calls/{call}" if call else ""
    path = f"{base(account)}{place}/Recordings/{recording.sid}"
    whole = _facts(recording) | {"account_sid": account, "uri": f"{path}.json"}
    if call:
        whole["track"] = recording.order.track.value
    elif not conference:
        parts = {"add_on_results": "AddOnResults", "transcriptions": "Transcriptions"}
        whole["subresource_uris"] = {key: f"{path}/{part}.json" for key, part in parts.items()}
        whole["media_url"] = recording.url
    return whole


def _facts(recording: Recording) -> Json:
    done = recording.status in (Status.COMPLETED, Status.DELETED)
    return {
        "api_version": API_VERSION,
        "call_sid": recording.call,
        "channels": recording.order.channels,
        "conference_sid": recording.conference or None,
        "date_created": date(recording.started),
        "date_updated": date(recording.updated or recording.started),
        "duration": str(recording.seconds) if done else None,
        "encryption_details": None,
        "error_code": recording.error,
        "price": None,
        "price_unit": "USD" if done else None,
        "sid": recording.sid,
        "source": recording.order.source.value,
        "start_time": date(recording.started),
        "status": recording.status.value,
    }
