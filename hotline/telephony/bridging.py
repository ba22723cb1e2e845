"""Two telephones brought together in a room, and what each hears before. Pure.

Whoever leaves the room ends it for the other, who hears a sentence and not silence.
"""

from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline.telephony.twiml import VOICES
from hotline.vocabulary import Language

LOOK_AGAIN = 3  # seconds
LONGEST = 4 * 3600  # seconds; the carrier's own limit


@dataclass(frozen=True)
class Place:
    """`left` is asked when they leave the room, `wait` what goes on until the other is there;
    without it they hear nothing. The room's name names nobody."""

    room: str
    label: str
    left: str
    wait: str = ""


def into_room(place: Place, language: Language, words: str = "") -> str:
    response = VoiceResponse()
    if words:
        response.say(words, **VOICES[language])
    dial = Dial(action=place.left, method="POST", time_limit=LONGEST)
    dial.conference(
        place.room,
        participant_label=place.label,
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        wait_url=place.wait,
        wait_method="POST",
    )
    response.append(dial)
    return str(response)


def look_again(url: str) -> str:
    response = VoiceResponse()
    response.pause(length=LOOK_AGAIN)
    response.redirect(url, method="POST")
    return str(response)


def say_and_wait(words: str, language: Language) -> str:
    """In a room nobody can be hung up on from here: they hear that they may do it themselves."""
    response = VoiceResponse()
    response.say(words, **VOICES[language])
    return str(response)


def ask_twice(words: str, url: str, language: Language) -> str:
    """No key, no bridge: the words are said once more, then the line is closed in silence."""
    response = VoiceResponse()
    for _ in range(2):
        gather = Gather(num_digits=1, timeout=8, finish_on_key="", action=url, method="POST")
        gather.say(words, **VOICES[language])
        response.append(gather)
    response.hangup()
    return str(response)


def ask_once(words: str, url: str, language: Language) -> str:
    """Silence is an answer, and has to reach us."""
    response = VoiceResponse()
    gather = Gather(
        num_digits=1,
        timeout=5,
        finish_on_key="",
        action=url,
        method="POST",
        action_on_empty_result=True,
    )
    gather.say(words, **VOICES[language])
    response.append(gather)
    return str(response)
