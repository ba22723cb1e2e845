"""What we ask of whoever carries our calls and texts, and the words we say it in. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hotline.telephony.control import Control
from hotline.vocabulary import Channel


class Provider(StrEnum):
    """An account with a carrier: B is asked while A does not answer."""

    A = "a"
    B = "b"


RANKS = {
    "accepted": 0,
    "queued": 1,
    "scheduled": 1,
    "initiated": 2,
    "sending": 2,
    "ringing": 3,
    "sent": 3,
    "in-progress": 4,
    "answered": 4,
    "delivered": 5,
    "undelivered": 5,
    "failed": 5,
    "completed": 5,
    "busy": 5,
    "no-answer": 5,
    "canceled": 5,
    "read": 6,
}
FAILED = frozenset({"undelivered", "failed"})
HEARD = frozenset({"delivered", "read", "in-progress", "answered", "completed"})
UNHEARD = frozenset({"busy", "no-answer", "canceled"})  # no failure: what ladders are for

# Behind the URL of a callback: the carrier would else try it once, and again only when it cannot
# connect, so that what comes while we are started anew or are short of a database would be lost.
RETRIED = "#rc=3&rp=all"


def rises(was: str | None, to: str) -> bool:
    """Whether a status may follow another: ranks only rise, and the first final one stays."""
    return was is None or RANKS.get(to, -1) > RANKS.get(was, -1)


@dataclass(frozen=True)
class Sms:
    """A text somebody sent us, as the carrier wrote it down."""

    sid: str
    sender: str
    text: str
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallTurn:
    """Where a call stands when the carrier asks what to do next."""

    sid: str
    caller: str
    digits: str = ""
    recording_sid: str = ""
    recording_seconds: int = 0
    ended: bool = False


@dataclass(frozen=True)
class Receipt:
    sid: str
    status: str
    error_code: str = ""
    duration: int | None = None


@dataclass(frozen=True)
class SmsToSend:
    to: str
    body: str
    status_url: str
    valid_for: timedelta | None = None


@dataclass(frozen=True)
class CallToPlace:
    """`program` is what the callee hears, in the carrier's language, so that a phone at night
    works while our web is down. With `url` it is asked for there instead, once the carrier has
    heard whether a person or a machine picked up."""

    to: str
    program: str
    status_url: str
    ring_for: timedelta
    url: str = ""


@dataclass(frozen=True)
class Listed:
    """A text, a call or a recording as the carrier's own list shows it.

    `form` is what its last webhook would have said, so that whoever reads webhooks reads this too.
    """

    sid: str
    at: datetime
    inbound: bool
    form: Mapping[str, str]
    ended_at: datetime | None = None


class RefusedError(Exception):
    """The carrier will never take this; another channel must."""

    def __init__(self, code: str) -> None:
        super().__init__(f"refused with code {code}")
        self.code = code


class TooLargeError(RefusedError):
    """There is more of it than we asked for."""

    def __init__(self) -> None:
        super().__init__("too large")


class ThrottledError(Exception):
    """The carrier did not process it and says so, or was never reached: safe to try again."""

    def __init__(self, why: str = "throttled") -> None:
        super().__init__(why)


class BusyError(ThrottledError):
    """As that, from a carrier that is well and takes so many in a second and no more."""


class AmbiguousError(Exception):
    """It may or may not have been taken: look before sending again."""

    def __init__(self, why: str = "ambiguous") -> None:
        super().__init__(why)


class Carrier(Protocol):
    """Each call returns the carrier's id, or raises one of the three errors above."""

    def send_sms(self, sms: SmsToSend) -> str: ...

    def place_call(self, call: CallToPlace) -> str: ...

    def find_sms(self, sms: SmsToSend, since: datetime) -> list[str]:
        """Ids of texts of ours with this body to this number, started at or after `since`."""
        ...

    def find_calls(self, call: CallToPlace, since: datetime) -> list[str]: ...

    def knock(self, channel: Channel) -> None:
        """Ask for something that costs and changes nothing: does anybody answer?"""
        ...


class Books(Protocol):
    """The carrier's own lists, which know what no webhook told; the same errors.

    Each gives so many at a time, and asks for the next when they are wanted.
    """

    def texts(self, since: datetime) -> Iterator[list[Listed]]:
        """Every text from or to the account since then; the youngest may still be missing."""
        ...

    def calls(self, since: datetime) -> Iterator[list[Listed]]: ...

    def recordings(self, since: datetime) -> Iterator[list[Listed]]:
        """Those that are whole; `form` names the call each belongs to."""
        ...

    def pictures(self, sid: str) -> list[str]:
        """The addresses of what came with a text."""
        ...


class Shelf(Protocol):
    """Where the carrier keeps what came with a text; the same errors, and nobody else is asked."""

    def holds(self, address: str) -> bool: ...

    def picture(self, address: str, most: int) -> bytes:
        """What lies there; raises TooLargeError as soon as there are more than `most` bytes."""
        ...

    def drop_picture(self, address: str) -> None:
        """It is there no more, whether or not it was before."""
        ...


class Tapes(Protocol):
    """What calls left on tape at the carrier; the same errors."""

    def sound(self, sid: str, most: int) -> bytes:
        """As MP3; raises TooLargeError as soon as there are more than `most` bytes."""
        ...

    def record(self, call_sid: str, news_url: str) -> str:
        """Put a call on tape, in two channels; asked twice, it is one. The recording's id."""
        ...

    def pause(self, call_sid: str, sid: str, *, pause: bool) -> None:
        """Stop the tape, with silence on it meanwhile, or let it run again; twice is once."""
        ...

    def erase_sound(self, sid: str) -> None:
        """It is there no more, whether or not it was before."""
        ...


class Telephony(Carrier, Books, Shelf, Tapes, Protocol):
    """All of them: what a house is given."""

    @property
    def control(self) -> Control: ...
