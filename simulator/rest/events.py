"""Views of the REST API for what the application was asked during a call, and what it answered."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.ledger import Entry
from simulator.rest.paging import page
from simulator.rest.resources import Json, date

_ANSWERS = ("webhook.answered", "webhook.failed")


@dataclass
class Event:
    sid: str
    asked: Entry
    answer: dict[str, object] = field(default_factory=dict)


def index(call: str) -> Response:
    sim = simulator()
    with sim.lock:
        sid = sim.calls.find(call).sid
        return jsonify(page(_all(sid), request.args, request.path, "events", _shown))


def _all(call: str) -> list[Event]:
    """In the order in which they were asked; each answer goes to the last question of its kind."""
    events: list[Event] = []
    for entry in simulator().ledger:
        if entry.get("subject") != call:
            continue
        if entry["kind"] == "webhook.sent":
            events.append(Event(f"{entry['id']}", entry))
        elif entry["kind"] in _ANSWERS:
            _give(events, entry)
    return events


def _give(events: list[Event], entry: Entry) -> None:
    for event in reversed(events):
        if event.asked["webhook"] == entry["webhook"]:
            came = datetime.fromisoformat(str(entry["at"]))
            event.answer = {"response_code": entry.get("status"), "date_created": date(came)}
            return


def _shown(event: Event) -> Json:
    asked = event.asked
    return {
        "request": {k: asked[v] for k, v in _REQUEST.items()},
        "response": event.answer or None,
    }


_REQUEST = {"method": "method", "url": "url", "parameters": "params"}
