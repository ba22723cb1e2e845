"""Views of the REST API for what the application did wrong: every warning of the ledger."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.ledger import Entry
from simulator.rest.errors import not_found
from simulator.rest.paging import page, within
from simulator.rest.resources import Json, base, date
from simulator.voice.parameters import API_VERSION

WARNING = "1"


@dataclass(frozen=True)
class Notification:
    sid: str
    at: datetime
    code: str
    text: str
    subject: str


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


def _all(call: str) -> list[Notification]:
    warnings = (entry for entry in simulator().ledger if entry["kind"] == "warning")
    return [_read(entry) for entry in warnings if call in ("", entry["subject"])]


def _read(entry: Entry) -> Notification:
    return Notification(
        sid=f"NO{entry['id']:032x}",
        at=datetime.fromisoformat(str(entry["at"])),
        code=str(entry["code"]),
        text=str(entry["text"]),
        subject=str(entry["subject"]),
    )


def _wanted(one: Notification) -> bool:
    args = request.args
    return args.get("Log", WARNING) == WARNING and within(one.at, args, "MessageDate")


def _shown(one: Notification) -> Json:
    account = simulator().account_sid
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "call_sid": one.subject if one.subject.startswith("CA") else None,
        "date_created": date(one.at),
        "date_updated": date(one.at),
        "error_code": one.code,
        "log": WARNING,
        "message_date": date(one.at),
        "message_text": one.text,
        "more_info": f"https://www.twilio.com/docs/errors/{one.code}",
        "request_method": None,
        "request_url": "",
        "sid": one.sid,
        "uri": f"{base(account)}/Notifications/{one.sid}.json",
    }
