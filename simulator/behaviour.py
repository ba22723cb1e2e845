"""What the person or machine at the other end does when a call or a text reaches it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from simulator.errors import BadFieldError


class Answer(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    FAILED = "failed"
    SILENT = "silent"
    BY_HAND = "by_hand"


class Handset(StrEnum):
    DELIVER = "deliver"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


class Found(StrEnum):
    """Who answered, as far as the carrier can tell people from machines."""

    HUMAN = "human"
    MACHINE_START = "machine_start"
    MACHINE_END_BEEP = "machine_end_beep"
    MACHINE_END_SILENCE = "machine_end_silence"
    MACHINE_END_OTHER = "machine_end_other"
    FAX = "fax"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Behaviour:
    """Seconds: `after` from ringing to answering; presses and `hangup_after` from the answer;
    `reads_after` from the receipt of a text, where there is a sign of its being read.
    `found_as` is what the carrier takes whoever answers for, however they speak.
    `greeting` is how they do: silence and speech in turn from the answer, silence first; a
    voicemail beeps at its end."""

    answer: Answer = Answer.BY_HAND
    after: float = 0.0
    press: tuple[tuple[float, str], ...] = ()
    hangup_after: float | None = None
    found_as: Found | None = None
    greeting: tuple[float, ...] | None = None
    sms: Handset = Handset.DELIVER
    error: int | None = None
    sms_after: float = 2.0
    reads_after: float | None = None


def behaviour(fields: Mapping[str, object]) -> Behaviour:
    """Read a behaviour from JSON or keywords; raises BadFieldError."""
    unknown = sorted(set(fields) - set(_READERS))
    if unknown:
        raise BadFieldError(f"{unknown[0]}: no behaviour has this field")
    known: dict[str, object] = {}
    for name, value in fields.items():
        try:
            known[name] = _READERS[name](value)
        except (TypeError, ValueError, KeyError, IndexError) as problem:
            raise BadFieldError(f"{name}: cannot be {value!r}") from problem
    return Behaviour(**known)  # type: ignore[arg-type]  # each value was read by its own reader


def _seconds(value: object) -> float:
    seconds = float(cast("str | float", value))
    if not 0 <= seconds < 10**9:
        raise ValueError("seconds are not negative")
    return seconds


def _presses(value: object) -> tuple[tuple[float, str], ...]:
    return tuple(_press(each) for each in cast("Sequence[object]", value))


def _greeting(value: object) -> tuple[float, ...] | None:
    return None if value is None else tuple(map(_seconds, cast("Sequence[object]", value)))


def _press(value: object) -> tuple[float, str]:
    if isinstance(value, Mapping):
        return _seconds(value["after"]), keys(value["digits"])
    after, digits = cast("Sequence[object]", value)
    return _seconds(after), keys(digits)


def keys(value: object) -> str:
    """Keys of a telephone, or `w` for half a second of waiting; raises ValueError."""
    digits = str(value)
    if not digits or set(digits) - set("0123456789*#ABCDw"):
        raise ValueError("keys are 0-9, *, #, A-D")
    return digits


def _whole(value: object) -> int | None:
    return None if value is None else int(cast("str | int", value))


_READERS: dict[str, Callable[[object], object]] = {
    "answer": lambda value: Answer(str(value)),
    "after": _seconds,
    "press": _presses,
    "hangup_after": lambda value: None if value is None else _seconds(value),
    "reads_after": lambda value: None if value is None else _seconds(value),
    "found_as": lambda value: None if value is None else Found(str(value)),
    "greeting": _greeting,
    "sms": lambda value: Handset(str(value)),
    "error": _whole,
    "sms_after": _seconds,
}
