"""Views of the REST API for waiting lines and those who wait in them."""

from flask import Response, jsonify, request

from simulator.door import simulator
from simulator.errors import NotPossibleError
from simulator.queues.queue import MOST, Member, Queue
from simulator.rest import forms
from simulator.rest.errors import RestAnswer, RestError, bad_request, not_found
from simulator.rest.paging import page
from simulator.rest.resources import Json, base, date

LONGEST_NAME = 64
FRONT = "Front"


def create() -> RestAnswer:
    """A name that is taken is refused, as two lines of one name could not be told apart."""
    sim = simulator()
    with sim.lock:
        name = request.form.get("FriendlyName", "")
        if not 0 < len(name) <= LONGEST_NAME:
            raise bad_request(22001, "FriendlyName has 1 to 64 characters.")
        if sim.queues.named(name) is not None:
            raise bad_request(22003, "Queue already exists.")
        size = forms.whole(request.form, "MaxSize", MOST)
        return jsonify(_queue(sim.queues.create(name, size))), 201


def index() -> Response:
    sim = simulator()
    with sim.lock:
        rows = list(reversed(sim.queues.all.values()))
        return jsonify(page(rows, request.args, request.path, "queues", _queue))


def fetch(sid: str) -> Response:
    with simulator().lock:
        return jsonify(_queue(simulator().queues.find(sid)))


def update(sid: str) -> Response:
    sim = simulator()
    with sim.lock:
        queue = sim.queues.find(sid)
        queue.name = request.form.get("FriendlyName", queue.name)[:LONGEST_NAME]
        queue.max_size = forms.whole(request.form, "MaxSize", queue.max_size)
        queue.updated = sim.clock.now()
        return jsonify(_queue(queue))


def delete(sid: str) -> RestAnswer:
    sim = simulator()
    with sim.lock:
        try:
            sim.queues.forget(sim.queues.find(sid))
        except NotPossibleError as problem:
            raise RestError(400, 22002, "Queue is not empty.") from problem
        return Response(), 204


def members(queue: str) -> Response:
    sim = simulator()
    with sim.lock:
        line = sim.queues.find(queue)
        path = request.path
        return jsonify(
            page(line.members, request.args, path, "queue_members", lambda one: _member(line, one))
        )


def member(queue: str, sid: str) -> Response:
    with simulator().lock:
        line = simulator().queues.find(queue)
        return jsonify(_member(line, _who(line, sid)))


def dequeue(queue: str, sid: str) -> Response:
    """Send whoever waits to another document; 404 when the caller has just left."""
    sim = simulator()
    with sim.lock:
        line = sim.queues.find(queue)
        who = _who(line, sid)
        url = forms.address(request.form, "Url")
        if url is None:
            raise bad_request(21205, "Url parameter is required.")
        shown = _member(line, who)
        sim.calls.redirect(who.call, url)
        return jsonify(shown)


def _who(line: Queue, sid: str) -> Member:
    if sid == FRONT and line.members:
        return line.members[0]
    found = next((one for one in line.members if one.call.sid == sid), None)
    if found is None:
        raise not_found(request.path)
    return found


def _queue(queue: Queue) -> Json:
    account = simulator().account_sid
    return {
        "account_sid": account,
        "average_wait_time": queue.average_wait(simulator().clock.now()),
        "current_size": len(queue.members),
        "date_created": date(queue.created),
        "date_updated": date(queue.updated),
        "friendly_name": queue.name,
        "max_size": queue.max_size,
        "sid": queue.sid,
        "uri": f"{base(account)}/Queues/{queue.sid}.json",
    }


def _member(queue: Queue, who: Member) -> Json:
    account = simulator().account_sid
    return {
        "call_sid": who.call.sid,
        "date_enqueued": date(who.since),
        "position": queue.position(who.call),
        "queue_sid": queue.sid,
        "uri": f"{base(account)}/Queues/{queue.sid}/Members/{who.call.sid}.json",
        "wait_time": who.waited(simulator().clock.now()),
    }
