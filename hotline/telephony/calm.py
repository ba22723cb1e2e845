"""Documents for when hardly anything but the carrier is there: a calm voice, telephones of people,
and a tape. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline.policy import Policy
from hotline.telephony.twiml import VOICES
from hotline.vocabulary import Language

MOST_AT_ONCE = 10  # telephones the carrier rings together
RING, LONGEST_MESSAGE, SILENCE, KEY = 25, 180, 10, 8  # seconds
TAKE = "1"
LANGUAGE = Language.VI


@dataclass(frozen=True)
class Addresses:
    """Where the carrier goes on: what each rung telephone hears, what its key does, what follows
    when nobody talks any more (empty: the next words of the same document), what ends a message.
    `method` is how it asks there."""

    ring: str
    taken: str
    left: str
    recorded: str
    method: str = "POST"


def greet_and_ring(
    policy: Policy, numbers: Sequence[str], line: str, where: Addresses
) -> VoiceResponse:
    response = VoiceResponse()
    _say(response, policy, "call.greeting")
    return _ring(response, policy, numbers, line, where) if numbers else response


def ring(policy: Policy, numbers: Sequence[str], line: str, where: Addresses) -> VoiceResponse:
    return _ring(VoiceResponse(), policy, numbers, line, where)


def _ring(
    response: VoiceResponse, policy: Policy, numbers: Sequence[str], line: str, where: Addresses
) -> VoiceResponse:
    """Everybody at once; whoever is called sees the line's number, never the child's."""
    _say(response, policy, "call.calm")
    left = {"action": where.left, "method": where.method} if where.left else {}
    dial = Dial(timeout=RING, caller_id=line, **left)
    for number in numbers[:MOST_AT_ONCE]:
        dial.number(number, url=where.ring, method=where.method)
    response.append(dial)
    return response


def add_tape(response: VoiceResponse, policy: Policy, where: Addresses) -> VoiceResponse:
    """What is said now may follow a talk as well as a ringing that nobody heard."""
    _say(response, policy, "call.after_ringing")
    response.record(
        max_length=LONGEST_MESSAGE,
        timeout=SILENCE,
        finish_on_key="9*#",
        action=where.recorded,
        method=where.method,
        play_beep=True,
    )
    _say(response, policy, "call.goodbye")
    return response


def tape(policy: Policy, where: Addresses) -> VoiceResponse:
    return add_tape(VoiceResponse(), policy, where)


def ask_who_is_rung(policy: Policy, where: Addresses) -> VoiceResponse:
    """Only a person presses a key: no voicemail takes a child."""
    response = VoiceResponse()
    gather = Gather(
        num_digits=1, timeout=KEY, finish_on_key="", action=where.taken, method=where.method
    )
    gather.say(policy.say("call.take_child", LANGUAGE), **VOICES[LANGUAGE])
    response.append(gather)
    response.hangup()
    return response


def end_message(policy: Policy) -> VoiceResponse:
    response = VoiceResponse()
    _say(response, policy, "call.message_thanks")
    _say(response, policy, "call.goodbye")
    response.hangup()
    return response


def hang_up() -> VoiceResponse:
    response = VoiceResponse()
    response.hangup()
    return response


def answer_text(policy: Policy) -> MessagingResponse:
    response = MessagingResponse()
    response.message(policy.say("sms.reply.received", LANGUAGE))
    return response


def _say(response: VoiceResponse, policy: Policy, key: str) -> None:
    response.say(policy.say(key, LANGUAGE), **VOICES[LANGUAGE])
