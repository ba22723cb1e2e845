"""What the files of a policy pack must look like, before they become a `Policy`."""

import re
import unicodedata
from datetime import date, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from hotline.facts import Fact, Holder
from hotline.feedback import Manner
from hotline.safety import Whose
from hotline.telling import Detail, Offender, Place
from hotline.tickets import Outcome
from hotline.vocabulary import (
    AgencyKind,
    Audience,
    Channel,
    DeadlineKind,
    Force,
    Guard,
    LimitClock,
    Severity,
)

_SECONDS = {"s": 1, "min": 60, "h": 3600, "days": 86_400}
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEK: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


def _duration(written: object) -> timedelta:
    found = re.fullmatch(r"(\d+) (s|min|h|days)", written) if isinstance(written, str) else None
    if found is None:
        raise ValueError('write a duration as "30 s", "15 min", "4 h" or "5 days"')
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def _composed(written: str) -> str:
    if unicodedata.normalize("NFC", written) != written:
        raise ValueError("write it in NFC (composed letters)")
    if not written.strip():
        raise ValueError("write something; it is empty")
    return written


def _for_every_severity(table: dict[Severity, list[Channel]]) -> dict[Severity, list[Channel]]:
    missing = [severity for severity in Severity if severity not in table]
    if missing:
        raise ValueError(f"say it for {', '.join(missing)} too")
    return table


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Text = Annotated[str, AfterValidator(_composed)]


class Shape(BaseModel):
    """A table of a file: unknown keys are refused, because a misspelt rule is a missing rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(Shape):
    vi: Text
    en: Text


class TriageShape(Shape):
    repeat_window: Duration
    repeats_to_raise: int = Field(ge=1)
    night_from_hour: int = Field(ge=0, le=23)
    night_until_hour: int = Field(ge=0, le=23)
    night_categories: frozenset[str]
    danger_category: str
    unclear_category: str
    other_category: str


class WatchShape(Shape):
    reconcile_every: Annotated[Duration, Field(gt=timedelta(0))]
    reconcile_back: Annotated[Duration, Field(gt=timedelta(0))]
    breaker_failures: int = Field(ge=2, le=20)
    breaker_within: Annotated[Duration, Field(gt=timedelta(0))]
    probe_every: Annotated[Duration, Field(gt=timedelta(0), le=timedelta(minutes=5))]
    resend_after: Annotated[Duration, Field(gt=timedelta(0), le=timedelta(minutes=5))]
    canary_every: Annotated[Duration, Field(ge=timedelta(minutes=1))]
    canary_limit: Annotated[Duration, Field(gt=timedelta(0), le=timedelta(minutes=5))]


class RosterShape(Shape):
    handover_overlap: Annotated[Duration, Field(le=timedelta(hours=2))]
    number_test_every: Annotated[Duration, Field(gt=timedelta(0))]
    number_proven_for: Duration
    test_calls_from: time
    test_calls_until: time

    @model_validator(mode="after")
    def _there_is_time_to_test(self) -> Self:
        if self.number_proven_for <= self.number_test_every:
            raise ValueError("number_proven_for: leave time for the test call after a month")
        if self.test_calls_from >= self.test_calls_until:
            raise ValueError("test_calls_until comes after test_calls_from, on the same day")
        return self


class Frame(Shape):
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    date: date
    test_call_every: Annotated[Duration, Field(gt=timedelta(0))]
    link_life: Annotated[Duration, Field(gt=timedelta(0))]
    email_patience: Annotated[Duration, Field(gt=timedelta(0))]
    emergency_numbers: dict[str, Annotated[str, Field(pattern=r"^[0-9]{3,}$")]]
    triage: TriageShape
    watch: WatchShape
    roster: RosterShape


class CategoryShape(Shape):
    chi: Text
    vi: Text
    en: Text


class RouteShape(Shape):
    kinds: Annotated[list[AgencyKind], Field(min_length=1)]
    at_least: Severity
    categories: list[str] = []
    automatic: bool
    reason: str
    place: Place = Place.EVENT
    offender: frozenset[Offender] = frozenset()
    unless_offender: frozenset[Offender] = frozenset()
    under: Annotated[int, Field(ge=1, le=18)] | None = None


class Routes(Shape):
    channels: Annotated[
        dict[Severity, Annotated[list[Channel], Field(min_length=1)]],
        AfterValidator(_for_every_severity),
    ]
    offender_words: dict[Offender, Annotated[list[Text], Field(min_length=1)]]
    next_in_line: frozenset[AgencyKind]
    route: list[RouteShape]


class DisclosureShape(Shape):
    tells: Annotated[list[Detail], Field(min_length=1)]
    may_add: list[Detail]
    second_person: frozenset[Detail]
    basis: str


class LimitShape(Shape):
    allowance: Duration
    clock: LimitClock
    force: Force
    basis: Text

    @model_validator(mode="after")
    def _whole_days(self) -> Self:
        if self.clock is LimitClock.WORKING_DAYS and self.allowance % timedelta(days=1):
            raise ValueError('the clock of working days counts whole ones: "5 days"')
        return self


class ObligationShape(LimitShape):
    """`verified` is false where nobody has read the text of the law for it."""

    kind: DeadlineKind
    starts: Fact
    met_by: Fact
    holder: Holder
    at_least: Severity = Severity.ROUTINE
    categories: list[str] = []
    agencies: list[AgencyKind] = []
    basis_en: Text
    verified: bool


class ReportShape(LimitShape):
    basis_en: Text


class Obligations(Shape):
    obligation: list[ObligationShape]


class RungShape(Shape):
    after: Duration
    audience: Audience
    channels: Annotated[list[Channel], Field(min_length=1)]


class LadderShape(Shape):
    repeat_every: Annotated[Duration, Field(gt=timedelta(0))]
    digest_every: Duration | None = None
    patience: dict[Channel, Duration] = {}
    rungs: Annotated[list[RungShape], Field(min_length=1)]


class DayShape(Shape):
    """`verified` is false where nobody has yet read the decision itself."""

    date: date
    working: bool
    vi: Text
    en: Text
    source: Wording
    verified: bool


class CalendarFile(Shape):
    rest_days: Annotated[frozenset[Weekday], Field(max_length=6)]  # some day must count
    closes: time
    day: list[DayShape]


class CommuneShape(Shape):
    code: Annotated[str, Field(pattern=r"^[0-9]{5}$")]
    kind: Text
    name: Text


class Communes(Shape):
    data_version: Text
    communes: list[CommuneShape]


class EntryShape(Shape):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z-]+$")]
    vi: Text
    en: Text
    category: str
    severity: Severity
    phrases: list[Text] = []
    unsure: list[Text] = []
    folded: bool = True
    beside: list[Text] = []
    unless: list[Text] = []
    denied: Severity | None = None
    guards: list[Guard] = []


class Vocabulary(Shape):
    negations: list[Text]
    ended: list[Text]
    transparent: list[Text]
    single_words: list[Text]
    classes: dict[str, list[Text]]
    markers: dict[Guard, list[Text]]
    teencode: dict[Text, Text]


class Rules(Shape):
    entry: Annotated[list[EntryShape], Field(min_length=1)]


class FeedbackFile(Shape):
    accepted: Manner
    closed: Manner
    outcomes: frozenset[Outcome]
    offered_for: Annotated[Duration, Field(gt=timedelta(0))]


class SafeContactFile(Shape):
    unsaid: dict[Whose, frozenset[Channel]]
    answer_within: Annotated[Duration, Field(gt=timedelta(0), le=timedelta(hours=24))]
    stops: Annotated[frozenset[str], Field(min_length=1)]
    stops_texts: list[Text]
    telling: Annotated[list[Text], Field(min_length=1)]
    opt_out: Annotated[list[Text], Field(min_length=1)]


CategoriesFile = dict[str, CategoryShape]
DisclosureFile = dict[AgencyKind, DisclosureShape]
ReportsFile = dict[AgencyKind, ReportShape]
LimitsFile = dict[DeadlineKind, dict[Severity, LimitShape]]
LaddersFile = dict[Severity, LadderShape]
TextsFile = dict[str, Wording]
