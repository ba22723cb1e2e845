"""REST gone wrong on order: refused, failed before or after the work, late, hung, or cut off."""

import json
import socket
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from simulator.faults import Fault, Realm
from simulator.inprocess import HungError, ResetError
from simulator.network import Simulator
from simulator.rest.lateness import LAG, let_callbacks_overtake, let_time_pass
from simulator.rest.places import is_rest
from simulator.wire.webhooks import SIMULATED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HANG_SECONDS = 30.0
_PROBLEMS = {
    "429": ("429 Too Many Requests", 20429, "Too Many Requests"),
    "500_before": ("500 Internal Server Error", 20500, "Internal Server Error"),
    "500_after": ("500 Internal Server Error", 20500, "Internal Server Error"),
    "503": ("503 Service Unavailable", 20503, "Service Unavailable"),
}
_BEFORE = ("429", "500_before", "503")
_INSTEAD = (*_PROBLEMS, "hang", "reset")  # of the answer that was asked for
# Of which callbacks a creation may be overtaken.
_CALLBACKS = {
    "Calls.json": "call_status",
    "Participants.json": "call_status",
    "Messages.json": "message_status",
}


class FaultyRest:
    """Wraps the WSGI application; only the carrier's own paths suffer."""

    def __init__(self, application: "WSGIApplication", simulator: Simulator) -> None:
        self._application = application
        self._simulator = simulator

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if not is_rest(environ["PATH_INFO"]):
            return self._application(environ, start_response)
        late = self._struck("latency", environ)
        fault = self._instead(environ)
        if fault is None:
            answer = self._answer(environ, start_response)
        else:
            answer = self._spoiled(fault, environ, start_response)
        if late is not None:
            let_time_pass(self._simulator, late.seconds)
        return answer

    def _answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        lag = self._struck("list_lag", environ) if environ["REQUEST_METHOD"] == "GET" else None
        if lag is not None:
            environ[LAG] = lag.seconds
        kind = _CALLBACKS.get(environ["PATH_INFO"].rpartition("/")[2], "")
        if environ["REQUEST_METHOD"] != "POST" or not self._early(kind):
            return self._application(environ, start_response)
        body = b"".join(self._application(environ, start_response))
        let_callbacks_overtake(self._simulator, kind, body)
        return [body]

    def _spoiled(
        self, fault: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if fault not in _BEFORE:
            self._work(environ)
        if fault in _PROBLEMS:
            return _problem(fault, start_response)
        return _play_dead(fault, environ, start_response)

    def _instead(self, environ: "WSGIEnvironment") -> str | None:
        sim = self._simulator
        with sim.lock:
            fault = sim.exchange.faults.first(Realm.REST, _INSTEAD, *_names(environ))
            if fault is not None:
                sim.exchange.ledger.note("fault", fault=fault, path=environ["PATH_INFO"])
        return fault

    def _struck(self, fault: str, environ: "WSGIEnvironment") -> Fault | None:
        sim = self._simulator
        with sim.lock:
            found = sim.exchange.faults.strike(Realm.REST, fault, *_names(environ))
            if found is not None:
                sim.exchange.ledger.note("fault", fault=fault, path=environ["PATH_INFO"])
        return found

    def _early(self, kind: str) -> bool:
        sim = self._simulator
        with sim.lock:
            return (
                bool(kind) and sim.exchange.faults.strike(Realm.WEBHOOKS, "early", kind) is not None
            )

    def _work(self, environ: "WSGIEnvironment") -> None:
        """Do what was asked; the answer is lost."""
        for _chunk in self._application(environ, _nowhere):
            pass


def _names(environ: "WSGIEnvironment") -> set[str]:
    """What a request goes by: the parts of its path, its method, and both together."""
    method = str(environ["REQUEST_METHOD"])
    parts = str(environ["PATH_INFO"]).removesuffix(".json").split("/")
    return {method, *parts, *(f"{method} {part}" for part in parts)}


def _nowhere(
    _status: str, _head: list[tuple[str, str]], _problem: object = None, /
) -> Callable[[bytes], object]:
    return lambda _text: None


def _problem(fault: str, start_response: "StartResponse") -> list[bytes]:
    status, code, message = _PROBLEMS[fault]
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": int(status[:3])}
    start_response(status, [("Content-Type", "application/json"), (SIMULATED, "true")])
    return [json.dumps(body).encode()]


def _play_dead(
    fault: str, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> list[bytes]:
    """Over a socket the silence and the cut are real; in-process they are exceptions."""
    connection = environ.get("werkzeug.socket")
    if not isinstance(connection, socket.socket):
        raise HungError if fault == "hang" else ResetError
    if fault == "hang":
        time.sleep(HANG_SECONDS)
    connection.shutdown(socket.SHUT_RDWR)
    start_response("503 Service Unavailable", [])
    return []
