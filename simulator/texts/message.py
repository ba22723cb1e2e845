"""One text message: what is known about it, and which way its status may move."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simulator.errors import NotPossibleError
from simulator.texts.segments import segments
from simulator.wire.addresses import Address

LONGEST_VALID = 36_000  # seconds a text may wait to be sent


class Status(StrEnum):
    SCHEDULED = "scheduled"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    READ = "read"
    RECEIVING = "receiving"
    RECEIVED = "received"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"


# Before a text is out nothing of it can be taken back or erased, but it can be stopped.
NOT_OUT = frozenset({Status.SCHEDULED, Status.ACCEPTED, Status.QUEUED, Status.SENDING})
MOVES: dict[Status, frozenset[Status]] = {
    Status.SCHEDULED: frozenset({Status.QUEUED, Status.CANCELED}),
    Status.ACCEPTED: frozenset({Status.QUEUED, Status.CANCELED}),
    Status.QUEUED: frozenset({Status.SENDING, Status.FAILED, Status.CANCELED}),
    Status.SENDING: frozenset({Status.SENT, Status.FAILED}),
    Status.SENT: frozenset({Status.DELIVERED, Status.UNDELIVERED}),
    Status.DELIVERED: frozenset({Status.READ}),
    Status.RECEIVING: frozenset({Status.RECEIVED}),
}
# No callback tells of these, nor of the status a text begins with.
SILENT = frozenset({Status.SENDING, Status.RECEIVED})

ERRORS = {
    14107: "SMS send rate limit exceeded",
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Carrier violation",
    30008: "Unknown error",
    30036: "Validity Period Expired",
}


@dataclass(frozen=True)
class Media:
    """A picture: where it lies, or, when a person sent it, its bytes."""

    sid: str
    url: str
    content_type: str
    content: bytes | None = None


@dataclass(frozen=True)
class Draft:
    """A text that is to leave. Without `from_` its service finds a sender; `send_at` is the hour it
    waits for, `valid` how many seconds it may wait in the queue, `as_mms` whether it leaves in one
    piece without a picture too."""

    from_: str
    to: str
    body: str
    media: tuple[str, ...] = ()
    callback: Address | None = None
    service: str = ""
    send_at: datetime | None = None
    valid: float = LONGEST_VALID
    direction: Direction = Direction.OUTBOUND_API
    as_mms: bool = False

    @property
    def begins_as(self) -> Status:
        if self.send_at is not None:
            return Status.SCHEDULED
        return Status.ACCEPTED if self.service else Status.QUEUED


@dataclass(eq=False)
class Message:
    """`arrived` is when a handset had it, whatever the carrier says; `lacking` what was in it then,
    if a part was lost on the way."""

    sid: str
    from_: str
    to: str
    body: str
    direction: Direction
    created: datetime
    media: tuple[Media, ...] = ()
    status: Status = Status.QUEUED
    callback: Address | None = None
    service: str = ""
    valid: float = LONGEST_VALID
    updated: datetime | None = None
    sent: datetime | None = None
    arrived: datetime | None = None
    lacking: str | None = None
    # What the application is told of an opt-out word, where the number listens in the advanced way.
    opt_out: str = ""
    # When the handset's own network was done with it.
    done: datetime | None = None
    error: int | None = None
    number_of_segments: int = 0

    def __post_init__(self) -> None:
        # Counted once: redacting the body later does not change what was billed.
        self.number_of_segments = segments(self.body)

    def move(self, to: Status, now: datetime) -> None:
        """Raises NotPossibleError for a move no message makes."""
        if to not in MOVES.get(self.status, frozenset()):
            raise NotPossibleError(f"a message that is {self.status} does not become {to}")
        self.status, self.updated = to, now
        if to is Status.SENT:
            self.sent = now

    def contradict(self, error: int, now: datetime) -> None:
        """A second receipt says the opposite of the first."""
        if self.status is Status.DELIVERED:
            self.status, self.error = Status.UNDELIVERED, error
        elif self.status is Status.UNDELIVERED:
            self.status, self.error = Status.DELIVERED, None
        self.updated = now
