"""Views of the REST API for conferences."""

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.rest import forms
from simulator.rest.paging import page, within
from simulator.rest.resources import Json, base, date
from simulator.rooms.conference import Conference, State
from simulator.voice.parameters import API_VERSION

_PARTS = {"participants": "Participants", "recordings": "Recordings"}


def index() -> Response:
    sim = simulator()
    forms.choice(request.args, "Status", frozenset(State))
    with sim.lock:
        rows = [room for room in reversed(sim.rooms.all.values()) if _wanted(room)]
        return jsonify(page(rows, request.args, request.path, "conferences", _shown))


def fetch(sid: str) -> Response:
    with simulator().lock:
        return jsonify(_shown(simulator().rooms.find(sid)))


def update(sid: str) -> Response:
    """End the room, or let everybody in it hear an announcement."""
    sim = simulator()
    with sim.lock:
        room = sim.rooms.find(sid)
        status = forms.choice(request.form, "Status", ("completed",))
        announcement = forms.address(request.form, "AnnounceUrl")
        if announcement is not None:
            sim.rooms.announce(room, room.present, announcement)
        if status == "completed":
            sim.rooms.end(room)
        return jsonify(_shown(room))


def _wanted(room: Conference) -> bool:
    args = request.args
    return (
        args.get("FriendlyName", room.name) == room.name
        and args.get("Status", room.state) == room.state
        and within(room.created, args, "DateCreated")
        and within(room.updated, args, "DateUpdated")
    )


def _shown(room: Conference) -> Json:
    account = simulator().account_sid
    path = f"{base(account)}/Conferences/{room.sid}"
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "call_sid_ending_conference": room.ended_by,
        "date_created": date(room.created),
        "date_updated": date(room.updated),
        "friendly_name": room.name,
        "reason_conference_ended": room.reason,
        "region": room.region,
        "sid": room.sid,
        "status": room.state.value,
        "subresource_uris": {key: f"{path}/{part}.json" for key, part in _PARTS.items()},
        "uri": f"{path}.json",
    }
