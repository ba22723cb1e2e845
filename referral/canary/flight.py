"""How far a canary has come, and what that means. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.watch import Watch

ALWAYS_TOLD = 3  # of those lost in a row; then every sixth, which is each half hour
THEN_EVERY = 6


class Stage(StrEnum):
    """In order. The receipt is waited for only where the canary has a number to go to."""

    ENTERED = "entered"  # through the signed door into the inbox
    FILED = "filed"  # contact, ticket, route and deadline
    FIRED = "fired"  # the deadline, by a sweep, into the outbox
    HANDED = "handed"  # to the carrier
    RECEIPT = "receipt"  # back from the carrier


class End(StrEnum):
    HOME = "home"
    LOST = "lost"


@dataclass(frozen=True)
class Seen:
    """When each stage was passed, as far as the rows say."""

    started_at: datetime
    stages: Mapping[Stage, datetime]
    wants_receipt: bool

    @property
    def missing(self) -> Stage | None:
        expected = [stage for stage in Stage if self.wants_receipt or stage is not Stage.RECEIPT]
        return next((stage for stage in expected if stage not in self.stages), None)

    @property
    def took(self) -> dict[Stage, float]:
        """Seconds of each stage, counted from the one before."""
        passed = sorted(self.stages.items(), key=lambda item: list(Stage).index(item[0]))
        before = [self.started_at, *(at for _, at in passed)]
        return {
            stage: max(0.0, (at - was).total_seconds())
            for (stage, at), was in zip(passed, before, strict=False)
        }


def end(seen: Seen, watch: Watch, now: datetime) -> End | None:
    """None while it still has time."""
    if seen.missing is None:
        return End.HOME
    return End.LOST if now - seen.started_at >= watch.canary_limit else None


def slot(now: datetime, every: timedelta) -> int:
    """All metronomes count alike, so each canary is started by one of them."""
    return int(now.timestamp() // every.total_seconds())


def lost_in_a_row(ends: Sequence[End]) -> int:
    """`ends` with the newest first."""
    return next((n for n, each in enumerate(ends) if each is End.HOME), len(ends))


def is_told(lost: int) -> bool:
    """Whether somebody is woken for the `lost`th in a row: nobody needs that every five minutes."""
    return 0 < lost <= ALWAYS_TOLD or (lost > 0 and lost % THEN_EVERY == 0)
