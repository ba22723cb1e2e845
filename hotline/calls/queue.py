"""Who waits for a person, who comes first, and what is said to them meanwhile. Pure.

Nobody is told a place in the line: a number that does not move drives a child away.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotline.call_rules import CallRules
from hotline.callflow import DANGER_KEY, EXIT_KEY, Wish
from hotline.calls import silence
from hotline.vocabulary import Language

WAITS = frozenset({Wish.DANGER, Wish.COUNSELOR, Wish.SILENT})
CALL_BACK_KEY, MESSAGE_KEY = "1", "2"


class Left(StrEnum):
    """How a wait ended."""

    JOINED = "joined"  # a person was in the room, and the caller was brought there
    ABANDONED = "abandoned"
    CALL_BACK = "call_back"
    MESSAGE = "message"
    OVERFLOW = "overflow"  # nobody came in time: the caller is asked for a message
    QUICK_EXIT = "quick_exit"
    FAILED = "failed"  # the carrier could not hold the line


@dataclass(frozen=True)
class Caller:
    """`front`: whoever they talked with was lost, so they wait at the head. `known`: they came
    again lately, or have a critical ticket that is open."""

    id: uuid.UUID
    since: datetime
    danger: bool = False
    front: bool = False
    known: bool = False
    language: Language = Language.VI

    @property
    def rank(self) -> tuple[bool, bool, bool, datetime]:
        """Sorts before whoever may wait longer."""
        return (not self.danger, not self.front, not self.known, self.since)


def in_order(callers: list[Caller]) -> list[Caller]:
    return sorted(callers, key=lambda caller: (caller.rank, caller.id))


def lets_in(wish: Wish, waiting: int, *, staffed: bool, rules: CallRules) -> bool:
    """Whether to wait is better than to leave a message; for danger it is while anybody is left."""
    if wish not in WAITS or not staffed:
        return False
    return wish is Wish.DANGER or waiting < rules.most_waiting


@dataclass(frozen=True)
class Wait:
    """How a caller has waited by now; `heard` is how many sentences they heard, `keys` how often
    somebody who cannot speak has answered."""

    since: datetime
    heard: int
    danger: bool = False
    silent: bool = False
    after_hours: bool = False
    keys: int = 0


@dataclass(frozen=True)
class Hearing:
    """Somebody in the line who is about to hear something."""

    waiting_id: uuid.UUID
    language: Language
    wait: Wait


def next_prompt(wait: Wait, now: datetime, rules: CallRules) -> str | None:
    """The key of the next text; None when the caller has waited long enough for nobody."""
    waited = now - wait.since
    if wait.danger:
        return "wait.danger_again" if wait.heard else "wait.danger"
    if waited >= rules.longest_wait:
        return None
    if wait.silent:
        return silence.prompt(wait.keys, wait.heard)
    if wait.heard:
        return "wait.long" if waited >= rules.longest_wait / 3 else "wait.again"
    return "wait.after_hours" if wait.after_hours else "wait.first"


@dataclass(frozen=True)
class InLine:
    """A caller who waits, as the line is looked over; `told_at` is when who is on duty was told."""

    caller: Caller
    ticket_id: uuid.UUID
    told_at: datetime | None


@dataclass(frozen=True)
class Untold:
    """A wait as far as it is told to whoever is on duty: `told_at` is when that was."""

    id: uuid.UUID
    since: datetime
    told_at: datetime | None = None


def next_told(waiting: Iterable[Untold], rules: CallRules) -> tuple[datetime, uuid.UUID] | None:
    """When whoever is on duty next hears that a caller waits long, and of whom: the one who has
    waited longest. So often and no oftener, however many wait: a telephone that never stops
    ringing is not answered."""
    known = list(waiting)
    longest = min((one for one in known if one.told_at is None), key=_since, default=None)
    if longest is None:
        return None
    last = max((one.told_at for one in known if one.told_at), default=longest.since)
    return max(longest.since, last) + rules.page_after, longest.id


def _since(one: Untold) -> datetime:
    return one.since


class Key(StrEnum):
    """What a key pressed in the line asks for."""

    DANGER = "danger"
    CALL_BACK = "call_back"
    MESSAGE = "message"
    QUICK_EXIT = "quick_exit"
    ANSWER = "answer"  # of somebody who cannot speak
    NOTHING = "nothing"


_KEYS = {CALL_BACK_KEY: Key.CALL_BACK, MESSAGE_KEY: Key.MESSAGE, EXIT_KEY: Key.QUICK_EXIT}


def meaning(digits: str, *, silent: bool = False) -> Key:
    """The danger key counts wherever it stands among those a frightened hand pressed.

    Whoever is `silent` answers questions by any other key, and would not be called back safely.
    """
    if DANGER_KEY in digits:
        return Key.DANGER
    if silent and digits and not digits.startswith(EXIT_KEY):
        return Key.ANSWER
    return _KEYS.get(digits[:1], Key.NOTHING)


LEAVES = {
    Key.CALL_BACK: Left.CALL_BACK,
    Key.MESSAGE: Left.MESSAGE,
    Key.QUICK_EXIT: Left.QUICK_EXIT,
}
UNWELL = frozenset({"queue-full", "error", "system-error"})


def left_as(result: str, asked: Left | None) -> Left | None:
    """What the carrier's word for the end of a wait means; None while somebody is fetching them.

    `asked` is what the caller had asked for by a key, or was asked for when nobody came.
    """
    if result == "leave":
        return asked or Left.OVERFLOW
    if result == "hangup":
        return Left.ABANDONED
    return Left.FAILED if result in UNWELL else None
