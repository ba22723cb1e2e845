"""What those who reported hear of what became of it, and when that is offered. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Moment(StrEnum):
    """What has happened that they may hear of; each has one text, once for a ticket."""

    ACCEPTED = "accepted"  # an agency has it
    CLOSED = "closed"  # the ticket ended with a result


class Manner(StrEnum):
    NEVER = "never"
    ASK = "ask"  # somebody of the line reads it and sends it
    BY_ITSELF = "by_itself"  # where it is safe; else somebody is asked


@dataclass(frozen=True)
class Feedback:
    """The policy's part. `outcomes` of a ticket are a result one may hear of; `offered_for` is how
    long after it happened."""

    manners: Mapping[Moment, Manner]
    outcomes: frozenset[str]
    offered_for: timedelta


@dataclass(frozen=True)
class Course:
    """How far a ticket has come. `outcome` is empty while it is open; `told` is what they heard."""

    accepted_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    told: frozenset[Moment]


def due(course: Course, policy: Feedback, now: datetime) -> Moment | None:
    """The newest of what happened: of an end one is not told that somebody has begun."""
    if course.outcome is None:
        moment, at = Moment.ACCEPTED, course.accepted_at
    else:
        moment, at = Moment.CLOSED, course.closed_at
        if course.outcome not in policy.outcomes:
            return None
    if at is None or now - at > policy.offered_for or moment in course.told:
        return None
    return None if policy.manners[moment] is Manner.NEVER else moment
