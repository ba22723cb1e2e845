"""The control API under /_sim/: the hands of people, the clock, faults, and the ledger."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from flask import Blueprint, Flask, Response, jsonify, request

from simulator import bodies, browsers, shown
from simulator.bodies import body
from simulator.door import simulator
from simulator.errors import BadFieldError
from simulator.faults import Written
from simulator.streams import Listener, stream
from simulator.views import Json
from simulator.voice.call import MOVES

IDLE_LIMIT = timedelta(days=1)
_WAYS_OF_TIME = {"forward", "freeze", "rate", "run_until_idle", "step"}


def install(app: Flask) -> None:
    control = Blueprint("control", __name__, url_prefix="/_sim")
    for address, view in _POSTS.items():
        control.add_url_rule(address, view.__name__, view, methods=["POST"])
    for address, view in _GETS.items():
        control.add_url_rule(address, view.__name__, view)
    control.before_request(browsers.refuse_strangers)
    bodies.refuse_in_json(control)
    app.register_blueprint(control)


def dial() -> Response:
    told = body()
    from_, to = bodies.text(told, "from"), bodies.text(told, "to")
    known = {name: value for name, value in told.items() if name not in ("from", "to")}
    sid = simulator().dial(from_, to, **known)
    return jsonify({"sid": sid})


def press(sid: str) -> Response:
    simulator().press(sid, bodies.text(body(), "digits"))
    return _seen(sid)


def say(sid: str) -> Response:
    simulator().say(sid, bodies.text(body(), "text"))
    return _seen(sid)


def hangup(sid: str) -> Response:
    simulator().hangup(sid)
    return _seen(sid)


def answer(sid: str) -> Response:
    simulator().answer(sid)
    return _seen(sid)


def decline(sid: str) -> Response:
    simulator().decline(sid)
    return _seen(sid)


def _seen(sid: str) -> Response:
    return jsonify(shown.call(simulator().call(sid)))


def call(sid: str) -> Response:
    return _seen(sid)


def text() -> Response:
    told = body()
    from_, to, words = (bodies.text(told, name) for name in ("from", "to", "body"))
    sid = simulator().text(from_, to, words, bodies.texts(told, "media"))
    return jsonify({"sid": sid})


def own() -> Response:
    told = body()
    settings = {name: bodies.text(told, name) for name in told if name != "number"}
    return jsonify(asdict(simulator().own(bodies.text(told, "number"), **settings)))


def application() -> Response:
    told = body()
    settings = {name: bodies.text(told, name) for name in told if name != "sid"}
    sid = bodies.text(told, "sid") if "sid" in told else ""
    return jsonify(asdict(simulator().own_application(sid, **settings)))


def own_service() -> Response:
    return jsonify({"sid": simulator().own_service(*bodies.texts(body(), "numbers"))})


def number(name: str) -> Response:
    sim = simulator()
    live = [shown.call(each) for each in sim.calls_of(name) if each.status in MOVES]
    inbox = [shown.message(each) for each in sim.inbox(name)]
    sent = [shown.message(each) for each in sim.sent(name)]
    return jsonify({"number": name, "calls": live, "inbox": inbox, "sent": sent})


def behave(name: str) -> Response:
    return jsonify(asdict(simulator().behave(name, **body())))


def clock() -> Response:
    return jsonify(shown.time_and_next(simulator().clock))


def move_clock() -> Response:
    """Forward by seconds, by events, at a rate, not at all, or until nothing is left to happen."""
    told, time = body(), simulator().clock
    if "forward" in told:
        time.forward(timedelta(seconds=bodies.number(told, "forward")))
    if "rate" in told:
        time.rate = bodies.number(told, "rate")
    if told.get("freeze"):
        time.freeze()
    for _ in range(int(bodies.number(told, "step")) if "step" in told else 0):
        time.step()
    if told.get("run_until_idle"):
        time.run_until_idle(IDLE_LIMIT)
    if not told.keys() & _WAYS_OF_TIME:
        raise BadFieldError(f"{', '.join(sorted(_WAYS_OF_TIME))}: one of them is needed")
    return clock()


def reset() -> Response:
    told = body()
    simulator().reset(int(bodies.number(told, "seed")) if "seed" in told else None)
    return clock()


def snapshot() -> Response:
    return jsonify(simulator().snapshot())


def faults() -> Response:
    told = body()
    simulator().fail(**{name: _orders(told, name) for name in told})
    return jsonify({"ordered": sorted(told)})


def ledger() -> Response:
    after = request.args.get("after", "0")
    if not after.isdecimal():
        raise BadFieldError("after: the id of an entry")
    with simulator().lock:
        return jsonify({"entries": simulator().exchange.ledger.after(int(after))})


def events() -> Response:
    """How far the ledger goes and what time it is, whenever that changes."""
    sim = simulator()
    return stream(sim, Listener(lambda: {"latest": len(sim.ledger), **shown.time(sim.clock)}))


def _orders(body: Json, name: str) -> Written:
    value = body[name]
    if not isinstance(value, dict) and not (isinstance(value, list) and value):
        raise BadFieldError(f"{name}: an object is needed, or a list of them")
    return value


View = Callable[..., Response]
_POSTS: dict[str, View] = {
    "/calls": dial,
    "/calls/<sid>/press": press,
    "/calls/<sid>/say": say,
    "/calls/<sid>/hangup": hangup,
    "/calls/<sid>/answer": answer,
    "/calls/<sid>/decline": decline,
    "/messages": text,
    "/numbers": own,
    "/applications": application,
    "/numbers/<name>/behaviour": behave,
    "/services": own_service,
    "/clock": move_clock,
    "/faults": faults,
    "/reset": reset,
}
_GETS: dict[str, View] = {
    "/calls/<sid>": call,
    "/numbers/<name>": number,
    "/clock": clock,
    "/ledger": ledger,
    "/events": events,
    "/snapshot": snapshot,
}
