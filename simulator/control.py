"""The control API under /_sim/: the hands of people, the clock, faults, and the ledger."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from flask import Blueprint, Flask, Response, jsonify, request

from simulator.door import simulator
from simulator.errors import BadFieldError, NotPossibleError, UnknownError
from simulator.faults import Written
from simulator.rest.errors import RestAnswer
from simulator.views import CallView, MessageView, RecordingView
from simulator.voice.call import Status

Json = dict[str, object]
IDLE_LIMIT = timedelta(days=1)
_WAYS_OF_TIME = {"forward", "freeze", "rate", "run_until_idle", "step"}
_LIVE = {Status.QUEUED, Status.INITIATED, Status.RINGING, Status.IN_PROGRESS}


def install(app: Flask) -> None:
    control = Blueprint("control", __name__, url_prefix="/_sim")
    for address, view in _POSTS.items():
        control.add_url_rule(address, view.__name__, view, methods=["POST"])
    for address, view in _GETS.items():
        control.add_url_rule(address, view.__name__, view)
    control.register_error_handler(BadFieldError, _refused(400))
    control.register_error_handler(UnknownError, _refused(404))
    control.register_error_handler(NotPossibleError, _refused(409))
    app.register_blueprint(control)


def _refused(status: int) -> Callable[[Exception], RestAnswer]:
    def answer(problem: Exception) -> RestAnswer:
        return jsonify({"error": str(problem)}), status

    return answer


def dial() -> Response:
    body = _body()
    return jsonify({"sid": simulator().dial(_text(body, "from"), _text(body, "to"))})


def press(sid: str) -> Response:
    simulator().press(sid, _text(_body(), "digits"))
    return _seen(sid)


def say(sid: str) -> Response:
    simulator().say(sid, _text(_body(), "text"))
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
    return jsonify(_call(simulator().call(sid)))


def call(sid: str) -> Response:
    return _seen(sid)


def text() -> Response:
    body = _body()
    media = body.get("media") or []
    if not isinstance(media, list):
        raise BadFieldError("media: a list of addresses")
    words = _text(body, "body")
    sid = simulator().text(_text(body, "from"), _text(body, "to"), words, [str(m) for m in media])
    return jsonify({"sid": sid})


def own() -> Response:
    body = _body()
    settings = {name: _text(body, name) for name in body if name != "number"}
    return jsonify(asdict(simulator().own(_text(body, "number"), **settings)))


def own_service() -> Response:
    numbers = _body().get("numbers")
    if not isinstance(numbers, list):
        raise BadFieldError("numbers: a list of numbers of the account")
    return jsonify({"sid": simulator().own_service(*map(str, numbers))})


def number(name: str) -> Response:
    sim = simulator()
    live = [_call(each) for each in sim.calls_of(name) if each.status in _LIVE]
    inbox = [_message(each) for each in sim.inbox(name)]
    sent = [_message(each) for each in sim.sent(name)]
    return jsonify({"number": name, "calls": live, "inbox": inbox, "sent": sent})


def behave(name: str) -> Response:
    return jsonify(asdict(simulator().behave(name, **_body())))


def clock() -> Response:
    now, due = simulator().clock.now(), simulator().clock.next_at()
    rate = simulator().clock.rate
    return jsonify({"now": _at(now), "next_at": due and _at(due), "rate": rate})


def move_clock() -> Response:
    """Forward by seconds, by events, at a rate, not at all, or until nothing is left to happen."""
    body, time = _body(), simulator().clock
    if "forward" in body:
        time.forward(timedelta(seconds=_number(body, "forward")))
    if "rate" in body:
        time.rate = _number(body, "rate")
    if body.get("freeze"):
        time.freeze()
    for _ in range(int(_number(body, "step")) if "step" in body else 0):
        time.step()
    if body.get("run_until_idle"):
        time.run_until_idle(IDLE_LIMIT)
    if not body.keys() & _WAYS_OF_TIME:
        raise BadFieldError(f"{', '.join(sorted(_WAYS_OF_TIME))}: one of them is needed")
    return clock()


def faults() -> Response:
    body = _body()
    simulator().fail(**{name: _orders(body, name) for name in body})
    return jsonify({"ordered": sorted(body)})


def ledger() -> Response:
    after = request.args.get("after", "0")
    if not after.isdecimal():
        raise BadFieldError("after: the id of an entry")
    with simulator().lock:
        return jsonify({"entries": simulator().exchange.ledger.after(int(after))})


def _body() -> Json:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        if request.get_data():
            raise BadFieldError("the body must be a JSON object, sent as application/json")
        return {}
    return body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadFieldError(f"{name}: a text is needed")
    return value


def _number(body: Json, name: str) -> float:
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
        raise BadFieldError(f"{name}: a number from 0 up is needed")
    return float(value)


def _orders(body: Json, name: str) -> Written:
    value = body[name]
    if not isinstance(value, dict) and not (isinstance(value, list) and value):
        raise BadFieldError(f"{name}: an object is needed, or a list of them")
    return value


def _at(when: datetime) -> str:
    return when.isoformat()


def _call(view: CallView) -> Json:
    return {
        "sid": view.sid,
        "state": view.status,
        "direction": view.direction,
        "from": view.from_,
        "to": view.to,
        "at": _at(view.at),
        "seconds": view.seconds,
        "heard": [
            {"at": _at(h.at), "url": h.what}
            if h.is_sound
            else {"at": _at(h.at), "text": h.what, "language": h.language}
            for h in view.heard_at
        ],
        "recordings": [_recording(each) for each in view.recordings],
    }


def _recording(recording: RecordingView) -> Json:
    return {**asdict(recording), "started": _at(recording.started)}


def _message(view: MessageView) -> Json:
    return {
        "sid": view.sid,
        "from": view.from_,
        "to": view.to,
        "body": view.body,
        "at": _at(view.at),
        "status": view.status,
        "media": list(view.media),
    }


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
    "/numbers/<name>/behaviour": behave,
    "/services": own_service,
    "/clock": move_clock,
    "/faults": faults,
}
_GETS: dict[str, View] = {
    "/calls/<sid>": call,
    "/numbers/<name>": number,
    "/clock": clock,
    "/ledger": ledger,
}
