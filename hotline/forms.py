"""The shape of a paper form: what it asks, who fills it and who signs it, in whose words. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hotline.facts import Fact, Holder
from hotline.vocabulary import DeadlineKind, Language

Words = Mapping[Language, str]
YES, NO = "yes", "no"


class FieldKind(StrEnum):
    LINE = "line"  # a few words
    TEXT = "text"  # some sentences
    DATE = "date"
    MOMENT = "moment"  # a day and an hour, by the local clock
    CHOICE = "choice"  # one of the options
    LEVEL = "level"  # high, medium or low, counted on its scale
    TABLE = "table"  # rows of the columns


class Known(StrEnum):
    """What a ticket knows, so that nobody has to type it again."""

    RECEIVED_AT = "received_at"
    CHANNEL = "channel"  # how the first word reached us, as an option of the form
    PLACE = "place"  # where it happens: landmark and commune
    COMMUNE = "commune"
    CATEGORIES = "categories"
    CHILD_NAME = "child_name"
    CHILD_BIRTH = "child_birth"  # where the day is known
    CHILD_AGE = "child_age"  # else how old it was when it happened
    CHILD_SEX = "child_sex"
    CHILD_HOME = "child_home"
    FATHER_NAME = "father_name"
    FATHER_AGE = "father_age"
    FATHER_WORK = "father_work"
    MOTHER_NAME = "mother_name"
    MOTHER_AGE = "mother_age"
    MOTHER_WORK = "mother_work"
    CARER = "carer"
    # Of whoever told us: never by itself, only when somebody asks for it.
    AGREES = "informant_agrees"
    CALLER = "caller"  # the number
    INFORMANT_NAME = "informant_name"
    INFORMANT_ADDRESS = "informant_address"
    INFORMANT_NOTE = "informant_note"


class Side(StrEnum):
    """Two opposite scales: high is bad on the first and good on the second."""

    HARM = "harm"
    PROTECTION = "protection"


class Level(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Office(StrEnum):
    """Whose paper it is: its head, its number and its place."""

    LINE = "line"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Option:
    """One answer, or one column of a table."""

    code: str
    words: Words


@dataclass(frozen=True)
class Field:
    """`verified` is false where its official wording was not read. `carried`: what an earlier form
    of the ticket says under the same code is filled in; `known`: else what the ticket knows.

    `needed` fields are the few without which the form is not finished; all others may stay blank.
    """

    code: str
    kind: FieldKind
    words: Words
    verified: bool
    hint: Words | None = None
    needed: bool = False
    carried: bool = False
    known: Known | None = None
    options: tuple[Option, ...] = ()
    side: Side | None = None


@dataclass(frozen=True)
class Section:
    """With a `gate`, its fields are kept only where that field, its first, says yes."""

    words: Words
    fields: tuple[Field, ...]
    gate: str | None = None

    @property
    def verified(self) -> bool:
        return all(field.verified for field in self.fields)


@dataclass(frozen=True)
class Happening:
    """The finished form is the fact, where the field `at` says when it happened."""

    fact: Fact
    at: str


@dataclass(frozen=True)
class Next:
    """Who does what once the form is finished, and the deadline that runs for it, if one does."""

    words: Words
    holder: Holder
    due: DeadlineKind | None = None


@dataclass(frozen=True)
class Form:
    """`number` is that of the decree, `letters` the kind of paper in its own number (BC, QĐ).

    `suffix` is the field that ends the title, `due` the deadline it is filled in for. `signature`
    stands above the place where somebody signs by hand; nothing here is ever signed.
    """

    code: str
    number: str
    words: Words
    source: Words
    verified: bool
    office: Office
    letters: str
    filled_by: Holder
    signed_by: Holder
    signature: str
    sections: tuple[Section, ...]
    sides: Mapping[Side, Words]
    happenings: tuple[Happening, ...]
    next: Next
    suffix: str | None = None
    due: DeadlineKind | None = None

    @property
    def fields(self) -> Iterator[Field]:
        return (field for section in self.sections for field in section.fields)

    def field(self, code: str) -> Field:
        """KeyError for a field it does not have."""
        for field in self.fields:
            if field.code == code:
                return field
        raise KeyError(code)


@dataclass(frozen=True)
class Letterhead:
    """How papers begin: the line's with its office, a commune's with `committee` and its name."""

    above: str
    office: str
    letters: str
    place: str
    state: str
    motto: str
    committee: str


@dataclass(frozen=True)
class Forms:
    """In the order of a case."""

    letterhead: Letterhead
    by_code: Mapping[str, Form]
