"""What a verb may ask of the leg it runs on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from simulator.clock import Action, Timer
from simulator.exchange import Exchange
from simulator.twiml.reading import Node
from simulator.voice.call import Call
from simulator.wire.addresses import Address

Facts = Callable[[], Mapping[str, str]]


def _go_on_in_silence(_code: int) -> None:
    """A part that cannot be read does not end the call."""


def _nobody_else_hears(_seconds: float) -> None:
    """What is said on a leg is for that leg."""


@dataclass(frozen=True)
class Setting:
    """Where a program plays: the whole call, or a part of it inside a verb.

    `codes` are the warnings for verbs that may not stand here, by name, where they have one of
    their own; `told` goes with every question.
    `failed` is told the carrier's code, `aloud` the seconds of all that is said.
    Without `run_out` the call ends with its last verb.
    """

    verbs: frozenset[str]
    codes: Mapping[str, int] = field(default_factory=dict)
    told: Facts = dict
    run_out: Action | None = None
    leave: Action | None = None
    failed: Callable[[int], None] = _go_on_in_silence
    aloud: Callable[[float], None] = _nobody_else_hears


THE_CALL = Setting(
    frozenset(
        [
            "Say",
            "Play",
            "Pause",
            "Gather",
            "Record",
            "Dial",
            "Enqueue",
            "Redirect",
            "Hangup",
            "Reject",
        ]
    )
)


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

    def hush(self) -> None:
        """What is being said or played breaks off."""

    def later(self, seconds: float, action: Action) -> Timer:
        """Like the clock's `after`, but dead once the program has been replaced."""

    def proceed(self) -> None:
        """Go to the next verb."""

    def absolute(self, url: str) -> str:
        """The URL as seen from the current document."""

    def act(self, target: Target) -> None:
        """Leave this document for the answer to an action."""

    def inform(self, target: Target) -> None:
        """Ask an action whose answer nobody will follow any more."""

    def listen(self, listener: "Listener") -> None:
        """Whatever the person does now reaches this listener."""

    def within(self, setting: Setting) -> "Interlude":
        """A program for a part of the call, while a verb of this one goes on."""


class Interlude(Protocol):
    """The waiting music, the words before two lines are joined: TwiML inside a verb."""

    def start(self, address: Address) -> None: ...

    def press(self, key: str) -> None: ...

    def say(self, text: str) -> None: ...

    def again(self, address: Address) -> None:
        """Ask once more; one that goes in circles rests between."""

    def stop(self) -> None:
        """What it was doing is over, and nothing of it will happen any more."""


class Listener(Protocol):
    """A verb that is waiting for the person."""

    def start(self) -> None: ...

    def press(self, key: str) -> None: ...

    def say(self, text: str) -> None: ...

    def hung_up(self) -> None:
        """The person is gone; the call's status says so already."""

    def replaced(self) -> None:
        """The call goes on with another document: leave whatever was going on."""
