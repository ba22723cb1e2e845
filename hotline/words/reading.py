"""A text as a reader of the language hears it: typing habits undone, clauses marked. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hotline.text import spell, unaccented

_TOKEN = re.compile(r"[^\W_]+|[.,;:!?…\n|]+")
# "cuuuu" keeps two u, because "cứu" without marks has two; "cứuuu" keeps one.
_STRETCHED = (
    (re.compile(r"(?<=[ưứừửữự])u{2,}"), "u"),
    (re.compile(r"u{3,}"), "uu"),
    (re.compile(r"([^\W\d_u])\1{2,}"), r"\1"),
    (re.compile(r"([^\W\d_uosflz])\1$"), r"\1"),
)


@dataclass(frozen=True)
class Reading:
    """A text as spelled words, each knowing where in the text it stands; `|` ends a clause."""

    text: str
    spelled: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @cached_property
    def line(self) -> str:
        return " " + " ".join(self.spelled) + " "

    @cached_property
    def folded(self) -> frozenset[str]:
        return frozenset(map(_bare, self.spelled))

    @cached_property
    def marked(self) -> bool:
        """Whether the writer uses marks, so that a word without them is meant without them."""
        spoken = [word for word in self.spelled if word != "|"]
        return 2 * sum(map(_has_marks, spoken)) >= len(spoken)

    def quote(self, start: int, end: int) -> str:
        """The writer's own words for a stretch of the line."""
        first = self.line.count(" ", 0, start + 1) - 1
        last = self.line.count(" ", 0, end) - 1
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Where the clause around a stretch of the line begins and ends."""
        return self.line.rfind("|", 0, start) + 1, self.line.find("|", end)


def read(text: str, teencode: Mapping[str, str]) -> Reading:
    """Spells a clean text, with `teencode` written out and stretched words ("cứuuu") shortened."""
    spelled, spans = ["|"], [(0, 0)]
    for token in _TOKEN.finditer(text):
        for word in _written_out(token[0].lower(), teencode):
            spelled.append(spell(word) if word[0].isalnum() else "|")
            spans.append(token.span())
    return Reading(text, (*spelled, "|"), (*spans, (len(text), len(text))))


def _written_out(typed: str, teencode: Mapping[str, str]) -> list[str]:
    known = teencode.get(typed)
    if known is None:
        short = _unstretched(typed)
        known = teencode.get(short, short)
    return known.split()


@lru_cache(maxsize=20_000)
def _unstretched(typed: str) -> str:
    for stretched, kept in _STRETCHED:
        typed = stretched.sub(kept, typed)
    return typed


def _has_marks(spelled: str) -> bool:
    return spelled[-1] != "0" or not spelled.isascii()


@lru_cache(maxsize=20_000)
def _bare(spelled: str) -> str:
    return unaccented(spelled[:-1])
