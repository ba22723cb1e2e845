"""Keys the network presses at whoever was called: after the answer, or by Play."""

from simulator.exchange import Exchange
from simulator.voice.call import Call

_PAUSES = {"w": 0.5, "W": 1.0}
_TONE = 0.5


def seconds(digits: str) -> float:
    return sum(_PAUSES.get(each, _TONE) for each in digits)


def send(exchange: Exchange, call: Call, digits: str) -> float:
    """Returns how long they take."""
    exchange.ledger.note("keys.sent", subject=call.sid, digits=digits)
    if not call.silent:
        call.tones += "".join(each for each in digits if each not in _PAUSES)
    return seconds(digits)
