"""Answering machines told from people: how long it takes, and what is said of who answered."""

from collections.abc import Mapping

from simulator.behaviour import Answer, Behaviour
from simulator.exchange import Exchange
from simulator.voice.call import Call, Detection
from simulator.wire.webhooks import Webhook

# Seconds: a person says hello, a machine speaks on and then beeps.
_HUMAN, _MACHINE, _BEEP = 2.0, 4.0, 12.0


def takes(detection: Detection, behaviour: Behaviour) -> float:
    if behaviour.answer is not Answer.VOICEMAIL:
        return _HUMAN
    return _BEEP if detection.to_the_end else _MACHINE


def finding(detection: Detection, behaviour: Behaviour) -> str:
    if behaviour.answer is not Answer.VOICEMAIL:
        return "human"
    return "machine_end_beep" if detection.to_the_end else "machine_start"


def facts(found: str, seconds: float) -> Mapping[str, str]:
    return {"AnsweredBy": found, "MachineDetectionDuration": str(round(seconds * 1000))}


def report(exchange: Exchange, call: Call, detection: Detection, told: Mapping[str, str]) -> None:
    """Only where the application asked not to wait for it."""
    if detection.callback is not None:
        params = {"CallSid": call.sid, "AccountSid": exchange.account_sid, **told}
        url, method = detection.callback.url, detection.callback.method
        exchange.webhooks.tell(Webhook("amd", url, method, params, call.sid))
