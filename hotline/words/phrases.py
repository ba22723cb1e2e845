"""The small language lexicon phrases are written in, compiled to regular expressions. Pure.

A text is matched as its spelled words (`text.spell`) with `|` where a clause ends, so that one
expression knows marks, marks left out, and the edges of a clause. docs/policy.md has the grammar.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from hotline.text import heard_as, spell, unaccented

Classes = Mapping[str, tuple[str, ...]]

_CLASS = re.compile(r"<([^\s()|?>]+)>")
_PIECE = re.compile(r"[()|?]|[^\s()|?]+")
_GAPS = {
    "..": r"((?: [^ |]+){0,3}?)",
    "....": r"((?: [^ |]+){0,6}?)",
    "...": r"((?: \S+){0,30}?)",
}
# Tones left out; and hỏi and ngã, which half of the country speaks and writes alike.
_TONES = {"0": "0", "1": "[01]", "2": "[02]", "3": "[034]", "4": "[034]", "5": "[05]"}
_EDGES = {"^": r"(?<=\|)", "$": r"(?= \|)"}


class Phrase:
    """One phrase of the lexicon: `loose` also takes words with marks left out, `exact` does not."""

    def __init__(self, written: str, classes: Classes) -> None:
        self.written = written
        self.parts = _Parser(written, classes).sequence()
        self.starts_with_person = written.lstrip("(").startswith("<")

    @cached_property
    def loose(self) -> re.Pattern[str]:
        return re.compile(self.parts.loose + "(?= )")

    @cached_property
    def exact(self) -> re.Pattern[str]:
        return re.compile(self.parts.exact + "(?= )")

    def compile(self) -> None:
        """Both now, where they were never asked for."""
        _ = self.loose, self.exact

    @property
    def anchors(self) -> list[frozenset[str]]:
        """Sets of words as spelled; a text without one of each of them cannot hold the phrase."""
        return self.parts.anchors

    def possible_in(self, spelled: frozenset[str]) -> bool:
        return not any(map(spelled.isdisjoint, self.anchors))


def phrase_of(written: str, classes: Classes) -> Phrase:
    """Read once: whoever checks a lexicon and whoever compiles it ask for the same ones."""
    return _phrase(written, tuple((name, classes[name]) for name in _CLASS.findall(written)))


@lru_cache(maxsize=10_000)
def _phrase(written: str, classes: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrase:
    return Phrase(written, dict(classes))


class Phrases:
    """Several phrases, each found by the rarest of the words it needs."""

    def __init__(self, several: Iterable[Phrase]) -> None:
        self._by_word: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in several:
            for word in min(phrase.anchors, key=_commonness):
                self._by_word[word].append(phrase)

    def possible_in(self, spelled: frozenset[str]) -> set[Phrase]:
        return {
            phrase
            for word in spelled & self._by_word.keys()
            for phrase in self._by_word[word]
            if phrase.possible_in(spelled)
        }


class Sequence:
    """Parts one after the other. Like every part it never changes, so phrases share it."""

    def __init__(self, parts: list["Part"]) -> None:
        self.parts = parts

    @cached_property
    def loose(self) -> str:
        return "".join(part.loose for part in self.parts)

    @cached_property
    def exact(self) -> str:
        return "".join(part.exact for part in self.parts)

    @cached_property
    def anchors(self) -> list[frozenset[str]]:
        return [anchor for part in self.parts for anchor in part.anchors]

    def insisted(self) -> "Sequence":
        """The same, taken only with its marks."""
        return Sequence([part.insisted() for part in self.parts])


class Word:
    """`sure` words stand in the text with their marks, even in a phrase that may lack them.

    Patterns are of the word and the space before it.
    """

    def __init__(self, written: str, *, sure: bool = False) -> None:
        self.written, self._sure = written, sure

    @cached_property
    def exact(self) -> str:
        return " " + re.escape(spell(self.written))

    @cached_property
    def loose(self) -> str:
        if self._sure:
            return self.exact
        spelled = spell(self.written)
        return " " + "".join(map(_letter, spelled[:-1])) + _TONES[spelled[-1]]

    @cached_property
    def anchors(self) -> list[frozenset[str]]:
        return [frozenset([spell(self.written)]) if self._sure else heard_as(self.written)]

    def insisted(self) -> "Word":
        return Word(self.written, sure=True)


class Sign:
    """A gap or the edge of a clause."""

    def __init__(self, pattern: str) -> None:
        self.loose = self.exact = pattern
        self.anchors: list[frozenset[str]] = []

    def insisted(self) -> "Sign":
        """A gap has no marks."""
        return self


class Either:
    """One of several sequences; or, when `optional`, none."""

    def __init__(self, choices: list[Sequence], *, optional: bool = False) -> None:
        self.choices, self.optional = choices, optional

    @cached_property
    def loose(self) -> str:
        return self._any_of(choice.loose for choice in self.choices)

    @cached_property
    def exact(self) -> str:
        return self._any_of(choice.exact for choice in self.choices)

    def _any_of(self, patterns: Iterable[str]) -> str:
        return f"(?:{'|'.join(dict.fromkeys(patterns))})" + ("?" if self.optional else "")

    @cached_property
    def anchors(self) -> list[frozenset[str]]:
        rarest = [min(choice.anchors, key=_commonness, default=None) for choice in self.choices]
        if self.optional or None in rarest:
            return []
        return [frozenset[str]().union(*(anchor for anchor in rarest if anchor))]

    def insisted(self) -> "Either":
        choices = [choice.insisted() for choice in self.choices]
        return Either(choices, optional=self.optional)


Part = Word | Sign | Either | Sequence


class _Parser:
    """Reads a phrase: `|` binds words outside of brackets and whole sequences inside."""

    def __init__(self, written: str, classes: Classes) -> None:
        self._written, self._classes = written, classes
        self._pieces = _PIECE.findall(written)
        self._at = self._depth = 0

    def sequence(self) -> Sequence:
        """Everything up to the end, or to the bracket or bar that ends this choice."""
        parts: list[Part] = []
        while self._next() not in ("", ")") and (not self._depth or self._next() != "|"):
            parts.append(self._part())
        if self._next() == ")" and not self._depth:
            raise ValueError(f"open the bracket in {self._written!r}")
        return Sequence(parts)

    def _part(self) -> Part:
        choices = [self._atom()]
        while not self._depth and self._next() == "|":
            self._at += 1
            choices.append(self._atom())
        if len(choices) == 1:
            return choices[0]
        return Either([Sequence([choice]) for choice in choices])

    def _atom(self) -> Part:
        piece = self._next()
        self._at += 1
        if piece == "(":
            return self._group()
        if piece in {"", ")", "|", "?", "!"}:
            raise ValueError(f"a word is missing, or a sign too many, in {self._written!r}")
        if piece in _GAPS or piece in _EDGES:
            return Sign(_GAPS.get(piece) or _EDGES[piece])
        plain, sure = piece.removesuffix("!"), piece.endswith("!")
        return _any_word(self._classes[plain[1:-1]] if plain.startswith("<") else (plain,), sure)

    def _group(self) -> Part:
        self._depth += 1
        choices = [self.sequence()]
        while self._next() == "|":
            self._at += 1
            choices.append(self.sequence())
        if self._next() != ")":
            raise ValueError(f"close the bracket in {self._written!r}")
        self._at, self._depth = self._at + 1, self._depth - 1
        group = Either(choices, optional=self._passed("?"))
        return group.insisted() if self._passed("!") else group

    def _passed(self, sign: str) -> bool:
        here = self._next() == sign
        self._at += here
        return here

    def _next(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""


@lru_cache(maxsize=10_000)
def _any_word(members: tuple[str, ...], sure: bool) -> Part:
    """Made once: the same words stand in hundreds of phrases."""
    choices = [_words(member, sure=sure) for member in members]
    return choices[0] if len(choices) == 1 else Either(choices)


def _words(member: str, *, sure: bool) -> Sequence:
    spoken = member.split("_")
    return Sequence([Word(w.removesuffix("!"), sure=sure or w.endswith("!")) for w in spoken])


@lru_cache(maxsize=50_000)
def _commonness(anchor: frozenset[str]) -> tuple[int, int]:
    """Long words are rarer than short ones, and one word is rarer than several."""
    return len({unaccented(word[:-1]) for word in anchor}), -max(map(len, anchor))


def _letter(letter: str) -> str:
    bare = unaccented(letter)
    return letter if bare == letter else f"[{letter}{bare}]"
