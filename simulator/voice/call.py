"""One leg of a telephone call: what is known about it, and which way its status may move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from simulator.errors import NotPossibleError
from simulator.voice.caller import NOBODY_KNOWS, Caller
from simulator.voice.played import Played, Signal
from simulator.voice.recording import Order, Recording
from simulator.voice.tape import Voice
from simulator.wire.addresses import Address


class Status(StrEnum):
    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_DIAL = "outbound-dial"


_UNANSWERED = {Status.BUSY, Status.NO_ANSWER, Status.FAILED, Status.CANCELED}
MOVES: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.INITIATED, Status.FAILED, Status.CANCELED}),
    Status.INITIATED: frozenset({Status.RINGING, *_UNANSWERED}),
    Status.RINGING: frozenset({Status.IN_PROGRESS, *_UNANSWERED}),
    Status.IN_PROGRESS: frozenset({Status.COMPLETED}),
}


@dataclass(frozen=True)
class Detection:
    """Telling people from machines: whether until the end of the greeting, whether the document
    waits for it, and whom to tell where it does not.

    Seconds: `timeout` for all of it; longer `speech` is a machine's; after a `pause` the first
    words are over; whoever begins later than after `silence` is unknown.
    """

    to_the_end: bool
    waits: bool = True
    callback: Address | None = None
    timeout: float = 30.0
    speech: float = 2.4
    pause: float = 1.2
    silence: float = 5.0


LONGEST = 14_400  # seconds


@dataclass
class Orders:
    """What the application asked for when the call was made."""

    voice: Address | None = None
    twiml: str | None = None
    fallback: Address | None = None
    callback: Address | None = None
    events: frozenset[str] = frozenset({"completed"})
    timeout: float = 60.0
    time_limit: float = LONGEST
    send_digits: str = ""
    # What the called telephone shows in place of the caller, and beside it.
    caller_id: str = ""
    reason: str = ""
    # What the carrier adds to the timeout by itself.
    grace: float = 5.0
    detection: "Detection | None" = None
    recording: Order | None = None
    # What a softphone is told with the ringing.
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """What the person heard: spoken text, the address of a sound, or words `by` another person."""

    at: datetime
    what: str
    language: str = ""
    is_sound: bool = False
    by: str = ""


class Room(Protocol):
    """Where a leg talks with others: two legs of a Dial, or a conference."""

    def hearers(self, speaker: "Call") -> list["Call"]:
        """Who hears this leg now."""

    def heard_by(self, listener: "Call") -> list["Call"]:
        """Whom this leg hears now."""

    def tell_recorders(self) -> None:
        """It sounds different from now on, in the room and on its lines."""


@dataclass(eq=False)
class Call:
    sid: str
    from_: str
    to: str
    direction: Direction
    created: datetime
    orders: Orders
    caller: Caller = NOBODY_KNOWS
    status: Status = Status.QUEUED
    updated: datetime | None = None
    dialled: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    number_sid: str | None = None
    sequence: int = 0
    heard: list[Heard] = field(default_factory=list)
    # Beeps and ringing, apart from what is said and played.
    signals: list[Signal] = field(default_factory=list)
    played: Played = field(default_factory=Played)
    # The keys that were pressed at the person, without the pauses between.
    tones: str = ""
    recordings: list[Recording] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    parent: str | None = None
    answered_by: str | None = None
    queue_seconds: float = 0.0
    room: Room | None = None
    # Nothing comes through, either way.
    silent: bool = False
    # Told after each change of status; whoever dialled this leg wants to know.
    watchers: list[Callable[["Call"], None]] = field(default_factory=list)
    # Told whenever the line sounds different.
    recorders: list[Callable[[], None]] = field(default_factory=list)
    # The recording its last report speaks of.
    announced: Recording | None = None
    # Until when the person is speaking.
    talks: datetime | None = None

    @property
    def person(self) -> str:
        """Who stands at the far end of this leg."""
        return self.from_ if self.direction is Direction.INBOUND else self.to

    def hear(self, heard: Heard) -> None:
        if not self.silent:
            self.heard.append(heard)

    @property
    def shown(self) -> str:
        """Who the called telephone says is calling."""
        return self.orders.caller_id or self.from_

    @property
    def over(self) -> bool:
        return self.status not in MOVES

    @property
    def seconds(self) -> int:
        """Talking time in whole seconds; 0 for a call nobody answered."""
        if self.answered is None or self.ended is None:
            return 0
        return round((self.ended - self.answered).total_seconds())

    def voices(self) -> list[Voice]:
        """Who is heard on this line: its own person on one channel, all else on the second."""
        own = [Voice(self.sid, 0, self.talks)] if self.status is Status.IN_PROGRESS else []
        others = self.room.heard_by(self) if self.room is not None else []
        heard = [Voice(other.sid, 1, other.talks) for other in others]
        return own + heard + self.played.voices(1)

    def tell_recorders(self) -> None:
        for told in tuple(self.recorders):
            told()

    def move(self, to: Status, now: datetime) -> None:
        """Raises NotPossibleError for a move no call makes."""
        if to not in MOVES.get(self.status, frozenset()):
            raise NotPossibleError(f"a call that is {self.status} does not become {to}")
        self.status, self.updated = to, now
        if to is Status.INITIATED or (to is Status.RINGING and self.dialled is None):
            self.dialled = now
        if to is Status.IN_PROGRESS:
            self.answered = now
        if self.over:
            self.ended = now
        self.tell_recorders()
