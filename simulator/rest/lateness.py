"""Answers of the REST API that come late, and lists that do not know yet what is new."""

import json
import time
from datetime import datetime, timedelta

from flask import request

from simulator.door import simulator
from simulator.network import Simulator

LAG = "simulator.lag"  # seconds, in the environment of a request
SOON = timedelta(minutes=1)
_LANDING = 5.0  # real seconds a callback may take to be answered
_LOOK = 0.01


def let_time_pass(sim: Simulator, seconds: float) -> None:
    """By the network's clock, which goes by itself or is pushed on."""
    clock = sim.clock
    if clock.rate > 0:
        time.sleep(seconds / clock.rate)
    else:
        clock.follow(clock.now() + timedelta(seconds=seconds))


def let_callbacks_overtake(sim: Simulator, kind: str, answer: bytes) -> None:
    """Whoever waits for this answer is called back about it first, if a callback was ordered."""
    made = json.loads(answer)
    sid = str(made.get("sid") or made.get("call_sid") or "")
    limit = sim.clock.now() + SOON
    while not _noted(sim, sid, kind, ("webhook.sent",)):
        due = sim.clock.next_at()
        if due is None or due > limit or not _wants_callbacks(sim, sid):
            return
        sim.clock.follow(due)
    landed = time.monotonic() + _LANDING
    while not _noted(sim, sid, kind, ("webhook.answered", "webhook.failed")):
        if time.monotonic() > landed:
            return
        time.sleep(_LOOK)


def listed_until() -> datetime:
    """What was made later a list does not show yet, where lists were ordered to lag."""
    lag = float(request.environ.get(LAG, 0))
    return simulator().clock.now() - timedelta(seconds=lag)


def _wants_callbacks(sim: Simulator, sid: str) -> bool:
    call, message = sim.calls.all.get(sid), sim.messages.all.get(sid)
    return bool((call and call.orders.callback) or (message and message.callback))


def _noted(sim: Simulator, sid: str, kind: str, what: tuple[str, ...]) -> bool:
    with sim.lock:
        return any(
            entry["kind"] in what and entry.get("subject") == sid and entry["webhook"] == kind
            for entry in sim.ledger
        )
