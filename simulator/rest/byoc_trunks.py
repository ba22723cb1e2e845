"""Views of voice.v1 for the trunks to a carrier of one's own."""

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.errors import BadFieldError
from simulator.numbers import Trunk
from simulator.rest import forms
from simulator.rest.errors import RestAnswer, bad_request, not_found
from simulator.rest.paging import newer_page
from simulator.rest.places import home, iso
from simulator.rest.resources import Json

_SETTINGS = {
    "FriendlyName": "friendly_name",
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallbackUrl": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "ConnectionPolicySid": "connection_policy_sid",
    "FromDomainSid": "from_domain_sid",
}


def create() -> RestAnswer:
    with simulator().lock:
        return jsonify(_shown(_set(""))), 201


def index() -> Response:
    with simulator().lock:
        rows = list(reversed(simulator().has.trunks.values()))
        return jsonify(newer_page(rows, request.args, home("ByocTrunks"), "byoc_trunks", _shown))


def fetch(sid: str) -> Response:
    with simulator().lock:
        return jsonify(_shown(_one(sid)))


def update(sid: str) -> Response:
    with simulator().lock:
        return jsonify(_shown(_set(_one(sid).sid)))


def delete(sid: str) -> RestAnswer:
    with simulator().lock:
        del simulator().has.trunks[_one(sid).sid]
        return Response(), 204


def _set(sid: str) -> Trunk:
    form = request.form
    settings = {field: form[name] for name, field in _SETTINGS.items() if name in form}
    lookup = forms.flag(form, "CnamLookupEnabled")
    if lookup is not None:
        settings["caller_name_lookup"] = "on" if lookup else "off"
    try:
        return simulator().has.own_trunk(simulator().clock.now(), sid, **settings)
    except BadFieldError as problem:
        raise bad_request(20001, str(problem)) from problem


def _one(sid: str) -> Trunk:
    found = simulator().has.trunks.get(sid)
    if found is None:
        raise not_found(request.path)
    return found


def _shown(one: Trunk) -> Json:
    return {
        "account_sid": simulator().account_sid,
        "cnam_lookup_enabled": one.caller_name_lookup == "on",
        "connection_policy_sid": one.connection_policy_sid or None,
        "date_created": iso(one.created),
        "date_updated": iso(one.updated),
        "friendly_name": one.friendly_name or None,
        "from_domain_sid": one.from_domain_sid or None,
        "sid": one.sid,
        "status_callback_method": one.status_callback_method,
        "status_callback_url": one.status_callback or None,
        "url": f"{home('ByocTrunks')}/{one.sid}",
        "voice_fallback_method": one.voice_fallback_method,
        "voice_fallback_url": one.voice_fallback_url or None,
        "voice_method": one.voice_method,
        "voice_url": one.voice_url or None,
    }
