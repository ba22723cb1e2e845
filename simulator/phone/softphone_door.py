"""The softphones' door under /_sim/softphones: show a token, be rung, talk, place a call."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, jsonify

from simulator import bodies, browsers
from simulator.bodies import body
from simulator.door import simulator
from simulator.network import Simulator
from simulator.rest.errors import RestAnswer
from simulator.softphones import Registration
from simulator.streams import Listener, stream
from simulator.tokens import TokenError
from simulator.views import Json
from simulator.voice.call import Call


def install(app: Flask) -> None:
    door = Blueprint("softphones", __name__, url_prefix="/_sim/softphones")
    door.add_url_rule("/<name>/events", "events", _events)
    for address, view in _POSTS.items():
        door.add_url_rule(address, view.__name__.strip("_"), view, methods=["POST"])
    door.before_request(browsers.refuse_strangers)
    door.after_request(browsers.share)
    bodies.refuse_in_json(door)
    door.register_error_handler(TokenError, _unknown_token)
    app.register_blueprint(door)


def _unknown_token(problem: TokenError) -> RestAnswer:
    return jsonify({"error": str(problem), "code": problem.code}), 401


def _register() -> Response:
    sim = simulator()
    with sim.lock:
        one = sim.softphones.register(sim.check_token(bodies.text(body(), "token")))
        return jsonify({"id": one.id, **_token(one)})


def _renew(name: str) -> Response:
    sim = simulator()
    with sim.lock:
        one = sim.softphones.find(name)
        sim.softphones.renew(one, sim.check_token(bodies.text(body(), "token")))
        return jsonify(_token(one))


def _token(one: Registration) -> Json:
    left = one.phone.expires - simulator().clock.now().timestamp()
    return {"identity": one.phone.identity, "seconds": left}


def _presence(name: str) -> Response:
    """Whether calls for the identity ring here."""
    with simulator().lock:
        one = simulator().softphones.find(name)
        one.wants_calls = bodies.flag(body(), "calls")
        return jsonify({"calls": one.wants_calls})


def _goodbye(name: str) -> Response:
    with simulator().lock:
        simulator().softphones.leave(simulator().softphones.find(name))
        return jsonify({})


def _events(name: str) -> Response:
    """How the calls of this softphone stand, whenever that changes."""
    sim = simulator()
    with sim.lock:
        phones, one = sim.softphones, sim.softphones.find(name)
    listener = Listener(
        tell=lambda: _standing(sim, one),
        begin=lambda: phones.listens(one),
        end=lambda: phones.fell_silent(one),
    )
    return stream(sim, listener)


# What is done with calls.


def _connect(name: str) -> Response:
    sim = simulator()
    params = bodies.fields(body(), "params")
    told = {key: bodies.text(params, key) for key in params}
    with sim.lock:
        call = sim.softphones.connect(sim.softphones.find(name), told)
        return jsonify({"sid": call.sid, "latest": len(sim.ledger)})


def _accept(name: str, sid: str) -> Response:
    with simulator().lock:
        simulator().softphones.accept(simulator().softphones.find(name), sid)
        return _seen(sid)


def _reject(name: str, sid: str) -> Response:
    with simulator().lock:
        simulator().softphones.reject(simulator().softphones.find(name), sid)
        return _seen(sid)


def _hangup(name: str, sid: str) -> Response:
    return _with_own(name, sid, lambda: simulator().hangup(sid))


def _press(name: str, sid: str) -> Response:
    return _with_own(name, sid, lambda: simulator().press(sid, bodies.text(body(), "digits")))


def _say(name: str, sid: str) -> Response:
    return _with_own(name, sid, lambda: simulator().say(sid, bodies.text(body(), "text")))


def _with_own(name: str, sid: str, act: Callable[[], None]) -> Response:
    sim = simulator()
    with sim.lock:
        sim.softphones.must_own(sim.softphones.find(name), sid)
        act()
        return _seen(sid)


def _seen(sid: str) -> Response:
    return jsonify({"sid": sid, "state": simulator().call(sid).status})


# What the page is told.


def _standing(sim: Simulator, one: Registration) -> Json | None:
    """By `latest`, as far as the ledger went, a page tells news from what it did since."""
    phones = sim.softphones
    if one.id not in phones.all:
        return None
    calls = [_call(call, mine=False) for call in phones.ringing(one)]
    calls += [_call(call, mine=True) for call in phones.own(one)]
    return {"latest": len(sim.ledger), "calls": calls, "expired": phones.expired(one)}


def _call(call: Call, *, mine: bool) -> Json:
    heard = [{"text": one.what, "by": one.by} for one in call.heard if not one.is_sound]
    return {
        "sid": call.sid,
        "state": call.status,
        "mine": mine,
        "from": call.shown,
        "to": call.to,
        "params": dict(call.orders.parameters),
        "heard": heard if mine else [],
    }


_POSTS: dict[str, Callable[..., Response]] = {
    "": _register,
    "/<name>/token": _renew,
    "/<name>/presence": _presence,
    "/<name>/goodbye": _goodbye,
    "/<name>/calls": _connect,
    "/<name>/calls/<sid>/accept": _accept,
    "/<name>/calls/<sid>/reject": _reject,
    "/<name>/calls/<sid>/hangup": _hangup,
    "/<name>/calls/<sid>/press": _press,
    "/<name>/calls/<sid>/say": _say,
}
