"""What is recorded, who may hear it, how long it is asked for and how long it is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.vocabulary import Language

YES_KEY = "1"


class Source(StrEnum):
    MESSAGE = "message"  # what a caller said after the tone, or their line heard meanwhile
    CONVERSATION = "conversation"


class Mode(StrEnum):
    """Whether conversations are put on tape."""

    OFF = "off"
    CONSENT = "consent"  # only if whoever called says yes, by a key or to whoever they talk with
    ALWAYS = "always"  # they are told so


@dataclass(frozen=True)
class Conversations:
    """`basis` is what allows it; `verified` is false where nobody has read the law for it."""

    mode: Mode
    basis: Mapping[Language, str]
    verified: bool


@dataclass(frozen=True)
class Recordings:
    """The policy's part. `may_hear` are roles.

    A recording the carrier has not handed over after `alarm_after` is told to people, and asked
    for until `give_up_after`. `kept_for` counts from the call or, where that was later, from when
    its ticket was closed; while it is open nothing is forgotten.
    """

    may_hear: frozenset[str]
    alarm_after: timedelta
    give_up_after: timedelta
    kept_for: Mapping[Source, timedelta]
    conversations: Conversations


def asks(mode: Mode) -> bool:
    return mode is Mode.CONSENT


def tells(mode: Mode) -> bool:
    """Whether callers hear of it before anybody talks with them."""
    return mode is Mode.ALWAYS


def records(mode: Mode, digits: str) -> bool:
    """By what was pressed when asked: silence is no."""
    return mode is Mode.ALWAYS or (mode is Mode.CONSENT and digits[:1] == YES_KEY)


class NotHad(StrEnum):
    """Why the carrier did not hand one over."""

    NOT_THERE = "not_there"  # not yet, or no more
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    NO_SOUND = "no_sound"  # what came is no sound that a browser plays


def gives_up(why: NotHad, made_at: datetime, rules: Recordings, now: datetime) -> bool:
    """What is too large or no sound will not change; the rest may, for a while."""
    if why in (NotHad.TOO_LARGE, NotHad.NO_SOUND):
        return True
    return now - made_at >= rules.give_up_after


def retry_after(tries: int) -> timedelta:
    """The file follows its call within seconds, so the first looks come soon."""
    return timedelta(seconds=min(2**tries, 60))


def forgotten_at(
    source: Source, made_at: datetime, closed_at: datetime | None, rules: Recordings
) -> datetime | None:
    """None while its ticket is open: somebody may still need it."""
    if closed_at is None:
        return None
    return max(made_at, closed_at) + rules.kept_for[source]


def may_hear(role: str, rules: Recordings) -> bool:
    return role in rules.may_hear
