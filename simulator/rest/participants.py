"""Views of the REST API for those who sit in a conference, or are called into it."""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.errors import NotPossibleError
from simulator.rest import forms, rate
from simulator.rest.errors import RestAnswer, bad_request, not_found
from simulator.rest.paging import page
from simulator.rest.resources import Json, base, date
from simulator.rooms.conference import Conference, Participant, is_label
from simulator.voice.call import LONGEST, Call, Orders
from simulator.voice.detection import NOT_ASYNC

SHORTEST_RING = 5  # seconds
_ATTRIBUTES = {
    "Label": "participantLabel",
    "Muted": "muted",
    "Beep": "beep",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
    "WaitUrl": "waitUrl",
    "WaitMethod": "waitMethod",
    "Region": "region",
    "MaxParticipants": "maxParticipants",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceRecord": "record",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
    "ConferenceTrim": "trim",
    "ConferenceRecordingStatusCallback": "recordingStatusCallback",
    "ConferenceRecordingStatusCallbackMethod": "recordingStatusCallbackMethod",
}
_WORDS = {
    "ConferenceStatusCallbackEvent": "statusCallbackEvent",
    "ConferenceRecordingStatusCallbackEvent": "recordingStatusCallbackEvent",
}
_FLAGS = {"Muted": "muted", "Hold": "hold", "Coaching": "coaches"}


def create(conference: str) -> RestAnswer:
    """Call somebody into a room, named by its sid or by its friendly name."""
    sim = simulator()
    with sim.lock:
        rate.allow(sim)
        room = sim.rooms.all.get(conference) or sim.rooms.open(conference)
        if room.over:
            raise bad_request(16022, "The conference is over.")
        from_, to = forms.parties(request.form, sim, forms.OF_CALLS)
        forms.at_least(request.form, "Timeout", SHORTEST_RING)
        coached = _coached(room) if _flag("Coaching") else None
        label = _label(room)
        call = sim.calls.outbound(from_, to, _orders(room))
        _warn_of_async(call)
        guest = sim.rooms.expect(room, call, rings=_flag("EarlyMedia") is not False)
        guest.label = label
        guest.muted = bool(_flag("Muted"))
        guest.coaches = coached.call.sid if coached else ""
        return jsonify(_shown(room, guest)), 201


def index(conference: str) -> Response:
    sim = simulator()
    with sim.lock:
        room = _room(conference)
        rows = [one for one in room.participants.values() if _wanted(one)]
        shown = page(
            rows, request.args, request.path, "participants", lambda one: _shown(room, one)
        )
        return jsonify(shown)


def fetch(conference: str, sid: str) -> Response:
    with simulator().lock:
        room = _room(conference)
        return jsonify(_shown(room, _who(room, sid)))


def update(conference: str, sid: str) -> Response:
    sim = simulator()
    with sim.lock:
        room = _room(conference)
        who = _who(room, sid)
        _change(room, who)
        return jsonify(_shown(room, who))


def delete(conference: str, sid: str) -> RestAnswer:
    """Out of the room; the leg goes on with what follows its Dial, or ends."""
    sim = simulator()
    with sim.lock:
        room = _room(conference)
        who = _who(room, sid)
        if who.seat is not None and sim.habits.deleted_goes_on:
            sim.rooms.kick(room, who)
        else:
            sim.rooms.leave(room, who, "participant_updated_via_api", "kicked")
            sim.calls.complete(who.call)
        return Response(), 204


def _change(room: Conference, who: Participant) -> None:
    rooms, form = simulator().rooms, request.form
    muted, hold, ends = _flag("Muted"), _flag("Hold"), _flag("EndConferenceOnExit")
    if muted is not None:
        rooms.mute(room, who, muted)
    if hold is not None:
        rooms.hold(room, who, hold, forms.address(form, "HoldUrl", "GET"))
    if "WaitUrl" in form:
        rooms.wait(room, who, forms.address(form, "WaitUrl"))
    if ends is not None:
        rooms.take_along(room, who, ends)
    if _flag("BeepOnExit") is not None:
        who.beeps_out = bool(_flag("BeepOnExit"))
    if _flag("Coaching") is not None or "CallSidToCoach" in form:
        _coach(room, who)
    announcement = forms.address(form, "AnnounceUrl")
    if announcement is not None:
        rooms.announce(room, [who], announcement)


def _coach(room: Conference, who: Participant) -> None:
    try:
        simulator().rooms.coach(room, who, None if _flag("Coaching") is False else _coached(room))
    except NotPossibleError as problem:
        raise bad_request(16027, "The coached participant is on hold.") from problem


def _coached(room: Conference) -> Participant:
    found = room.participants.get(request.form.get("CallSidToCoach", ""))
    if found is None:
        raise bad_request(16028, "The call to coach is not in this conference.")
    return found


def _label(room: Conference) -> str:
    """By REST a label has codes of its own; in a document they are 16023 and 16025."""
    label = request.form.get("Label", "")
    if not is_label(label):
        raise bad_request(16024, "The participant label is too long, a call's sid, or has a '/'.")
    if label and room.who(label) is not None:
        raise bad_request(16026, "The participant label is in use by another participant.")
    return label


def _orders(room: Conference) -> Orders:
    """The leg's own document seats it; what it reports is ordered as for any call."""
    form = request.form
    attributes = {name: form[key] for key, name in _ATTRIBUTES.items() if key in form}
    for key, name in _WORDS.items():
        if key in form:
            attributes[name] = " ".join(form.getlist(key))
    return Orders(
        twiml=_seat(room.name, attributes),
        callback=forms.callback(form),
        events=forms.events(form),
        timeout=forms.whole(form, "Timeout", 60),
        time_limit=forms.whole(form, "TimeLimit", LONGEST),
        caller_id=forms.caller_id(form, simulator()),
        reason=form.get("CallReason", ""),
        recording=forms.recording_if_wanted(form),
        detection=forms.detection(form, "AmdStatusCallback", waits=False),
    )


def _warn_of_async(call: Call) -> None:
    """Nobody waits for it here anyway; the words belong to calls."""
    if any(name.startswith("AsyncAmd") for name in request.form):
        ledger = simulator().exchange.ledger
        ledger.warn(NOT_ASYNC, "AsyncAmd and its callback are not for participants", call.sid)


def _seat(room: str, attributes: Mapping[str, str]) -> str:
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<Response><Dial><Conference{written}>{escape(room)}</Conference></Dial></Response>"


def _room(name: str) -> Conference:
    """A room that is over has nobody left to speak of."""
    sim = simulator()
    room = sim.rooms.all.get(name) or sim.rooms.named(name)
    if room is None or room.over:
        raise not_found(request.path)
    return room


def _who(room: Conference, name: str) -> Participant:
    found = room.who(name)
    if found is None:
        raise not_found(request.path)
    return found


def _wanted(who: Participant) -> bool:
    asked = {field: request.args[name] for name, field in _FLAGS.items() if name in request.args}
    return all(bool(getattr(who, field)) is (value == "true") for field, value in asked.items())


def _flag(name: str) -> bool | None:
    return forms.flag(request.form, name)


def _shown(room: Conference, who: Participant) -> Json:
    account = simulator().account_sid
    return {
        "account_sid": account,
        "call_sid": who.call.sid,
        "call_sid_to_coach": who.coaches or None,
        "coaching": bool(who.coaches),
        "conference_sid": room.sid,
        "date_created": date(who.created),
        "date_updated": date(who.updated or who.created),
        "end_conference_on_exit": who.ends,
        "hold": who.hold,
        "label": who.label or None,
        "muted": who.muted,
        "queue_time": "0",
        "start_conference_on_enter": who.starts,
        "status": who.status,
        "uri": f"{base(account)}/Conferences/{room.sid}/Participants/{who.call.sid}.json",
    }
