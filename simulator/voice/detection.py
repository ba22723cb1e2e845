"""Answering machines told from people: how long it takes, and what is said of who answered."""

from collections.abc import Mapping

from simulator.behaviour import Answer, Behaviour, Found
from simulator.exchange import Exchange
from simulator.voice.call import Call, Detection
from simulator.wire.webhooks import Webhook

# Seconds: a person says hello, a machine speaks on and then beeps; at some time one gives up.
_TAKES = {Found.HUMAN: 2.0, Found.FAX: 2.0, Found.MACHINE_START: 4.0, Found.UNKNOWN: 30.0}
_END = 12.0


def takes(found: Found) -> float:
    return _TAKES.get(found, _END)


def finding(detection: Detection, behaviour: Behaviour) -> Found:
    """The end of a greeting is waited for only where that was asked for."""
    machine = behaviour.answer is Answer.VOICEMAIL
    found = behaviour.found_as or (Found.MACHINE_END_BEEP if machine else Found.HUMAN)
    return found if found in _TAKES or detection.to_the_end else Found.MACHINE_START


def facts(found: Found, seconds: float) -> Mapping[str, str]:
    return {"AnsweredBy": found.value, "MachineDetectionDuration": str(round(seconds * 1000))}


def report(exchange: Exchange, call: Call, detection: Detection, told: Mapping[str, str]) -> None:
    """Only where the application asked not to wait for it."""
    if detection.callback is not None:
        params = {"CallSid": call.sid, "AccountSid": exchange.account_sid, **told}
        url, method = detection.callback.url, detection.callback.method
        exchange.webhooks.tell(Webhook("amd", url, method, params, call.sid))
