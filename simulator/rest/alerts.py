"""Views of monitor.v1: whatever is a notification is an alert too, under the same sid."""

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.rest import forms, mistakes
from simulator.rest.errors import not_found
from simulator.rest.mistakes import Level, Mistake
from simulator.rest.paging import between, newer_page
from simulator.rest.places import home, iso
from simulator.rest.resources import Json
from simulator.voice.parameters import API_VERSION

_LEVELS = (*Level, "notice", "debug")
_ONLY_FETCHED = ("request_headers", "request_variables", "response_body", "response_headers")


def index() -> Response:
    forms.choice(request.args, "LogLevel", _LEVELS)
    with simulator().lock:
        every = list(mistakes.all_of(simulator().ledger))
        rows = [one for one in reversed(every) if _wanted(one)]
        return jsonify(newer_page(rows, request.args, home("Alerts"), "alerts", _shown))


def fetch(sid: str) -> Response:
    with simulator().lock:
        every = mistakes.all_of(simulator().ledger)
        found = next((one for one in every if one.sid == sid), None)
        if found is None:
            raise not_found(request.path)
        return jsonify(_shown(found) | dict.fromkeys(_ONLY_FETCHED, ""))


def _wanted(one: Mistake) -> bool:
    args = request.args
    return args.get("LogLevel", one.level) == one.level and between(
        one.at, args, "StartDate", "EndDate"
    )


def _shown(one: Mistake) -> Json:
    return {
        "account_sid": simulator().account_sid,
        "alert_text": one.text,
        "api_version": API_VERSION,
        "date_created": iso(one.at),
        "date_generated": iso(one.at),
        "date_updated": iso(one.at),
        "error_code": one.code,
        "log_level": one.level.value,
        "more_info": one.more_info,
        "request_method": None,
        "request_url": "",
        "resource_sid": one.subject,
        "service_sid": None,
        "sid": one.sid,
        "url": f"{home('Alerts')}/{one.sid}",
    }
