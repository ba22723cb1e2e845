"""What the person hears of Say, Play and Pause, and how long it takes."""

from dataclasses import dataclass
from datetime import timedelta

from simulator.exchange import Exchange
from simulator.twiml.reading import Node
from simulator.voice import tones
from simulator.voice.call import Call, Heard
from simulator.voice.played import APPLICATION

# How many characters each family of voices speaks; the others are the basic ones.
MOST_SPOKEN = {"Polly": 3000, "Google": 5000}
MOST_BASIC = 4096
CHARACTERS_PER_SECOND = 15
SOUND_SECONDS = 5.0  # where a sound does not say how long it is
ENDLESS = 1000  # what loop="0" means
NOTHING_TO_SAY, TOO_MUCH_TO_SAY, NOTHING_TO_PLAY = 13520, 13521, 12200


@dataclass(frozen=True)
class Sound:
    """Where a Play finds it, and how long it is."""

    url: str
    seconds: float = SOUND_SECONDS


def has_sound(node: Node) -> bool:
    return node.name == "Play" and bool(node.text) and not node.get("digits", "")


def speak(call: Call, exchange: Exchange, node: Node, sound: Sound) -> float:
    """Let the person hear it; the sound is that of a Play. Returns its seconds."""
    problem = _problem(node)
    if problem is not None:
        exchange.ledger.warn(*problem, call.sid)
    if node.get("digits", ""):
        tones.send(exchange, call, node.get("digits", ""))
    elif not call.silent:
        _let_hear(call, exchange, node, sound)
    return length(node, sound.seconds)


def is_aloud(node: Node) -> bool:
    return node.name == "Say" or has_sound(node)


def _let_hear(call: Call, exchange: Exchange, node: Node, sound: Sound) -> None:
    now = exchange.clock.now()
    if node.name == "Say":
        language = node.get("language", "en-US")
        call.hear(Heard(now, node.text, language))
        exchange.ledger.note("heard", subject=call.sid, text=node.text, language=language)
    elif node.name == "Play" and node.text:
        call.hear(Heard(now, sound.url, is_sound=True))
        exchange.ledger.note("heard", subject=call.sid, url=sound.url)
    if is_aloud(node):
        call.played.let(APPLICATION, now + timedelta(seconds=length(node, sound.seconds)))
        call.tell_recorders()


def _problem(node: Node) -> tuple[int, str] | None:
    if node.name == "Say":
        family = node.get("voice", "man").partition(".")[0]
        if len(node.text) > MOST_SPOKEN.get(family, MOST_BASIC):
            return TOO_MUCH_TO_SAY, "Say is too long"
        return None if node.text else (NOTHING_TO_SAY, "Say has no text")
    if node.name == "Play" and not node.text and not node.get("digits", ""):
        return NOTHING_TO_PLAY, "Play has nothing to play"
    return None


def repeats(node: Node) -> int:
    loop = int(node.number("loop", 1))
    return ENDLESS if loop == 0 else min(loop, ENDLESS)


def length(node: Node, sound: float) -> float:
    if node.name == "Pause":
        return node.number("length", 1)
    if node.name == "Play":
        digits = node.get("digits", "")
        return tones.seconds(digits) if digits else sound * repeats(node)
    return speaking_time(node.text) * repeats(node)


def speaking_time(text: str) -> float:
    return len(text) / CHARACTERS_PER_SECOND
