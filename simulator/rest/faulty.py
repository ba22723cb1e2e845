"""REST gone wrong on order: refused, failed before or after the work, hung, or cut off."""

import json
import socket
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from simulator.inprocess import HungError, ResetError
from simulator.network import Simulator
from simulator.rest.routes import PREFIX

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HANG_SECONDS = 30.0
_PROBLEMS = {
    "429": ("429 Too Many Requests", 20429, "Too Many Requests"),
    "500_before": ("500 Internal Server Error", 20500, "Internal Server Error"),
    "500_after": ("500 Internal Server Error", 20500, "Internal Server Error"),
}
_BEFORE = ("429", "500_before")


class FaultyRest:
    """Wraps the WSGI application; only the carrier's own paths suffer."""

    def __init__(self, application: "WSGIApplication", simulator: Simulator) -> None:
        self._application = application
        self._simulator = simulator

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        fault = self._ordered(environ)
        if fault is None:
            return self._application(environ, start_response)
        if fault not in _BEFORE:
            self._work(environ)
        if fault in _PROBLEMS:
            return _problem(fault, start_response)
        return _play_dead(fault, environ, start_response)

    def _ordered(self, environ: "WSGIEnvironment") -> str | None:
        if not environ["PATH_INFO"].startswith(PREFIX):
            return None
        sim = self._simulator
        with sim.lock:
            fault = sim.exchange.webhooks.faults.on_rest()
            if fault is not None:
                sim.exchange.ledger.note("fault", fault=fault, path=environ["PATH_INFO"])
        return fault

    def _work(self, environ: "WSGIEnvironment") -> None:
        """Do what was asked; the answer is lost."""
        for _chunk in self._application(environ, _nowhere):
            pass


def _nowhere(
    _status: str, _head: list[tuple[str, str]], _problem: object = None, /
) -> Callable[[bytes], object]:
    return lambda _text: None


def _problem(fault: str, start_response: "StartResponse") -> list[bytes]:
    status, code, message = _PROBLEMS[fault]
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": int(status[:3])}
    start_response(status, [("Content-Type", "application/json")])
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
