"""What somebody typed into one box: numbers, words, and filters said in words. Pure.

Every word must be in a ticket, in whatever order; a filter narrows. Between quotation marks words
are nothing but words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from hotline import phones
from hotline.search import dates, terms
from hotline.search.dates import Days
from hotline.search.terms import Scope
from hotline.text import clean, words

MOST = 12  # words; who knows more of a ticket than that leaves some out
LONGEST = 200  # letters of what is typed
_QUOTED = re.compile(r'["“”«»„]([^"“”«»„]*)["“”«»„]?')
_BY_NUMBER = re.compile(r"(?<!\w)#\s?(\d{1,9})(?!\w)")
_SCOPED = re.compile(r"(\w+) ?: ?(\w+)")
_HIGHEST = 2**31 - 1
_SHORT = range(3, 7)  # digits of a short telephone number


class Field(StrEnum):
    """By what tickets are filtered."""

    SEVERITY = "severity"
    STATUS = "status"
    COMMUNE = "commune"
    OWNER = "owner"


Phrase = tuple[str, ...]  # folded words
_Word = tuple[str, str]  # folded, and as it was typed


@dataclass(frozen=True)
class Vocabulary:
    """What filters are called, in folded words, and what each means.

    `scopes` stand before a colon, `number` before a ticket's number, `months`, `since` and `until`
    before a day.
    """

    phrases: Mapping[Phrase, tuple[Field, tuple[str, ...]]] = field(default_factory=dict)
    days: Mapping[Phrase, int] = field(default_factory=dict)
    months: frozenset[str] = frozenset()
    since: frozenset[str] = frozenset()
    until: frozenset[str] = frozenset()
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    number: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """One thing that must be true of a ticket: any of these terms finds it, or a number does.

    `beginning` finds words that go on after it; `number` may be a ticket's, `phone` a caller's.
    """

    typed: str
    whole: tuple[str, ...] = ()
    beginning: str | None = None
    number: int | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Asked:
    """`whole` is all that was typed, for references with blanks and strokes in them.

    Of the values of one field any will do; fields and parts must all be true.
    """

    parts: tuple[Part, ...] = ()
    fields: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    days: Days = field(default_factory=Days)
    whole: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.parts or self.fields or self.days.since or self.days.until)


def read(typed: str, vocabulary: Vocabulary, today: date) -> Asked:
    """The box, read once from left to right; what is no filter is a word."""
    typed = clean(typed)[:LONGEST]
    parts: list[Part] = []
    rest = _QUOTED.sub(lambda quoted: _take(parts, words_of(quoted[1])), typed)
    rest = _SCOPED.sub(lambda found: _scoped(parts, found, vocabulary), rest)
    rest, days = dates.taken_out(rest, vocabulary.days, vocabulary, today)
    rest = _BY_NUMBER.sub(lambda found: _take(parts, [_of_ticket(found[1])]), rest)
    for written in [*phones.written_in(rest)][::-1]:
        parts.append(_of_phone(written.number, rest[written.start : written.end]))
        rest = f"{rest[: written.start]} {rest[written.end :]}"
    fields: dict[Field, tuple[str, ...]] = {}
    parts.extend(_read_words(_both(rest), vocabulary, fields))
    return Asked(tuple(parts[:MOST]), fields, days, typed)


def words_of(text: str, scope: Scope = Scope.ALL) -> list[Part]:
    """Each word of a text that was typed where only words are."""
    return [_of_word(word, scope) for word in _both(text)]


def narrowed(asked: Asked, fields: Mapping[Field, tuple[str, ...]], days: Days) -> Asked:
    """Also by what was chosen in the fields of the form, which count before what was typed."""
    since, until = days.since or asked.days.since, days.until or asked.days.until
    return replace(asked, fields={**asked.fields, **fields}, days=Days(since, until))


def _take(parts: list[Part], found: list[Part]) -> str:
    parts.extend(found)
    return " "


def _scoped(parts: list[Part], found: re.Match[str], vocabulary: Vocabulary) -> str:
    """`tên: Lan` looks for Lan among names alone."""
    scope = vocabulary.scopes.get(" ".join(terms.folded(found[1])))
    return found[0] if scope is None else _take(parts, words_of(found[2], scope))


def _both(text: str) -> list[_Word]:
    """Each word as it is looked for, and as it stands there."""
    folded, written = terms.folded(text), words(text)
    return [*zip(folded, written if len(written) == len(folded) else folded, strict=True)]


def _read_words(
    typed: list[_Word], vocabulary: Vocabulary, fields: dict[Field, tuple[str, ...]]
) -> Iterator[Part]:
    longest = max(map(len, vocabulary.phrases), default=0)
    folded, at = [word for word, _ in typed], 0
    while at < len(typed):
        reach = (tuple(folded[at : at + n]) for n in range(longest, 0, -1))
        phrase = next((one for one in reach if one in vocabulary.phrases), None)
        if phrase is not None:
            name, values = vocabulary.phrases[phrase]
            fields[name] = (*fields.get(name, ()), *values)
            at += len(phrase)
        elif folded[at] in vocabulary.number and "".join(folded[at + 1 : at + 2]).isdecimal():
            yield _of_ticket(folded[at + 1])
            at += 2
        else:
            yield _of_word(typed[at], Scope.ALL)
            at += 1


def _of_word(typed: _Word, scope: Scope) -> Part:
    """Digits may be a ticket's number, or a short number that called, as well as a word."""
    word, written = typed
    part = Part(written, (terms.whole(scope, word),), terms.beginning(scope, word))
    if scope is not Scope.ALL or not (word.isdecimal() and int(word) <= _HIGHEST):
        return part
    return replace(part, number=int(word), phone=word if len(word) in _SHORT else None)


def _of_ticket(digits: str) -> Part:
    return Part(f"#{digits}", number=int(digits) if int(digits) <= _HIGHEST else None)


def _of_phone(number: str, typed: str) -> Part:
    return Part(typed.strip(), (terms.whole(Scope.ALL, number),), phone=number)
