"""When a caller may be tried again, what whoever picks up hears, and what came of it. Pure.

The telephone may be in anybody's hand: a machine hears nothing, a voice hears words that name
nothing, and only a key brings the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.vocabulary import Severity

YES_KEYS = "19"  # a frightened hand presses the danger key: that is a yes too
MACHINES = ("machine", "fax")


class Came(StrEnum):
    """What came of it."""

    TALKED = "talked"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    MACHINE = "machine"  # it heard nothing
    NO_KEY = "no_key"  # somebody picked up, and did not say that it is they
    NOT_NOW = "not_now"  # they pressed another key
    NOT_TAKEN = "not_taken"  # whoever wanted to call did not pick up themselves
    GIVEN_UP = "given_up"  # they hung up before anybody was reached
    UNSAFE = "unsafe"  # the caller forbade it meanwhile
    ELSEWHERE = "elsewhere"  # talked, by another telephone; written down by hand


REACHED = frozenset({Came.TALKED, Came.ELSEWHERE})
# The caller's telephone never rang, so nobody was disturbed.
UNDISTURBED = frozenset({Came.NOT_TAKEN, Came.GIVEN_UP, Came.UNSAFE, Came.FAILED})
BY_STATUS = {"no-answer": Came.NO_ANSWER, "busy": Came.BUSY, "canceled": Came.NO_ANSWER}


@dataclass(frozen=True)
class CallingBack:
    """The policy's part. `spacing` is how long a telephone is left in peace after a try; after
    `most` tries within `within` a person decides what else can be done."""

    spacing: Mapping[Severity, timedelta]
    most: int
    within: timedelta


@dataclass(frozen=True)
class Try:
    at: datetime
    came: Came


@dataclass(frozen=True)
class Next:
    """`opens` is when the next try may be made, `tries` how many there were in vain lately."""

    opens: datetime
    tries: int


def next_try(tries: Sequence[Try], severity: Severity, rules: CallingBack, now: datetime) -> Next:
    """By those in which their telephone rang and nobody was reached, lately."""
    since = now - rules.within
    vain = [each.at for each in tries if each.came not in UNDISTURBED | REACHED and each.at > since]
    if len(vain) >= rules.most:
        return Next(min(vain) + rules.within, len(vain))
    return Next(max(vain) + rules.spacing[severity] if vain else now, len(vain))


class Picked(StrEnum):
    MACHINE = "machine"
    SOMEBODY = "somebody"


def picked_up(answered_by: str) -> Picked:
    """Who is silent may be a child that waits for a voice: only a machine is left alone."""
    return Picked.MACHINE if answered_by.startswith(MACHINES) else Picked.SOMEBODY


def affirms(digits: str) -> bool:
    return digits[:1] in tuple(YES_KEYS)


def ended(status: str) -> Came:
    """What the carrier's last word means for a call in which nobody has talked yet."""
    if status == "completed":
        return Came.NO_KEY
    return BY_STATUS.get(status, Came.FAILED)
