"""A text as a reader of the language hears it: typing habits undone, clauses marked. Pure."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from hotline.text import spell, unaccented
from hotline.words.habits import put_right

_TOKEN = re.compile(r"[^\W_]+|[.,;:!?…\n|]+")
# "cuuuu" keeps two u, because "cứu" without marks has two; "cứuuu" keeps one.
_STRETCHED = (
    (re.compile(r"(?<=[ưứừửữự])u{2,}"), "u"),
    (re.compile(r"u{3,}"), "uu"),
    (re.compile(r"([^\W\d_u])\1{2,}"), r"\1"),
    (re.compile(r"([^\W\d_uosflz])\1$"), r"\1"),
)


class Word(NamedTuple):
    """As `text.spell` writes it, without its marks, and whether it has any; `|` has no letter."""

    spelled: str
    bare: str
    has_marks: bool


@dataclass(frozen=True)
class Reading:
    """A text as words in a row; `|` ends a clause.

    `pieces` is what each token of the text was spelled as, `bare` the words without their marks.
    """

    text: str
    pieces: Sequence[Sequence[Word]]
    spelled: Sequence[str]
    bare: Sequence[str]
    with_marks: Sequence[bool]
    line: str
    spoken: frozenset[str]

    @cached_property
    def _spans(self) -> Sequence[tuple[int, int]]:
        """Where in the text each word stands."""
        tokens = zip(_TOKEN.finditer(self.text), self.pieces, strict=True)
        within = [token.span() for token, words in tokens for _ in words]
        return [(0, 0), *within, (len(self.text), len(self.text))]

    def marked(self, start: int, end: int) -> bool:
        """Whether who wrote the clause around a stretch uses marks, so that a word there without
        them is meant without them. Another clause may be typed, or pasted, in another way."""
        clause = self.clause(start, end)
        if clause not in self._marked:
            first, last = clause
            spoken = [word for word in self.line[first:last].split() if word != "|"]
            self._marked[clause] = 2 * sum(map(has_marks, spoken)) >= len(spoken)
        return self._marked[clause]

    @cached_property
    def _marked(self) -> dict[tuple[int, int], bool]:
        return {}

    def quote(self, start: int, end: int) -> str:
        """The writer's own words for a stretch of the line."""
        first = self.line.count(" ", 0, start + 1) - 1
        last = self.line.count(" ", 0, end) - 1
        return self.text[self._spans[first][0] : self._spans[last][1]]

    def words(self, start: int, end: int) -> str:
        """The writer's own words, from one to before another."""
        return self.text[self._spans[start][0] : self._spans[end - 1][1]]

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Where the clause around a stretch of the line begins and ends."""
        return self.line.rfind("|", 0, start) + 1, self.line.find("|", end)


class Reader:
    """Spells clean texts, with `teencode` written out, stretched words ("cứuuu") shortened, and
    what is no word put right; `known` are the words, without marks, that somebody listens for.

    People write few words often: what each becomes is kept.
    """

    def __init__(self, teencode: Mapping[str, str], known: AbstractSet[str] = frozenset()) -> None:
        self._teencode, self._known = teencode, known
        self._words = lru_cache(maxsize=20_000)(self._spelled)

    def read(self, text: str) -> Reading:
        pieces = [*map(self._words, _TOKEN.findall(text))]
        spelled, bare, marks = zip(END, *chain.from_iterable(pieces), END, strict=True)
        line = f" {' '.join(spelled)} "
        return Reading(text, pieces, spelled, bare, marks, line, frozenset(spelled))

    def _spelled(self, typed: str) -> list[Word]:
        words = self._written_out(typed.lower()).split()
        return [_word(spell(word)) if word[0].isalnum() else END for word in words]

    def _written_out(self, typed: str) -> str:
        as_it_is = typed in self._teencode or typed in self._known
        short = typed if as_it_is else _unstretched(typed)
        return self._teencode.get(short) or put_right(short, self._known)


def _unstretched(typed: str) -> str:
    for stretched, kept in _STRETCHED:
        typed = stretched.sub(kept, typed)
    return typed


def _word(spelled: str) -> Word:
    return Word(spelled, unaccented(spelled[:-1]), has_marks(spelled))


@lru_cache(maxsize=20_000)
def has_marks(spelled: str) -> bool:
    return spelled[-1] != "0" or not spelled.isascii()


END = _word("|")
