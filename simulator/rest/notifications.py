"""Views of the REST API for what the application did wrong, beside the call it went wrong in."""

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.rest import mistakes
from simulator.rest.errors import not_found
from simulator.rest.mistakes import Level, Mistake
from simulator.rest.paging import page, within
from simulator.rest.resources import Json, base, date
from simulator.voice.parameters import API_VERSION

_LOG = {Level.ERROR: "0", Level.WARNING: "1"}


def index(call: str = "") -> Response:
    with simulator().lock:
        rows = [one for one in reversed(_all(call)) if _wanted(one)]
        return jsonify(page(rows, request.args, request.path, "notifications", _shown))


def fetch(sid: str, call: str = "") -> Response:
    with simulator().lock:
        found = next((one for one in _all(call) if one.sid == sid), None)
        if found is None:
            raise not_found(request.path)
        whole: Json = {"request_variables": "", "response_body": "", "response_headers": ""}
        return jsonify(_shown(found) | whole)


def _all(call: str) -> list[Mistake]:
    return [one for one in mistakes.all_of(simulator().ledger) if call in ("", one.subject)]


def _wanted(one: Mistake) -> bool:
    args = request.args
    return args.get("Log", _LOG[one.level]) == _LOG[one.level] and within(
        one.at, args, "MessageDate"
    )


def _shown(one: Mistake) -> Json:
    account = simulator().account_sid
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "call_sid": one.subject if one.subject.startswith("CA") else None,
        "date_created": date(one.at),
        "date_updated": date(one.at),
        "error_code": one.code,
        "log": _LOG[one.level],
        "message_date": date(one.at),
        "message_text": one.text,
        "more_info": one.more_info,
        "request_method": None,
        "request_url": "",
        "sid": one.sid,
        "uri": f"{base(account)}/Notifications/{one.sid}.json",
    }
