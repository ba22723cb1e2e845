"""One text message: what is known about it, and which way its status may move."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simulator.errors import NotPossibleError
from simulator.texts.segments import segments
from simulator.wire.addresses import Address


class Status(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    RECEIVED = "received"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"


MOVES: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.SENDING, Status.CANCELED}),
    Status.SENDING: frozenset({Status.SENT, Status.FAILED}),
    Status.SENT: frozenset({Status.DELIVERED, Status.UNDELIVERED}),
}
# No callback tells of these.
SILENT = frozenset({Status.QUEUED, Status.SENDING, Status.RECEIVED})

ERRORS = {
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Carrier violation",
    30008: "Unknown error",
}


@dataclass(frozen=True)
class Media:
    """A picture: where it lies, or, when a person sent it, its bytes."""

    sid: str
    url: str
    content_type: str
    content: bytes | None = None


@dataclass(eq=False)
class Message:
    sid: str
    from_: str
    to: str
    body: str
    direction: Direction
    created: datetime
    media: tuple[Media, ...] = ()
    status: Status = Status.QUEUED
    callback: Address | None = None
    updated: datetime | None = None
    sent: datetime | None = None
    arrived: datetime | None = None
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
        if to is Status.DELIVERED:
            self.arrived = now
