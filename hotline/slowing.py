"""How a call is taken from a number of which many were pranks: slower, never refused. Pure.

Whoever cries wolf may still meet one: the danger key works at every step, and whoever has something
grave open is taken as everybody is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.errors import InvalidError
from hotline.levels import ContactLevel
from hotline.vocabulary import Severity

NUISANCES = (ContactLevel.PRANK, ContactLevel.ABUSIVE)


class Manner(StrEnum):
    USUAL = "usual"
    SLOWED = "slowed"  # they wait a while before the menu
    BLOCKED = "blocked"  # for a short time nothing but the danger key leads further


@dataclass(frozen=True)
class Slowing:
    """The policy's part. After `nuisances` tickets of a number within `within` that were counted as
    prank or abuse its calls are slowed. A soft block lasts `longest_block` at most. What was put
    away as no counselling is taken out again with one press for `undo_for`."""

    nuisances: int
    within: timedelta
    longest_block: timedelta
    undo_for: timedelta


@dataclass(frozen=True)
class Known:
    """`open` is the gravest ticket of the number that is open."""

    nuisances: int = 0
    blocked_until: datetime | None = None
    open: Severity | None = None


def manner(known: Known, rules: Slowing, now: datetime) -> Manner:
    if known.open in (Severity.CRITICAL, Severity.HIGH):
        return Manner.USUAL
    if known.blocked_until is not None and now < known.blocked_until:
        return Manner.BLOCKED
    return Manner.SLOWED if known.nuisances >= rules.nuisances else Manner.USUAL


def block_until(minutes: int, reason: str, rules: Slowing, now: datetime) -> datetime:
    """Raises InvalidError for one that is too long, or of which nobody says why."""
    if not reason:
        raise InvalidError("say why in a few words")
    if not timedelta() < timedelta(minutes=minutes) <= rules.longest_block:
        raise InvalidError("a soft block is short; choose one of the times")
    return now + timedelta(minutes=minutes)


def may_undo(closed_at: datetime | None, rules: Slowing, now: datetime) -> bool:
    return closed_at is not None and now - closed_at <= rules.undo_for
