"""What the line does to a call, where it was ordered: refuse it, silence it, lose keys, cut it."""

from dataclasses import replace

from simulator.behaviour import Answer, Behaviour
from simulator.exchange import Exchange
from simulator.faults import Fault
from simulator.voice.call import Call

_REFUSALS = {"busy": Answer.BUSY, "no_answer": Answer.NO_ANSWER, "failed": Answer.FAILED}


def opened(exchange: Exchange, call: Call) -> None:
    call.silent = _struck(exchange, call, "silent_line") is not None


def reached(exchange: Exchange, call: Call, behaviour: Behaviour) -> Behaviour:
    """What becomes of a call that reaches a person who would do this with it."""
    call.silent = call.silent or behaviour.answer is Answer.SILENT
    for fault, answer in _REFUSALS.items():
        if _struck(exchange, call, fault) is not None:
            return replace(behaviour, answer=answer)
    return behaviour


def carried(exchange: Exchange, call: Call, key: str) -> str:
    """The key as it arrives: once, twice, or not at all."""
    if call.silent or _struck(exchange, call, "lost_key"):
        return ""
    return key + key if _struck(exchange, call, "doubled_key") else key


def cut(exchange: Exchange, call: Call) -> float | None:
    """In how many seconds from this step on the person hangs up."""
    struck = _struck(exchange, call, "hangup")
    return struck.seconds if struck else None


def _struck(exchange: Exchange, call: Call, fault: str) -> Fault | None:
    return exchange.suffers(fault, call.sid, call.person)
