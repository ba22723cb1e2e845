"""How long what is promised may take, by which calendar, and who is paged when it is late. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from hotline.facts import Fact, Holder
from hotline.vocabulary import (
    AgencyKind,
    Audience,
    Channel,
    DeadlineKind,
    Force,
    Language,
    LimitClock,
    Severity,
)


@dataclass(frozen=True)
class TimeLimit:
    """`basis` names the article or the house rule; `allowance` is whole days on working days."""

    allowance: timedelta
    clock: LimitClock
    force: Force
    basis: str


@dataclass(frozen=True)
class Obligation:
    """What somebody must have done in time: counted from a fact, met by another.

    No categories and no agencies means any. `verified` is false where the text of the law has not
    been read for it.
    """

    kind: DeadlineKind
    starts: Fact
    met_by: Fact
    holder: Holder
    at_least: Severity
    categories: frozenset[str]
    agencies: frozenset[AgencyKind]
    limit: TimeLimit
    basis: Mapping[Language, str]
    verified: bool


@dataclass(frozen=True)
class Report:
    """How soon a kind of agency that took a referral says what it did."""

    limit: TimeLimit
    basis: Mapping[Language, str]
    kind: DeadlineKind = DeadlineKind.REPORT
    holder: Holder = Holder.AGENCY


@dataclass(frozen=True)
class SetDay:
    """A day that is not what week and public holidays make of it; `source` says who decided so."""

    working: bool
    why: Mapping[Language, str]
    source: Mapping[Language, str]
    verified: bool


@dataclass(frozen=True, eq=False)
class Calendar:
    """When offices are open: public holidays of `country`, days of rest (Monday is 0), set days.

    A limit in working days ends when they close, while whoever is late can still be reached.
    """

    country: str
    rest_days: frozenset[int]
    closes: time
    days: Mapping[date, SetDay]


@dataclass(frozen=True)
class Rung:
    """`after` counts from the moment the promise was missed, not from the rung before."""

    after: timedelta
    audience: Audience
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Ladder:
    """Rungs in order, then the last one again every `repeat_every` until a human answers.

    With `digest_every` nobody is told more often than that on one channel: what falls due
    meanwhile leaves as one message. Critical pages have none, and never wait.

    `patience` is how long a page may leave us without a sign that it reached a person, before it
    is said on the other channel too; a channel that is not in it is trusted.
    """

    rungs: tuple[Rung, ...]
    repeat_every: timedelta
    digest_every: timedelta | None = None
    patience: Mapping[Channel, timedelta] = field(default_factory=dict)
