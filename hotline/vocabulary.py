"""The words everything else is said in: how grave, who is told, by which channel. Pure."""

from enum import StrEnum
from operator import attrgetter


class Severity(StrEnum):
    """How soon somebody must act; declared worst first."""

    rank: int  # 0 is the worst
    CRITICAL = "critical"
    HIGH = "high"
    ROUTINE = "routine"

    def __init__(self, _value: str) -> None:
        self.rank = len(type(self))  # as many as were declared before it

    @property
    def milder(self) -> "Severity":
        """By one level; nothing is milder than routine."""
        return Severity.HIGH if self is Severity.CRITICAL else Severity.ROUTINE


def worst(*severities: Severity) -> Severity:
    return min(severities, key=attrgetter("rank"))


class Language(StrEnum):
    VI = "vi"
    EN = "en"


class AgencyKind(StrEnum):
    """Nobody of the child's home is among them: a parent or a carer is never told."""

    POLICE = "police"  # of the commune or ward, with a telephone that is answered at night
    PROVINCIAL_POLICE = "provincial_police"  # who investigates
    CHAIR = "chair"  # chairs the commune's People's Committee: decides on protection
    SOCIAL_WORKER = "social_worker"  # the commune's child-protection worker
    SCHOOL = "school"
    EDUCATION = "education"  # the department above the schools
    HEALTH = "health"
    WOMENS_UNION = "womens_union"
    YOUTH_UNION = "youth_union"
    PROCURACY = "procuracy"
    LEGAL_AID = "legal_aid"
    SHELTER = "shelter"
    COUNCIL = "council"  # of children
    PEOPLES_COUNCIL = "peoples_council"  # decides, for the people
    PEOPLES_COMMITTEE = "peoples_committee"  # governs; its chairman is a kind of his own
    NATIONAL_LINE = "national_line"  # the country's own child line


class ContactChannel(StrEnum):
    """How somebody reached us."""

    CALL = "call"
    SMS = "sms"
    RELAY = "relay"  # through the national child line


class Channel(StrEnum):
    """How we reach somebody."""

    SMS = "sms"
    CALL = "call"
    EMAIL = "email"


class DeadlineKind(StrEnum):
    FIRST_RESPONSE = "first_response"  # a human looks at the new ticket
    CALLBACK = "callback"  # a human calls back or listens to the message left
    AGENCY_ACK = "agency_ack"  # the agency says it has the referral
    PROGRESS = "progress"  # whoever acknowledged a page does something
    FOLLOW_UP = "follow_up"  # the next look at a ticket that is being worked on
    SECOND_LOOK = "second_look"  # a second person looks before a critical ticket is less
    LADDER = "ladder"  # the next rung of an escalation
    CANARY = "canary"  # the line proves itself
    RELAY_ANSWER = "relay_answer"  # to the national line, of what it passed on to us
    REPORT = "report"  # the agency that took a referral says what it did
    OPINION = "opinion"  # whoever was told what a child thinks answers
    PICTURE = "picture"  # what came with a text is fetched from the carrier
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


class Guard(StrEnum):
    """Contexts in which a lexicon entry may mean less than it says; each lowers by one level."""

    LAUGHTER = "laughter"
    GAME = "game"
    LYRICS = "lyrics"
    OVER = "over"
    LESSON = "lesson"
