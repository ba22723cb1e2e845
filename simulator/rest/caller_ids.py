"""Views of the REST API for numbers of others that may be shown as the caller."""

import random

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.numbers import CallerId
from simulator.rest import forms
from simulator.rest.errors import RestAnswer, bad_request, not_found
from simulator.rest.paging import page
from simulator.rest.resources import Json, base, date
from simulator.voice.verifying import Verification, Wanted

DIGITS = 6


def create() -> RestAnswer:
    """Nothing is verified yet: the number is called, and its owner keys the code."""
    sim, form = simulator(), request.form
    with sim.lock:
        number = form.get("PhoneNumber", "")
        if not forms.is_number(number):
            raise bad_request(21401, "Invalid Phone Number.")
        if number in sim.has.verified:
            raise bad_request(21450, "Phone number already verified for your account.")
        wanted = Wanted(
            number,
            form.get("FriendlyName", ""),
            _code(sim.exchange.sids.token()),
            forms.whole(form, "CallDelay", 0),
            form.get("Extension", ""),
            forms.callback(form),
        )
        begun = Verification(sim.exchange, sim.calls, sim.has, wanted)
        return jsonify(_asked(wanted, begun.call.sid)), 200


def index() -> Response:
    sim = simulator()
    with sim.lock:
        rows = [one for one in reversed(sim.has.verified.values()) if _wanted(one)]
        return jsonify(page(rows, request.args, request.path, "outgoing_caller_ids", _shown))


def fetch(sid: str) -> Response:
    with simulator().lock:
        return jsonify(_shown(_one(sid)))


def update(sid: str) -> Response:
    sim = simulator()
    with sim.lock:
        one = _one(sid)
        if "FriendlyName" in request.form:
            one.friendly_name, one.updated = request.form["FriendlyName"], sim.clock.now()
        return jsonify(_shown(one))


def delete(sid: str) -> RestAnswer:
    with simulator().lock:
        del simulator().has.verified[_one(sid).number]
        return Response(), 204


def _code(token: str) -> str:
    """Drawn like everything else, so that a rerun asks for the same one."""
    lot = random.Random(token)  # noqa: S311  # nobody is to be kept out by it
    return "".join(lot.choices("0123456789", k=DIGITS))


def _wanted(one: CallerId) -> bool:
    args = request.args
    asked = args.get("PhoneNumber", one.number), args.get("FriendlyName", _name(one))
    return asked == (one.number, _name(one))


def _name(one: CallerId) -> str:
    return one.friendly_name or one.number


def _one(sid: str) -> CallerId:
    found = next((one for one in simulator().has.verified.values() if one.sid == sid), None)
    if found is None:
        raise not_found(request.path)
    return found


def _asked(wanted: Wanted, call: str) -> Json:
    return {
        "account_sid": simulator().account_sid,
        "call_sid": call,
        "friendly_name": wanted.name or wanted.number,
        "phone_number": wanted.number,
        "validation_code": wanted.code,
    }


def _shown(one: CallerId) -> Json:
    account = simulator().account_sid
    return {
        "account_sid": account,
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "friendly_name": _name(one),
        "phone_number": one.number,
        "sid": one.sid,
        "uri": f"{base(account)}/OutgoingCallerIds/{one.sid}.json",
    }
