"""Views of the REST API for the numbers of the account."""

from collections.abc import Callable

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.errors import BadFieldError
from simulator.numbers import OwnedNumber
from simulator.rest import forms
from simulator.rest.errors import RestAnswer, bad_request, not_found
from simulator.rest.paging import page
from simulator.rest.resources import Json, base, date
from simulator.voice.parameters import API_VERSION

_SETTINGS = {
    "FriendlyName": "friendly_name",
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
}
ORIGIN = "twilio"
_NOTHING = ("address_sid", "identity_sid", "trunk_sid", "emergency_address_sid", "bundle_sid")


def create(kind: str = "") -> RestAnswer:
    number = request.form.get("PhoneNumber", "")
    if not number.startswith("+") or not number[1:].isdecimal():
        raise bad_request(21421, "PhoneNumber is invalid.")
    with simulator().lock:
        made = _set(number, kind=kind) if kind else _set(number)
        return jsonify(_shown_among(kind)(made)), 201


def index(kind: str = "") -> Response:
    sim = simulator()
    with sim.lock:
        rows = [one for one in sim.owned.values() if kind in ("", one.kind) and _wanted(one)]
        show = _shown_among(kind)
        return jsonify(page(rows, request.args, request.path, "incoming_phone_numbers", show))


def _wanted(one: OwnedNumber) -> bool:
    args = request.args
    return (
        args.get("PhoneNumber", "") in one.number
        and args.get("FriendlyName", _name(one)) == _name(one)
        and args.get("Origin", ORIGIN) == ORIGIN
        and not forms.flag(args, "Beta")
    )


def _name(one: OwnedNumber) -> str:
    return one.friendly_name or one.number


def fetch(sid: str) -> Response:
    with simulator().lock:
        return jsonify(_shown(_one(sid)))


def update(sid: str) -> Response:
    with simulator().lock:
        return jsonify(_shown(_set(_one(sid).number)))


def delete(sid: str) -> RestAnswer:
    with simulator().lock:
        del simulator().owned[_one(sid).number]
        return Response(), 204


def _set(number: str, **more: str) -> OwnedNumber:
    form = request.form
    settings = {field: form[name] for name, field in _SETTINGS.items() if name in form} | more
    lookup = forms.flag(form, "VoiceCallerIdLookup")
    if lookup is not None:
        settings["caller_name_lookup"] = "on" if lookup else "off"
    try:
        return simulator().own(number, **settings)
    except BadFieldError as problem:
        raise bad_request(20001, str(problem)) from problem


def _one(sid: str) -> OwnedNumber:
    found = next((one for one in simulator().owned.values() if one.sid == sid), None)
    if found is None:
        raise not_found(request.path)
    return found


def _shown_among(kind: str) -> Callable[[OwnedNumber], Json]:
    """Among its kind nobody says which kind that is."""
    if not kind:
        return _shown
    return lambda one: {key: value for key, value in _shown(one).items() if key != "type"}


def _shown(one: OwnedNumber) -> Json:
    sim = simulator()
    made = date(sim.opened)
    answering: Json = {field: getattr(one, field) for field in _SETTINGS.values()}
    return {
        **answering,
        **dict.fromkeys(_NOTHING),
        "account_sid": sim.account_sid,
        "address_requirements": "none",
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": made,
        "date_updated": made,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": _name(one),
        "origin": ORIGIN,
        "phone_number": one.number,
        "sid": one.sid,
        "sms_application_sid": "",
        "status": "in-use",
        "type": one.kind,
        "uri": f"{base(sim.account_sid)}/IncomingPhoneNumbers/{one.sid}.json",
        "voice_application_sid": "",
        "voice_caller_id_lookup": one.caller_name_lookup == "on",
        "voice_receive_mode": "voice",
    }
