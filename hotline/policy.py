"""The shape of a policy pack, and the words everything else is said in. Pure.

A policy is data: `config/packs.py` reads and validates a folder of `config/policy/` into the
`Policy` below. What it governs carries its version, so that a change never rewrites a promise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from hotline.facts import Fact, Holder
from hotline.text import unaccented


class Severity(StrEnum):
    """How soon somebody must act; declared worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    ROUTINE = "routine"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def worst(*severities: Severity) -> Severity:
    return min(severities, key=lambda severity: severity.rank)


class Language(StrEnum):
    VI = "vi"
    EN = "en"


class AgencyKind(StrEnum):
    POLICE = "police"
    SOCIAL_WORKER = "social_worker"
    SCHOOL = "school"
    HEALTH = "health"


class ContactChannel(StrEnum):
    """How somebody reached us."""

    CALL = "call"
    SMS = "sms"


class Channel(StrEnum):
    """How we reach somebody."""

    SMS = "sms"
    CALL = "call"


class DeadlineKind(StrEnum):
    FIRST_RESPONSE = "first_response"  # a human looks at the new ticket
    CALLBACK = "callback"  # a human calls back or listens to the message left
    AGENCY_ACK = "agency_ack"  # the agency says it has the referral
    PROGRESS = "progress"  # whoever acknowledged a page does something
    FOLLOW_UP = "follow_up"  # the next look at a ticket that is being worked on
    LADDER = "ladder"  # the next rung of an escalation
    # What the law asks of those who act for the child: see Obligation.
    FORWARD = "forward"
    EMERGENCY = "emergency"
    PLAN = "plan"
    APPROVAL = "approval"
    SEPARATION = "separation"
    INVESTIGATION = "investigation"
    TRAFFICKING = "trafficking"
    CHILD_FOLLOW_UP = "child_follow_up"
    BREACH = "breach"


class Audience(StrEnum):
    ON_DUTY = "on_duty"
    SECOND = "second"
    EVERYONE = "everyone"


class Force(StrEnum):
    """Whether a time limit is the law's or the house's own."""

    LEGAL = "legal"
    INTERNAL = "internal"


class LimitClock(StrEnum):
    """Which hours count against a limit."""

    HOURS = "hours"  # all of them: they run through nights, weekends and Tết
    WORKING_DAYS = "working_days"  # only the days offices are open


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
    """Rungs in order, then the last one again every `repeat_every` until a human answers."""

    rungs: tuple[Rung, ...]
    repeat_every: timedelta


class Guard(StrEnum):
    """Contexts in which a lexicon entry may mean less than it says; each lowers by one level."""

    LAUGHTER = "laughter"
    GAME = "game"
    LYRICS = "lyrics"


@dataclass(frozen=True)
class Entry:
    """One rule of the lexicon: several ways to say one thing.

    docs/policy.md has the grammar of a phrase. Written with marks left out, a phrase counts only if
    `folded`, and then, when `beside` is given, only with one of those in the same text. `unless`
    takes the meaning away when it stands in the same clause; each of `guards` lowers it by one
    level. `denied` is what remains when the words before negate it; None is nothing.
    """

    code: str
    phrases: tuple[str, ...]
    category: str
    severity: Severity
    folded: bool = True
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    denied: Severity | None = None
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of a country; compared by identity, so that they are compiled once.

    `transparent` words may stand between a negation and what it negates.

    `teencode` maps how it is typed to how it is written. `single_words` are words that, standing
    alone, are somebody asking (STOP, HELP and their like are content here, never an opt-out).
    """

    entries: tuple[Entry, ...]
    classes: Mapping[str, tuple[str, ...]]
    negations: tuple[str, ...]
    transparent: tuple[str, ...]
    markers: Mapping[Guard, tuple[str, ...]]
    teencode: Mapping[str, str]
    single_words: frozenset[str]


@dataclass(frozen=True)
class Category:
    """`chi_code` is the Child Helpline International label it is counted under."""

    code: str
    chi_code: str
    names: Mapping[Language, str]


@dataclass(frozen=True)
class Route:
    """Whom a ticket of these categories and at least this severity is referred to.

    No categories means any. `automatic` sends without waiting for a counselor's word. `reason` is
    the key of a text.
    """

    kinds: tuple[AgencyKind, ...]
    at_least: Severity
    categories: frozenset[str]
    automatic: bool
    reason: str


@dataclass(frozen=True)
class Commune:
    """An administrative unit as the national list writes it; codes change between its releases.

    `kind` is `xã`, `phường` or `đặc khu`; `name` stands without it.
    """

    code: str
    name: str
    kind: str
    data_version: str


@dataclass(frozen=True)
class TriageRules:
    """Time windows and counts that raise a contact; all internal rules of the house.

    The three categories are for what no word says: a danger key or a plea, a silence, all else.
    """

    repeat_window: timedelta
    repeats_to_raise: int
    night_from_hour: int
    night_until_hour: int
    night_categories: frozenset[str]
    danger_category: str
    unclear_category: str
    other_category: str


@dataclass(frozen=True)
class Policy:
    version: str
    country: str
    lexicon: Lexicon
    categories: Mapping[str, Category]
    triage: TriageRules
    routes: tuple[Route, ...]
    limits: Mapping[DeadlineKind, Mapping[Severity, TimeLimit]]
    obligations: tuple[Obligation, ...]
    calendar: Calendar
    ladders: Mapping[Severity, Ladder]
    communes: tuple[Commune, ...]
    texts: Mapping[str, Mapping[Language, str]]
    emergency_numbers: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, language: Language = Language.VI, **values: object) -> str:
        """The text `key` with its fields filled in; KeyError when the pack lacks it."""
        return self.texts[key][language].format(**values)

    def say_plain(self, key: str, language: Language = Language.VI, **values: object) -> str:
        """As `say`, without accents: an accented SMS costs three times as much (GSM-7, UCS-2)."""
        return unaccented(self.say(key, language, **values))

    def limit(self, kind: DeadlineKind, severity: Severity) -> TimeLimit:
        return self.limits[kind][severity]
