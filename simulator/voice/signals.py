"""Signals on a line: the beep before a message or in a room, and the ringing at somebody else."""

from datetime import datetime, timedelta

from simulator.exchange import Exchange
from simulator.voice.call import Call
from simulator.voice.played import APPLICATION, BEEP, FOR_GOOD, RINGING, Signal

BEEP_SECONDS = 0.5  # on a recording; a program loses no time by it


def beep_ends(exchange: Exchange) -> datetime:
    return exchange.clock.now() + timedelta(seconds=BEEP_SECONDS)


def beep(exchange: Exchange, call: Call) -> None:
    _let_hear(exchange, call, Signal(exchange.clock.now(), BEEP), beep_ends(exchange))


def ring(exchange: Exchange, call: Call, country: str = "") -> None:
    """Once, until it is stopped; a call nobody answered has the ringing of its own network."""
    if call.answered is not None and RINGING not in call.played:
        _let_hear(exchange, call, Signal(exchange.clock.now(), RINGING, country), FOR_GOOD)


def music(call: Call) -> None:
    """The carrier's own, until it is stopped."""
    if not call.silent:
        call.played.let(APPLICATION, FOR_GOOD)
        call.tell_recorders()


def stop(call: Call, name: str) -> None:
    if call.played.stop(name):
        call.tell_recorders()


def _let_hear(exchange: Exchange, call: Call, signal: Signal, until: datetime) -> None:
    if call.silent or call.over:
        return
    call.signals.append(signal)
    call.played.let(signal.name, until)
    call.tell_recorders()
    named = {"country": signal.country} if signal.country else {}
    exchange.ledger.note("signal", subject=call.sid, signal=signal.name, **named)
