"""One recording: who ordered it and how, what is on its tape, and which way its status may move."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from simulator.errors import NotPossibleError
from simulator.twiml.reading import Node
from simulator.voice import tape
from simulator.voice.tape import Stretch, Tape, Voice
from simulator.wire.addresses import Address

TOO_SHORT = 16101
_TRIMS = ("trim-silence", "true")
TOLD_OF = frozenset({"in-progress", "completed", "absent"})


class Status(StrEnum):
    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    STOPPED = "stopped"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ABSENT = "absent"
    DELETED = "deleted"


MOVES: dict[Status, frozenset[Status]] = {
    Status.IN_PROGRESS: frozenset({Status.PAUSED, Status.STOPPED}),
    Status.PAUSED: frozenset({Status.IN_PROGRESS, Status.STOPPED}),
    Status.STOPPED: frozenset({Status.PROCESSING}),
    Status.PROCESSING: frozenset({Status.COMPLETED, Status.ABSENT}),
    Status.COMPLETED: frozenset({Status.DELETED}),
}
RUNNING = frozenset({Status.IN_PROGRESS, Status.PAUSED})


class Source(StrEnum):
    RECORD_VERB = "RecordVerb"
    DIAL_VERB = "DialVerb"
    CONFERENCE = "Conference"
    OUTBOUND_API = "OutboundAPI"
    CALL_API = "StartCallRecordingAPI"
    CONFERENCE_API = "StartConferenceRecordingAPI"


class Track(StrEnum):
    """Inbound is what the person says, outbound what the person hears of others."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    BOTH = "both"


@dataclass(frozen=True)
class Order:
    """How something is to be recorded, and whom to tell of it."""

    source: Source
    dual: bool = False
    track: Track = Track.BOTH
    trim: bool = False
    callback: Address | None = None
    events: frozenset[str] = frozenset({"completed"})

    @property
    def channels(self) -> int:
        """One track alone never has two channels."""
        return 2 if self.dual and self.track is Track.BOTH else 1

    def takes(self, voice: Voice) -> bool:
        """A message is of the person alone; its beep comes before it."""
        if self.source is Source.RECORD_VERB:
            return voice.channel == 0
        return self.track is Track.BOTH or voice.channel == (self.track is Track.OUTBOUND)


def told_of(words: str) -> frozenset[str]:
    """Words nobody knows are passed over; without any, only the end is told."""
    return (frozenset(words.replace(",", " ").split()) & TOLD_OF) or frozenset({"completed"})


def order(node: Node, source: Source, absolute: Callable[[str], str], *, trims: bool) -> Order:
    """As the attributes of a verb or noun say; `trims` where they do not."""
    url = node.get("recordingStatusCallback", "")
    method = node.get("recordingStatusCallbackMethod", "POST")
    track = node.get("recordingTrack", Track.BOTH)
    return Order(
        source,
        dual=node.get("record", "").endswith("-dual"),
        track=Track(track) if track in set(Track) else Track.BOTH,
        trim=trims if not node.get("trim", "") else node.get("trim", "") in _TRIMS,
        callback=Address(absolute(url), method) if url else None,
        events=told_of(node.get("recordingStatusCallbackEvent", "")),
    )


@dataclass(eq=False)
class Recording:
    """Of the call `call`; `conference` is empty unless a whole room was recorded."""

    sid: str
    url: str
    order: Order
    call: str
    conference: str
    started: datetime
    tape: Tape
    status: Status = Status.IN_PROGRESS
    updated: datetime | None = None
    # Words said meanwhile, where one person alone is recorded.
    said: list[str] = field(default_factory=list)
    # Told once, when its file is there, or when there will be none.
    watchers: list[Callable[[], None]] = field(default_factory=list)

    @property
    def running(self) -> bool:
        return self.status in RUNNING

    @property
    def ran(self) -> int:
        """Whole seconds of tape so far, before anything is trimmed."""
        return tape.whole_seconds(self.tape.stretches)

    @property
    def sound(self) -> list[Stretch]:
        """What the file holds."""
        return tape.trimmed(self.tape.stretches) if self.order.trim else self.tape.stretches

    @property
    def seconds(self) -> int:
        return tape.whole_seconds(self.sound)

    @property
    def error(self) -> int | None:
        return TOO_SHORT if self.status is Status.ABSENT else None

    def move(self, to: Status, now: datetime) -> None:
        """Raises NotPossibleError for a move no recording makes."""
        if to not in MOVES.get(self.status, frozenset()):
            raise NotPossibleError(f"a recording that is {self.status} does not become {to}")
        self.status, self.updated = to, now
