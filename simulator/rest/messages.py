"""Views of the REST API for messages."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.errors import NotPossibleError
from simulator.network import Simulator
from simulator.rest import forms
from simulator.rest.drafts import draft
from simulator.rest.errors import RestAnswer, RestError, bad_request
from simulator.rest.lateness import listed_until
from simulator.rest.paging import asked, page
from simulator.rest.resources import Json, date, message_json
from simulator.texts.message import NOT_OUT, Message, Status


def create() -> RestAnswer:
    sim = simulator()
    with sim.lock:
        message = sim.messages.outbound(draft(request.form, sim))
        return jsonify(_shown(message)), 201


def fetch(sid: str) -> Response:
    sim = simulator()
    with sim.lock:
        return jsonify(_shown(sim.messages.find(sid)))


def update(sid: str) -> Response:
    """Body='' redacts, Status=canceled stops what has not left yet."""
    sim = simulator()
    with sim.lock:
        message = sim.messages.find(sid)
        if forms.choice(request.form, "Status", ("canceled",)):
            _cancel(sim, message)
        elif "Body" in request.form:
            _redact(sim, message)
        return jsonify(_shown(message))


def delete(sid: str) -> RestAnswer:
    sim = simulator()
    with sim.lock:
        _refuse_unless_over(sim.messages.find(sid))
        sim.messages.forget(sid)
        return Response(), 204


def feedback(message: str) -> RestAnswer:
    """Whether the reader did what the text asked for: the carrier only takes note of it."""
    sim = simulator()
    with sim.lock:
        now, path = date(sim.clock.now()), request.path
        return jsonify(
            account_sid=sim.account_sid,
            date_created=now,
            date_updated=now,
            message_sid=sim.messages.find(message).sid,
            outcome=request.form.get("Outcome") or "confirmed",
            uri=path,
        ), 200


def index() -> Response:
    sim = simulator()
    with sim.lock:
        rows = list(filter(_wanted(sim, request.args), reversed(sim.messages.all.values())))
        return jsonify(page(rows, request.args, request.path, "messages", _shown))


def _shown(message: Message) -> Json:
    return message_json(message, simulator().account_sid)


def _cancel(sim: Simulator, message: Message) -> None:
    try:
        sim.messages.sending.move(message, Status.CANCELED)
    except NotPossibleError as problem:
        raise bad_request(30409, "The message cannot be canceled any more.") from problem


def _redact(sim: Simulator, message: Message) -> None:
    if request.form["Body"]:
        raise bad_request(20001, "Body can only be emptied.")
    _refuse_unless_over(message)
    sim.messages.redact(message)


def _refuse_unless_over(message: Message) -> None:
    if message.status in NOT_OUT:
        raise RestError(409, 20009, "The message has not been sent yet.")


def _wanted(sim: Simulator, args: Mapping[str, str]) -> Callable[[Message], bool]:
    to, from_, sent, until = (
        args.get("To"),
        args.get("From"),
        asked(args, "DateSent"),
        listed_until(),
    )

    def wanted(message: Message) -> bool:
        return (
            (to is None or to == message.to)
            and message.created <= until
            and (from_ is None or from_ == message.from_)
            and sent.holds(_sent(sim, message))
        )

    return wanted


def _sent(sim: Simulator, message: Message) -> datetime | None:
    return message.sent or (message.created if sim.habits.lists_find_pending else None)
