"""Twilio's language: read its forms, answer in TwiML. Pure."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import assert_never

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

from hotline.callflow import Goto, Hangup, Menu, RecordMessage, Say, Step, Turn, Verb
from hotline.policy import Policy
from hotline.telephony.carrier import RETRIED, CallTurn, Receipt, Sms
from hotline.vocabulary import Language

VOICES = {
    Language.VI: {"voice": "Google.vi-VN-Standard-A", "language": "vi-VN"},
    Language.EN: {"voice": "Google.en-US-Standard-C", "language": "en-US"},
}
MOST_MEDIA = 10
XML = "text/xml; charset=utf-8"
DONE = '<?xml version="1.0" encoding="UTF-8"?><Response />'

Action = Callable[[Step], str]


def read_sms(form: Mapping[str, str]) -> Sms:
    """Missing fields read as empty: a text without a sender is still a text."""
    many = _number(form.get("NumMedia", "0"))
    urls = (form.get(f"MediaUrl{i}", "") for i in range(min(many, MOST_MEDIA)))
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    return Sms(sid, form.get("From", ""), form.get("Body", ""), tuple(url for url in urls if url))


def read_call(form: Mapping[str, str]) -> CallTurn:
    digits = form.get("Digits", "")
    return CallTurn(
        sid=form.get("CallSid", ""),
        caller=form.get("From", ""),
        digits=digits if re.fullmatch(r"[0-9*#]{1,12}", digits) else "",
        recording_sid=form.get("RecordingSid") or _last_part(form.get("RecordingUrl", "")),
        recording_seconds=_number(form.get("RecordingDuration", "0")),
        ended=digits == "hangup" or form.get("CallStatus", "") in ENDED,
    )


ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


def read_receipt(form: Mapping[str, str]) -> Receipt:
    sid = form.get("MessageSid") or form.get("CallSid") or ""
    status = form.get("MessageStatus") or form.get("CallStatus") or ""
    duration = form.get("CallDuration")
    return Receipt(sid, status, form.get("ErrorCode", ""), _number(duration) if duration else None)


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _last_part(url: str) -> str:
    return url.rsplit("/", 1)[-1] if url else ""


_TOLD_AT = "https://told.invalid/"


def reply(text: str, told_at: str = "") -> str:
    """Answer a text; nothing to say is an empty response, which sends nothing.

    `told_at` is where the carrier says how far the answer came, a URL that is XML as it stands.
    """
    return _reply(text, told=bool(told_at)).replace(_TOLD_AT, told_at, 1)


@lru_cache(maxsize=256)
def _reply(text: str, *, told: bool) -> str:
    """Written once for all whom it is said to."""
    if not text:
        return DONE
    response = MessagingResponse()
    response.message(text, **({"status_callback": f"{_TOLD_AT}{RETRIED}"} if told else {}))
    return str(response)


def render(turn: Turn, policy: Policy, action: Action) -> str:
    """The turn as the carrier plays it; `action` gives the URL at which a step is answered."""
    response = VoiceResponse()
    for verb in turn.verbs:
        _add(response, verb, policy, turn.language, action)
    return str(response)


def _add(
    response: VoiceResponse, verb: Verb, policy: Policy, language: Language, action: Action
) -> None:
    match verb:
        case Say(key):
            response.say(policy.say(key, language), **VOICES[language])
        case Menu():
            response.append(_gather(verb, policy, language, action))
        case RecordMessage():
            _record(response, verb, policy, language, action)
        case Goto(step):
            response.redirect(action(step), method="POST")
        case Hangup():
            response.hangup()
        case _:
            assert_never(verb)


def _gather(menu: Menu, policy: Policy, language: Language, action: Action) -> Gather:
    """`actionOnEmptyResult`: silence is an answer, and has to reach us."""
    gather = Gather(
        num_digits=1,
        timeout=menu.timeout_seconds,
        finish_on_key="",
        action=action(menu.step),
        method="POST",
        action_on_empty_result=True,
    )
    for prompt in menu.prompts:
        gather.say(policy.say(prompt, language), **VOICES[language])
    return gather


def _record(
    response: VoiceResponse,
    record: RecordMessage,
    policy: Policy,
    language: Language,
    action: Action,
) -> None:
    response.say(policy.say(record.prompt, language), **VOICES[language])
    response.record(
        max_length=record.max_seconds,
        timeout=record.silence_seconds,
        finish_on_key=record.finish_keys,
        action=action(record.step),
        method="POST",
        play_beep=True,
    )


def ask_for_key(text: str, again: str, url: str, language: Language) -> str:
    """Say `text`, wait for one key, ask once more, hang up: a voicemail presses nothing."""
    response = VoiceResponse()
    for words in (text, again):
        gather = Gather(num_digits=1, timeout=8, finish_on_key="", action=url, method="POST")
        gather.say(words, **VOICES[language])
        response.append(gather)
    response.hangup()
    return str(response)


def tell(text: str, language: Language) -> str:
    response = VoiceResponse()
    response.say(text, **VOICES[language])
    response.hangup()
    return str(response)
