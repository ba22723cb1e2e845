"""What callers in the line and legs of a room are told, in the carrier's language. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline.telephony.carrier import RETRIED
from hotline.telephony.twiml import VOICES
from hotline.vocabulary import Language

LINE = "hotline"
NEWS = "start end join leave mute hold modify"


@dataclass(frozen=True)
class Words:
    text: str
    language: Language


def wait_in_line(before: Sequence[Words], wait_url: str, left_url: str) -> str:
    response = VoiceResponse()
    for words in before:
        response.say(words.text, **VOICES[words.language])
    response.enqueue(
        LINE, action=left_url, method="POST", wait_url=wait_url, wait_url_method="POST"
    )
    return str(response)


def while_waiting(words: Words, pause_seconds: int, key_url: str, keys: int = 1) -> str:
    """Said, then quiet; a key at any moment of both. It runs out, and is asked for again."""
    response = VoiceResponse()
    gather = Gather(
        num_digits=keys, timeout=pause_seconds, finish_on_key="", action=key_url, method="POST"
    )
    gather.say(words.text, **VOICES[words.language])
    response.append(gather)
    return str(response)


def say(words: Words) -> str:
    response = VoiceResponse()
    response.say(words.text, **VOICES[words.language])
    response.pause(length=10)
    return str(response)


def hold(words: Words, url: str) -> str:
    response = VoiceResponse()
    response.say(words.text, **VOICES[words.language])
    response.pause(length=12)
    response.redirect(url, method="POST")
    return str(response)


def leave_line() -> str:
    response = VoiceResponse()
    response.leave()
    return str(response)


def ask_to_take(words: Words, url: str) -> str:
    """On a telephone that may have a voicemail: only a key takes a caller."""
    response = VoiceResponse()
    for _ in range(2):
        gather = Gather(num_digits=1, timeout=6, finish_on_key="", action=url, method="POST")
        gather.say(words.text, **VOICES[words.language])
        response.append(gather)
    response.hangup()
    return str(response)


@dataclass(frozen=True)
class Chair:
    """A leg's place in a room. `listens`: nobody hears it."""

    room: str
    label: str
    left_url: str
    news_url: str
    listens: bool = False


def sit(chair: Chair) -> str:
    """Into the room, where nobody's going ends it for the others."""
    response = VoiceResponse()
    dial = Dial(action=chair.left_url, method="POST")
    dial.conference(
        chair.room,
        participant_label=chair.label,
        muted=chair.listens,
        beep="false",
        wait_url="",
        start_conference_on_enter=True,
        end_conference_on_exit=False,
        status_callback=f"{chair.news_url}{RETRIED}",
        status_callback_event=NEWS,
        status_callback_method="POST",
    )
    response.append(dial)
    return str(response)


def go_to(url: str) -> str:
    response = VoiceResponse()
    response.redirect(url, method="POST")
    return str(response)


def hang_up() -> str:
    response = VoiceResponse()
    response.hangup()
    return str(response)
