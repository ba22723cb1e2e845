"""The shape of a policy pack. Pure.

A policy is data: `config/packs.py` reads and validates a folder of `config/policy/` into the
`Policy` below. What it governs carries its version, so that a change never rewrites a promise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from hotline.call_rules import CallRules
from hotline.calling_back import CallingBack
from hotline.feedback import Feedback
from hotline.forms import Forms
from hotline.guides import Guide
from hotline.handling import Pictures
from hotline.likeness import Threads
from hotline.limits import Calendar, Ladder, Obligation, Report, TimeLimit
from hotline.opinions import Opinions
from hotline.recording_rules import Recordings
from hotline.replying import Replies
from hotline.safety import SafeContact
from hotline.slowing import Slowing
from hotline.telling import Disclosure, Offender, Place
from hotline.text import unaccented
from hotline.vocabulary import (
    AgencyKind,
    Channel,
    DeadlineKind,
    Guard,
    Language,
    Severity,
)
from hotline.watch import Watch
from hotline.weights import Field, Weights


@dataclass(frozen=True)
class Entry:
    """One rule of the lexicon: several ways to say one thing.

    docs/policy.md has the grammar of a phrase. Written with marks left out, a phrase counts only if
    `folded`, and then, when `beside` is given, only with one of those in the same text. `unless`
    takes the meaning away when it stands in the same clause; each of `guards` lowers it by one
    level, and so does a phrase of `unsure` itself: people say it of harmless things too. `denied`
    is what remains when the words before negate it; None is nothing.
    """

    code: str
    phrases: tuple[str, ...]
    category: str
    severity: Severity
    unsure: tuple[str, ...] = ()
    folded: bool = True
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    denied: Severity | None = None
    guards: tuple[Guard, ...] = ()

    def graded(self) -> dict[str, Severity]:
        """Each phrase, and how grave it is at most."""
        sure = dict.fromkeys(self.phrases, self.severity)
        return dict.fromkeys(self.unsure, self.severity.milder) | sure


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of a country; compared by identity, so that they are compiled once.

    `transparent` words may stand between a negation and what it negates; `ended` are negations only
    right before it.

    `fields` and `weights` hear what no entry does (hotline/words/weighing.py).

    `teencode` maps how it is typed to how it is written. `single_words` are words that, standing
    alone, are somebody asking (STOP, HELP and their like are content here, never an opt-out).
    """

    entries: tuple[Entry, ...]
    classes: Mapping[str, tuple[str, ...]]
    negations: tuple[str, ...]
    ended: tuple[str, ...]
    transparent: tuple[str, ...]
    markers: Mapping[Guard, tuple[str, ...]]
    teencode: Mapping[str, str]
    single_words: frozenset[str]
    fields: Mapping[str, Field]
    weights: Weights


@dataclass(frozen=True)
class Category:
    """`chi_code` is the Child Helpline International label it is counted under."""

    code: str
    chi_code: str
    names: Mapping[Language, str]


@dataclass(frozen=True)
class Route:
    """Whom a ticket of these categories and at least this severity is referred to.

    No categories means any, no offender whoever it was; `unless_offender` keeps these agencies out
    where one of those may have done it. `under` is an age. `automatic` sends without waiting for a
    counselor's word. `reason` is the key of a text.
    """

    kinds: tuple[AgencyKind, ...]
    at_least: Severity
    categories: frozenset[str]
    automatic: bool
    reason: str
    place: Place = Place.EVENT
    offender: frozenset[Offender] = frozenset()
    unless_offender: frozenset[Offender] = frozenset()
    under: int | None = None


@dataclass(frozen=True)
class Commune:
    """An administrative unit as the national list writes it; codes change between its releases.

    `kind` is `xã`, `phường` or `đặc khu`; `name` stands without it. `province` is empty for the
    policy's own.
    """

    code: str
    name: str
    kind: str = field(compare=False)
    data_version: str
    province: str = field(default="", compare=False)

    @property
    def spoken(self) -> str:
        return f"{self.kind} {self.name}".strip()

    @property
    def in_full(self) -> str:
        """With the province, where another one may be meant."""
        return ", ".join(filter(None, [self.spoken, self.province]))


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
class RosterRules:
    """`handover_overlap` is how long who goes off duty is still paged beside who comes.

    A number is tried every `number_test_every`, by the local clock between `test_calls_from` and
    `test_calls_until`; heard longer ago than `number_proven_for`, its person is not counted.
    """

    handover_overlap: timedelta
    number_test_every: timedelta
    number_proven_for: timedelta
    test_calls_from: time
    test_calls_until: time


@dataclass(frozen=True, eq=False)
class Policy:
    """Compared by identity, as its lexicon is.

    `channels` is how an agency is told, by severity; `next_in_line` are the kinds of which the
    next is told when one cannot or keeps silent. `test_call_every` is how often an agency's
    telephone is tried, `link_life` how long the link it was sent opens anything, `email_patience`
    how long a mail to it may stay without an answer.
    """

    version: str
    country: str
    lexicon: Lexicon
    categories: Mapping[str, Category]
    triage: TriageRules
    watch: Watch
    roster: RosterRules
    calls: CallRules
    safe_contact: SafeContact
    recordings: Recordings
    calling_back: CallingBack
    slowing: Slowing
    feedback: Feedback
    replies: Replies
    threads: Threads
    routes: tuple[Route, ...]
    channels: Mapping[Severity, tuple[Channel, ...]]
    offender_words: Mapping[Offender, tuple[str, ...]]
    next_in_line: frozenset[AgencyKind]
    disclosures: Mapping[AgencyKind, Disclosure]
    limits: Mapping[DeadlineKind, Mapping[Severity, TimeLimit]]
    obligations: tuple[Obligation, ...]
    reports: Mapping[AgencyKind, Report]
    forms: Forms
    guides: tuple[Guide, ...]
    pictures: Pictures
    fetching: Report
    opinions: Opinions
    opinion_answers: Mapping[AgencyKind, Report]
    calendar: Calendar
    ladders: Mapping[Severity, Ladder]
    communes: tuple[Commune, ...]
    texts: Mapping[str, Mapping[Language, str]]
    test_call_every: timedelta
    link_life: timedelta
    email_patience: timedelta
    emergency_numbers: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, language: Language = Language.VI, **values: object) -> str:
        """The text `key` with its fields filled in; KeyError when the pack lacks it."""
        return self.texts[key][language].format(**values)

    def say_plain(self, key: str, language: Language = Language.VI, **values: object) -> str:
        """As `say`, without accents: an accented SMS costs three times as much (GSM-7, UCS-2)."""
        return unaccented(self.say(key, language, **values))

    def commune(self, code: str | None) -> Commune | None:
        return next((commune for commune in self.communes if commune.code == code), None)

    def limit(self, kind: DeadlineKind, severity: Severity) -> TimeLimit:
        return self.limits[kind][severity]
