"""The carrier's REST API for one account: who may ask, and every address on one page."""

import hmac
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from simulator.door import simulator
from simulator.rest import (
    caller_ids,
    calls,
    conferences,
    events,
    fields,
    media,
    messages,
    notifications,
    participants,
    phone_numbers,
    queues,
    recordings,
    transcriptions,
)
from simulator.rest.errors import RestError, not_found, render
from simulator.rest.places import OLD, meant_for


def _of_kind(kind: str) -> dict[str, Callable[..., ResponseReturnValue]]:
    return {
        "GET": partial(phone_numbers.index, kind),
        "POST": partial(phone_numbers.create, kind),
    }


_RESOURCES: dict[str, dict[str, Callable[..., ResponseReturnValue]]] = {
    "/IncomingPhoneNumbers.json": {"GET": phone_numbers.index, "POST": phone_numbers.create},
    "/IncomingPhoneNumbers/<sid>.json": {
        "GET": phone_numbers.fetch,
        "POST": phone_numbers.update,
        "DELETE": phone_numbers.delete,
    },
    "/OutgoingCallerIds.json": {"GET": caller_ids.index, "POST": caller_ids.create},
    "/OutgoingCallerIds/<sid>.json": {
        "GET": caller_ids.fetch,
        "POST": caller_ids.update,
        "DELETE": caller_ids.delete,
    },
    "/Messages/<message>/Media.json": {"GET": media.index},
    "/Messages/<message>/Media/<sid>.json": {"GET": media.fetch, "DELETE": media.delete},
    "/Messages/<message>/Media/<sid>": {"GET": media.look},
    "/Notifications.json": {"GET": notifications.index},
    "/Notifications/<sid>.json": {"GET": notifications.fetch},
    "/Calls/<call>/Notifications.json": {"GET": notifications.index},
    "/Calls/<call>/Notifications/<sid>.json": {"GET": notifications.fetch},
    "/IncomingPhoneNumbers/Local.json": _of_kind("local"),
    "/IncomingPhoneNumbers/Mobile.json": _of_kind("mobile"),
    "/IncomingPhoneNumbers/TollFree.json": _of_kind("toll-free"),
    "/Messages/<message>/Feedback.json": {"POST": messages.feedback},
    "/Calls/<call>/Events.json": {"GET": events.index},
    "/Transcriptions.json": {"GET": transcriptions.index},
    "/Transcriptions/<sid>.json": {
        "GET": transcriptions.fetch,
        "DELETE": transcriptions.delete,
    },
    "/Recordings/<recording>/Transcriptions.json": {"GET": transcriptions.index},
    "/Recordings/<recording>/Transcriptions/<sid>.json": {
        "GET": transcriptions.fetch,
        "DELETE": transcriptions.delete,
    },
    "/Recordings.json": {"GET": recordings.index},
    "/Recordings/<sid>.json": {"GET": recordings.fetch, "DELETE": recordings.delete},
    "/Recordings/<sid>.wav": {"GET": recordings.hear},
    "/Recordings/<sid>.mp3": {"GET": recordings.hear_mp3},
    "/Recordings/<sid>": {"GET": recordings.hear, "DELETE": recordings.delete},
    "/Calls/<call>/Recordings.json": {"GET": recordings.index, "POST": recordings.record_call},
    "/Calls/<call>/Recordings/<sid>.json": {
        "GET": recordings.fetch,
        "POST": recordings.update,
        "DELETE": recordings.delete,
    },
    "/Conferences/<conference>/Recordings.json": {
        "GET": recordings.index,
        "POST": recordings.record_room,
    },
    "/Conferences/<conference>/Recordings/<sid>.json": {
        "GET": recordings.fetch,
        "POST": recordings.update,
        "DELETE": recordings.delete,
    },
    "/Queues.json": {"GET": queues.index, "POST": queues.create},
    "/Queues/<sid>.json": {"GET": queues.fetch, "POST": queues.update, "DELETE": queues.delete},
    "/Queues/<queue>/Members.json": {"GET": queues.members},
    "/Queues/<queue>/Members/<sid>.json": {"GET": queues.member, "POST": queues.dequeue},
    "/Conferences.json": {"GET": conferences.index},
    "/Conferences/<sid>.json": {"GET": conferences.fetch, "POST": conferences.update},
    "/Conferences/<conference>/Participants.json": {
        "GET": participants.index,
        "POST": participants.create,
    },
    "/Conferences/<conference>/Participants/<sid>.json": {
        "GET": participants.fetch,
        "POST": participants.update,
        "DELETE": participants.delete,
    },
}


def install(app: Flask) -> None:
    rest = Blueprint("rest", __name__, url_prefix=f"{OLD}Accounts/<account>")
    rest.url_value_preprocessor(_only_this_account)
    rest.before_request(authenticate)
    rest.before_request(check)
    for noun, views in (("Calls", calls), ("Messages", messages)):
        one = f"/{noun}/<sid>.json"
        rest.add_url_rule(f"/{noun}.json", f"create_{noun}", views.create, methods=["POST"])
        rest.add_url_rule(f"/{noun}.json", f"list_{noun}", views.index)
        rest.add_url_rule(one, f"fetch_{noun}", views.fetch)
        rest.add_url_rule(one, f"update_{noun}", views.update, methods=["POST"])
        rest.add_url_rule(one, f"delete_{noun}", views.delete, methods=["DELETE"])
    for address, methods in _RESOURCES.items():
        for method, view in methods.items():
            rest.add_url_rule(
                address, f"{method} {address}".replace(".", " "), view, methods=[method]
            )
    app.register_blueprint(rest)
    app.register_error_handler(RestError, render)


def _only_this_account(_endpoint: str | None, values: dict[str, str] | None) -> None:
    """The account stands in every address; the views need not know."""
    if not meant_for("api"):
        raise not_found(request.path)
    if values is not None and values.pop("account", None) != simulator().account_sid:
        raise RestError(401, 20003, "Authenticate")


def authenticate() -> None:
    """The account with its token, or an API key with its secret."""
    login, sim = request.authorization, simulator()
    name, secret = (login.username or "", login.password or "") if login else ("", "")
    known = {**sim.api_keys, sim.account_sid: sim.auth_token}.get(name, "")
    if not known or not hmac.compare_digest(known.encode(), secret.encode()):
        raise RestError(401, 20003, "Authenticate")
    with sim.lock:
        sim.exchange.ledger.note("rest", method=request.method, path=request.path)


def check() -> None:
    fields.check(request.form)
    fields.check(request.args)
