"""Under which terms a text is found: folded words, beginnings of words, telephone numbers. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from hotline import phones
from hotline.text import fold, words

SHORTEST, LONGEST = 3, 16  # letters of a beginning that finds a word; Vietnamese words have seven
WIDEST = 64  # letters of one word; what is longer is no word
_CONFUSED = str.maketrans("Ðð", "Đđ")  # the Icelandic letter, which some keyboards give for ours
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # stands inside a word and is not seen
_LAST_Y = re.compile(r"(?<=[bcdghklmnpqrstvx])y$|(?<=qu)y$")


class Where(StrEnum):
    """In what of a ticket somebody's words stand."""

    TEXT = "text"  # what was written to us
    NOTE = "note"
    NAME = "name"
    PLACE = "place"
    ANSWER = "answer"  # to a question of a guide
    FORM = "form"  # of the decree
    CALLER = "caller"  # a number that stands in no contact


class Scope(StrEnum):
    """What a term is looked for in; each has tokens of its own."""

    ALL = "words"
    NAMES = "names"
    PLACES = "places"


_NARROW = {Where.NAME: Scope.NAMES, Where.PLACE: Scope.PLACES}


@dataclass(frozen=True)
class Said:
    """Words of a ticket, and where in it they stand."""

    where: Where
    text: str


def of(said: Iterable[Said]) -> set[str]:
    """Every term that finds these words."""
    found: set[str] = set()
    for one in said:
        scopes = {Scope.ALL, _NARROW.get(one.where, Scope.ALL)}
        read = folded(one.text)
        numbers = [written.number for written in phones.written_in(one.text)]
        for scope in scopes:
            found.update(whole(scope, number) for number in numbers)
            for word in read:
                found.update(_terms(scope, word))
    return found


def folded(text: str) -> list[str]:
    """The words of a text without case, marks and what cannot be seen, in order."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_CONFUSED)
    return [word[:WIDEST] for word in words(fold(seen))]


def whole(scope: Scope, word: str) -> str:
    """The term of a word as such. Kì and Kỳ, quí and quý are two spellings of one sound."""
    return f"{scope}|{_LAST_Y.sub('i', word)}"


def beginning(scope: Scope, letters: str) -> str | None:
    """The term of all words that go on after these letters; None for letters that are too few."""
    if not SHORTEST <= len(letters) <= LONGEST or not letters.isalpha():
        return None
    return f"{scope}|{letters}*"


@lru_cache(maxsize=20_000)
def _terms(scope: Scope, word: str) -> tuple[str, ...]:
    """Kept, for people write few words often."""
    return (whole(scope, word), *_beginnings(scope, word))


def _beginnings(scope: Scope, word: str) -> Iterator[str]:
    for end in range(SHORTEST, min(len(word), LONGEST + 1)):
        term = beginning(scope, word[:end])
        if term is not None:
            yield term
