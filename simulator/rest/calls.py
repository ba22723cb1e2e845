"""Views of the REST API for calls."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.errors import NotPossibleError
from simulator.network import Simulator
from simulator.rest import forms, rate
from simulator.rest.errors import RestAnswer, RestError, bad_request
from simulator.rest.lateness import listed_until
from simulator.rest.paging import asked, page
from simulator.rest.resources import Json, call_json, status_of
from simulator.voice.call import LONGEST, Call, Status

_STATUSES = frozenset(Status) - {Status.INITIATED}


def create() -> RestAnswer:
    sim = simulator()
    with sim.lock:
        rate.allow(sim)
        from_, to = forms.parties(request.form, sim, forms.OF_CALLS)
        call = sim.calls.outbound(from_, to, forms.orders(request.form, sim))
        return jsonify(_shown(call)), 201


def fetch(sid: str) -> Response:
    sim = simulator()
    with sim.lock:
        return jsonify(_shown(sim.calls.find(sid)))


def update(sid: str) -> Response:
    sim = simulator()
    with sim.lock:
        call = sim.calls.find(sid)
        try:
            _change(sim, call)
        except NotPossibleError as problem:
            raise bad_request(21220, f"Invalid call state: {problem}.") from problem
        return jsonify(_shown(call))


def delete(sid: str) -> RestAnswer:
    sim = simulator()
    with sim.lock:
        if not sim.calls.find(sid).over:
            raise RestError(409, 20009, "Cannot delete a call that is in progress.")
        sim.calls.forget(sid)
        return Response(), 204


def index() -> Response:
    sim = simulator()
    forms.choice(request.args, "Status", _STATUSES)
    with sim.lock:
        rows = list(filter(_wanted(sim, request.args), reversed(sim.calls.all.values())))
        return jsonify(page(rows, request.args, request.path, "calls", _shown))


def _shown(call: Call) -> Json:
    return call_json(call, simulator().account_sid)


def _change(sim: Simulator, call: Call) -> None:
    """Raises NotPossibleError or RestError."""
    callback = forms.callback(request.form)
    status = forms.choice(request.form, "Status", ("completed", "canceled"))
    voice, twiml = forms.program(request.form)
    if callback is not None:
        call.orders.callback = callback
    _order(sim, call)
    if status == "completed":
        sim.calls.complete(call)
    elif status == "canceled":
        sim.calls.cancel(call)
    elif voice is not None or twiml is not None:
        sim.calls.redirect(call, voice or twiml or "")


def _order(sim: Simulator, call: Call) -> None:
    """What else a running call may be told: where it falls back to, how long it may last."""
    fallback = forms.address(request.form, "FallbackUrl")
    if fallback is not None:
        call.orders.fallback = fallback
    if "TimeLimit" in request.form:
        sim.calls.limit(call, forms.whole(request.form, "TimeLimit", LONGEST))


def _wanted(sim: Simulator, args: Mapping[str, str]) -> Callable[[Call], bool]:
    to, from_, status = (args.get(name) for name in ("To", "From", "Status"))
    parent, until = args.get("ParentCallSid"), listed_until()
    started, ended = asked(args, "StartTime"), asked(args, "EndTime")

    def wanted(call: Call) -> bool:
        return (
            (to is None or to == call.to)
            and call.created <= until
            and (from_ is None or from_ == call.from_)
            and (status is None or status == status_of(call))
            and (parent is None or parent == call.parent)
            and started.holds(_started(sim, call))
            and ended.holds(call.ended)
        )

    return wanted


def _started(sim: Simulator, call: Call) -> datetime | None:
    return call.dialled or (call.created if sim.habits.lists_find_pending else None)
