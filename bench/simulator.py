"""The simulator alone: webhook round trips, calls at once in one process, an hour of a night."""

import resource
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

import requests

from simulator.inprocess import WsgiAdapter
from simulator.network import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOME, LINE = "https://application.test", "+842473001111"
NIGHT = datetime(2026, 7, 16, 19, 0, tzinfo=UTC)
HEAD = [("Content-Type", "text/xml")]
MENU = (
    b'<Response><Gather numDigits="1" action="/menu"><Say>Ch\xc3\xa0o em</Say></Gather></Response>'
)
WAIT = b'<Response><Enqueue waitUrl="">hotline</Enqueue></Response>'
ROUND_TRIPS, AT_ONCE, OF_THE_HOUR = 5_000, 10_000, 2_000


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
    """As little as an application can be, so that what is measured is the simulator."""
    start_response("200 OK", HEAD)
    return [WAIT if environ["PATH_INFO"] == "/menu" else MENU]


def network() -> Simulator:
    session = requests.Session()
    session.trust_env = False
    session.mount(HOME, WsgiAdapter(application))
    sim = Simulator(f"AC{0:032x}", "SIMULATED", session, start=NIGHT, seed=1)
    sim.own(LINE, voice_url=f"{HOME}/in")
    return sim


def main() -> None:
    print(f"webhook round trips: {_round_trips():,.0f} a second (goal 2,000)")
    megabytes, seconds = _at_once()
    print(f"{AT_ONCE:,} calls at once: {megabytes:,.0f} MB in {seconds:.1f} s (goal 1,000 MB)")
    print(f"an hour of {OF_THE_HOUR:,} calls: {_busy_hour():.1f} s (goal 10 s)")


def _round_trips() -> float:
    sim = network()
    begun = perf_counter()
    for n in range(ROUND_TRIPS):
        sim.dial(_caller(n), LINE)
    return ROUND_TRIPS / (perf_counter() - begun)


def _at_once() -> tuple[float, float]:
    """Resident memory at its highest, of this whole process."""
    sim = network()
    begun = perf_counter()
    for n in range(AT_ONCE):
        sim.dial(_caller(n), LINE)
    if sum(not call.over for call in sim.calls.all.values()) != AT_ONCE:
        raise RuntimeError("a call ended before all were there")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, perf_counter() - begun


def _busy_hour() -> float:
    """Calls all through the hour, each waiting up to ten minutes before its caller hangs up."""
    sim, lot = network(), Random(1)  # a rerun must be the same night
    for n in range(OF_THE_HOUR):
        sim.clock.after(lot.uniform(0, 3000), lambda n=n: _one(sim, n, lot.uniform(5, 600)))  # type: ignore[misc]  # the number of this turn
    begun = perf_counter()
    sim.clock.forward(timedelta(hours=1))
    return perf_counter() - begun


def _one(sim: Simulator, n: int, patience: float) -> None:
    call = sim.dial(_caller(n), LINE)
    sim.clock.after(2, lambda: sim.press(call, "1"))
    sim.clock.after(patience, lambda: _hang_up(sim, call))


def _hang_up(sim: Simulator, call: str) -> None:
    if sim.call(call).status == "in-progress":
        sim.hangup(call)


def _caller(n: int) -> str:
    return f"+849{n:08d}"
