"""The words in which a policy says who is told of a child, and what. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Offender(StrEnum):
    """Who may have done it, as far as it decides who is told."""

    CARER = "carer"
    SCHOOL_STAFF = "school_staff"


class Detail(StrEnum):
    """One thing an agency may be told of a ticket."""

    SEVERITY = "severity"
    PLACE = "place"  # the commune
    LANDMARK = "landmark"
    CATEGORIES = "categories"
    HEARD_AT = "heard_at"
    WORDS = "words"  # all that was written to us
    CALLER = "caller"  # the number
    TOPIC = "topic"  # of an opinion
    OPINION = "opinion"  # as it was written down to be passed on
    GIVER = "giver"  # whose opinion it is, where they agreed
    CHILDREN = "children"  # sex and age of each
    NAMES = "names"  # of the children
    HOME = "home"  # where they live


class Consent(StrEnum):
    """What the caller said to an agency being told more."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


class LegalBasis(StrEnum):
    """Why a caller's consent may be unnecessary."""

    PROTECTION = "protection"  # a duty set by law
    LIFE = "life"  # life or health in danger now
    REQUEST = "request"  # a competent body asks in writing


class Place(StrEnum):
    """Whose agencies are meant: those of where it happens, or of where the child lives."""

    EVENT = "event"
    RESIDENCE = "residence"


@dataclass(frozen=True)
class Disclosure:
    """What a kind of agency is told, and what it may be told besides, with a reason.

    What stands in `second_person` waits for another one to agree. `basis` is the key of a text: why
    no consent is asked for.
    """

    tells: tuple[Detail, ...]
    may_add: tuple[Detail, ...]
    second_person: frozenset[Detail]
    basis: str
