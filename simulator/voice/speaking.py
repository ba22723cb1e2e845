"""What the person hears of Say, Play and Pause, and how long it takes."""

from simulator.exchange import Exchange
from simulator.twiml.reading import Node
from simulator.voice.call import Call, Heard

MAX_SPOKEN = 4096
CHARACTERS_PER_SECOND = 15
SOUND_SECONDS = 5.0  # nobody fetches the sound, so each lasts the same
ENDLESS = 1000  # what loop="0" means


def speak(call: Call, exchange: Exchange, node: Node, url: str) -> float:
    """Let the person hear it; `url` is where the sound of a Play lies. Returns its seconds."""
    now = exchange.clock.now()
    if node.name == "Say":
        _check(call, exchange, node.text)
        language = node.get("language", "en-US")
        call.heard.append(Heard(now, node.text, language))
        exchange.ledger.note("heard", subject=call.sid, text=node.text, language=language)
    elif node.name == "Play" and node.text:
        call.heard.append(Heard(now, url, is_sound=True))
        exchange.ledger.note("heard", subject=call.sid, url=url)
    return length(node)


def _check(call: Call, exchange: Exchange, text: str) -> None:
    if not text:
        exchange.ledger.warn(13520, "Say has no text", call.sid)
    elif len(text) > MAX_SPOKEN:
        exchange.ledger.warn(13521, "Say is too long", call.sid)


def repeats(node: Node) -> int:
    loop = int(node.number("loop", 1))
    return ENDLESS if loop == 0 else min(loop, ENDLESS)


def length(node: Node) -> float:
    if node.name == "Pause":
        return node.number("length", 1)
    if node.name == "Play":
        digits = node.get("digits", "")
        return 0.5 * len(digits) if digits else SOUND_SECONDS * repeats(node)
    return speaking_time(node.text) * repeats(node)


def speaking_time(text: str) -> float:
    return len(text) / CHARACTERS_PER_SECOND
