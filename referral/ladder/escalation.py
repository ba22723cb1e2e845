"""A promise was missed, or nobody answered a page: what now? Decided from the facts alone. Pure."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.limits import (
    Ladder,
    Rung,
)
from hotline.policy import (
    Policy,
)
from hotline.vocabulary import Audience, Channel, DeadlineKind, Severity
from referral.staffing.reachable import Roster


@dataclass(frozen=True)
class Due:
    """A deadline whose time has come.

    For a ladder, `started_at` is when the promise was missed, `step` the rung to climb and `base`
    the rung it began on. `climbing` says that another ladder of the ticket is still armed;
    `began_with` are its steps where the policy in force has others.
    """

    kind: DeadlineKind
    severity: Severity
    due_at: datetime
    started_at: datetime
    step: int = 0
    base: int = 0
    climbing: bool = False
    began_with: Ladder | None = None


@dataclass(frozen=True)
class Page:
    """Page `people` now, and look again at `next_due_at` for rung `next_step`.

    With `digest_every` they are told together with whatever else falls due for them. `empty` are
    the audiences in which there was nobody, so that a higher rung was climbed at once.
    """

    step: int
    audience: Audience
    people: tuple[uuid.UUID, ...]
    channels: tuple[Channel, ...]
    started_at: datetime
    base: int
    next_step: int
    next_due_at: datetime
    digest_every: timedelta | None = None
    empty: tuple[Audience, ...] = ()


@dataclass(frozen=True)
class Joined:
    """A ladder is already climbing for this ticket; whoever answers it will see this too."""


@dataclass(frozen=True)
class Released:
    """Whoever acknowledged did nothing: the ticket is nobody's again, somebody higher is paged."""

    page: Page


Decision = Page | Joined | Released


def decide(due: Due, roster: Roster, policy: Policy, now: datetime) -> Decision:
    """Never ends: after the last rung the last one repeats until a human answers.

    An outage is no excuse: rungs that fell due meanwhile are climbed at once, the highest of them
    standing for all.
    """
    if due.kind is DeadlineKind.LADDER:
        return _climb(due, due.began_with or policy.ladders[due.severity], roster, now)
    if due.climbing:
        return Joined()
    started = Due(DeadlineKind.LADDER, due.severity, now, due.due_at, due.base, due.base)
    page = _climb(started, policy.ladders[due.severity], roster, now)
    return Released(page) if due.kind is DeadlineKind.PROGRESS else page


def _climb(due: Due, ladder: Ladder, roster: Roster, now: datetime) -> Page:
    elapsed = now - due.started_at + after(ladder, due.base)
    wanted = max(due.step, due.base, _rung_at(ladder, elapsed))
    step = _peopled(ladder, wanted, roster)
    rung = _rung(ladder, step)
    people = roster.reach(rung.audience)
    paced = _next_due_at(due, ladder, step, now)
    return Page(
        step=step,
        audience=rung.audience,
        people=people,
        channels=rung.channels,
        started_at=due.started_at,
        base=due.base,
        next_step=step + 1,
        next_due_at=paced if people else min(paced, now + ASK_AGAIN),
        digest_every=ladder.digest_every,
        empty=_empty(ladder, wanted, step, roster),
    )


def _rung(ladder: Ladder, step: int) -> Rung:
    """Beyond the last rung it is the last one again."""
    return ladder.rungs[min(step, len(ladder.rungs) - 1)]


def _peopled(ladder: Ladder, wanted: int, roster: Roster) -> int:
    """A rung with nobody in it costs no time; where no higher one has anybody, it stays."""
    higher = range(wanted, max(wanted + 1, len(ladder.rungs)))
    return next((i for i in higher if roster.of(_rung(ladder, i).audience)), wanted)


def _empty(ladder: Ladder, wanted: int, step: int, roster: Roster) -> tuple[Audience, ...]:
    passed = (_rung(ladder, i).audience for i in range(wanted, step + 1))
    return tuple(dict.fromkeys(audience for audience in passed if not roster.of(audience)))


_SOON = timedelta(seconds=1)
ASK_AGAIN = timedelta(seconds=60)  # while there is nobody at all, somebody may come any minute


def _next_due_at(due: Due, ladder: Ladder, step: int, now: datetime) -> datetime:
    """When the ladder's pace says; but where people passed it on, and so ran ahead of that pace,
    the next rung is never further away than it is from this one."""
    next_after = after(ladder, step + 1)
    paced = due.started_at - after(ladder, due.base) + next_after
    return max(min(paced, now + next_after - after(ladder, step)), now + _SOON)


def after(ladder: Ladder, step: int) -> timedelta:
    """When rung `step` is climbed, counted from the ladder's foot."""
    last = len(ladder.rungs) - 1
    if step <= last:
        return ladder.rungs[step].after
    return ladder.rungs[last].after + (step - last) * ladder.repeat_every


def _rung_at(ladder: Ladder, elapsed: timedelta) -> int:
    """The highest rung whose time has come."""
    last = len(ladder.rungs) - 1
    if elapsed < ladder.rungs[last].after:
        return max(i for i, rung in enumerate(ladder.rungs) if i == 0 or rung.after <= elapsed)
    return last + (elapsed - ladder.rungs[last].after) // ladder.repeat_every


def next_person(ladder: Ladder, step: int) -> int:
    """The first rung from `step` on that reaches somebody other than who is on duty."""
    for i in range(step, len(ladder.rungs)):
        if ladder.rungs[i].audience is not Audience.ON_DUTY:
            return i
    return max(step, len(ladder.rungs) - 1)


def one_higher(ladder: Ladder, base: int) -> int:
    """Where the next ladder begins when the last acknowledgement came to nothing."""
    return min(base + 1, len(ladder.rungs) - 1)
