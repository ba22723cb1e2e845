"""What a verb may ask of the leg it runs on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from simulator.clock import Action, Timer
from simulator.exchange import Exchange
from simulator.twiml.reading import Node
from simulator.voice.call import Call

CHARACTERS_PER_SECOND = 15
SOUND_SECONDS = 5.0  # nobody fetches the sound, so each lasts the same
ENDLESS = 1000  # what loop="0" means


@dataclass(frozen=True)
class Target:
    """Where an action goes (empty: the current document) and what it is told."""

    url: str
    method: str
    extra: Mapping[str, str]


class Stage(Protocol):
    call: Call
    exchange: Exchange

    def speak(self, node: Node) -> float:
        """Let the person hear a Say, Play or Pause; returns its length in seconds."""

    def later(self, seconds: float, action: Action) -> Timer:
        """Like the clock's `after`, but dead once the program has been replaced."""

    def proceed(self) -> None:
        """Go to the next verb."""

    def absolute(self, url: str) -> str:
        """The URL as seen from the current document."""

    def act(self, target: Target) -> None:
        """Leave this document for the answer to an action."""


class Listener(Protocol):
    """A verb that is waiting for the person."""

    def press(self, key: str) -> None: ...

    def say(self, text: str) -> None: ...

    def hung_up(self) -> None:
        """The person is gone; the call's status says so already."""


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
