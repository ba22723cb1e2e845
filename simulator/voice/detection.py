"""Answering machines told from people, by how long whoever answers speaks and is silent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from simulator.behaviour import Answer, Behaviour, Found
from simulator.exchange import Exchange
from simulator.voice.call import Call, Detection
from simulator.wire.addresses import Address
from simulator.wire.webhooks import Webhook

NOBODY_TO_TELL, NOT_ASYNC = 21262, 21263
# Seconds of silence and of speech in turn, where nobody wrote how they greet.
_HELLO = (0.0, 0.8)
_ANNOUNCEMENT = (1.6, 9.4, 1.0)
# Seconds until whoever is taken for something else is.
_TAKES = {Found.HUMAN: 2.0, Found.FAX: 2.0, Found.MACHINE_START: 4.0, Found.UNKNOWN: inf}
_END = 12.0


@dataclass(frozen=True)
class Finding:
    who: Found
    seconds: float

    @property
    def facts(self) -> Mapping[str, str]:
        return {
            "AnsweredBy": self.who.value,
            "MachineDetectionDuration": str(round(self.seconds * 1000)),
        }


def ordered(
    mode: str, callback: Address | None, number: Callable[[str, int], float], *, waits: bool = False
) -> Detection | None:
    """`number` reads a setting by the last words of its name, or takes what it is otherwise."""
    if not mode:
        return None
    return Detection(
        to_the_end=mode == "DetectMessageEnd",
        waits=waits,
        callback=None if waits else callback,
        timeout=number("Timeout", 30),
        speech=number("SpeechThreshold", 2400) / 1000,
        pause=number("SpeechEndThreshold", 1200) / 1000,
        silence=number("SilenceTimeout", 5000) / 1000,
    )


def look(exchange: Exchange, call: Call, behaviour: Behaviour) -> tuple[float, Mapping[str, str]]:
    """Begin to, if it was ordered; for how long the document waits, and what it is told then."""
    wanted = call.orders.detection
    if wanted is None:
        return 0.0, {}
    if not wanted.waits and wanted.callback is None:
        exchange.ledger.warn(NOBODY_TO_TELL, "nobody is told who answered", call.sid)
    found = finding(wanted, behaviour, silent=call.silent)
    exchange.clock.after(found.seconds, lambda: _found(exchange, call, wanted, found.facts))
    return (found.seconds, found.facts) if wanted.waits else (0.0, {})


def _found(exchange: Exchange, call: Call, wanted: Detection, facts: Mapping[str, str]) -> None:
    if call.over:
        return
    call.answered_by = facts["AnsweredBy"]
    if wanted.callback is not None:
        params = {"CallSid": call.sid, "AccountSid": exchange.account_sid, **facts}
        url, method = wanted.callback.url, wanted.callback.method
        exchange.webhooks.tell(Webhook("amd", url, method, params, call.sid))


def finding(wanted: Detection, behaviour: Behaviour, *, silent: bool = False) -> Finding:
    """Who is not told in time is unknown."""
    if behaviour.found_as is not None:
        found = _taken_for(wanted, behaviour.found_as)
    else:
        found = _by_ear(wanted, behaviour, () if silent else _greeting(behaviour))
    return found if found.seconds <= wanted.timeout else Finding(Found.UNKNOWN, wanted.timeout)


def _taken_for(wanted: Detection, told: Found) -> Finding:
    """The end of a greeting is waited for only where that was asked for."""
    who = told if told in _TAKES or wanted.to_the_end else Found.MACHINE_START
    return Finding(who, _TAKES.get(who, _END))


def _greeting(behaviour: Behaviour) -> Sequence[float]:
    if behaviour.greeting is not None:
        return behaviour.greeting
    return _ANNOUNCEMENT if behaviour.answer is Answer.VOICEMAIL else _HELLO


def _by_ear(wanted: Detection, behaviour: Behaviour, greeting: Sequence[float]) -> Finding:
    begins, ends = _first_words(greeting, wanted.pause)
    if begins > wanted.silence:
        return Finding(Found.UNKNOWN, wanted.silence)
    if ends - begins <= wanted.speech:
        return Finding(Found.HUMAN, ends + wanted.pause)
    if not wanted.to_the_end:
        return Finding(Found.MACHINE_START, begins + wanted.speech)
    beep = sum(greeting) if behaviour.answer is Answer.VOICEMAIL else inf
    if beep <= ends + wanted.pause:
        return Finding(Found.MACHINE_END_BEEP, beep)
    return Finding(Found.MACHINE_END_SILENCE, ends + wanted.pause)


def _first_words(greeting: Sequence[float], pause: float) -> tuple[float, float]:
    """When they begin and when they end; a silence shorter than `pause` is a breath."""
    pairs = list(zip(greeting[::2], greeting[1::2], strict=False))
    begins, ends = pairs[0][0] if pairs else inf, 0.0
    for silence, speech in pairs:
        if ends and silence >= pause:
            break
        ends += silence + speech
    return begins, ends
