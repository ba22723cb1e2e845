"""Finds the rules of a lexicon in a text, and when the words around take their meaning. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hotline.policy import Entry, Lexicon
from hotline.vocabulary import Guard, Severity, worst
from hotline.words.around import Denials, Guards
from hotline.words.habits import words_of
from hotline.words.needs import Needs
from hotline.words.phrases import Phrase, Phrases, phrase_of
from hotline.words.reading import Reader, Reading
from hotline.words.weighing import Weighed, Weigher

DENIED = "denied"
UNSURE = "unsure"
LETTER = 32  # a text of more words is one
IN_A_LETTER = 0.5  # so much less weighs one of its sentences
IN_PLAY = 0.4  # and so much less a text with words said in play
NOT_IN_PLAY = ("", DENIED, UNSURE)
ANYWHERE = (Guard.OVER, Guard.LESSON)  # what takes weight from every entry
_SENTENCES = re.compile(r"(?<=[.!?…\n])\s+")


@dataclass(frozen=True)
class Found:
    """An entry that fired: on which words, whether those stood in their marks, whether they were
    denied, and how grave it still is there."""

    entry: Entry
    quote: str
    severity: Severity
    lowered: str
    marked: bool
    denied: bool

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """The gravest first, of these the surest."""
        return self.severity.rank, self.denied, not self.marked

    @property
    def is_final(self) -> bool:
        """It cannot become graver or surer."""
        return self.severity is self.entry.severity and self.marked and not self.denied


@dataclass(frozen=True)
class Candidate:
    """One phrase of an entry, how grave it is, and what may stand beside it or must not."""

    entry: Entry
    phrase: Phrase
    severity: Severity
    beside: Phrases
    unless: Phrases


@lru_cache(maxsize=4)
def matcher(lexicon: Lexicon) -> "Matcher":
    """The compiled lexicon; made once and kept."""
    return Matcher(lexicon)


def compiling(lexicon: Lexicon) -> Iterator[None]:
    """Every expression of it, one at each step: the first text that touches one which is not
    compiled waits for it. All of them take a second or two."""
    for entry in lexicon.entries:
        for written in (*entry.graded(), *entry.beside, *entry.unless):
            phrase_of(written, lexicon.classes).compile()
            yield


class Matcher:
    """A lexicon, and which of its phrases a text may hold: most texts touch few of them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._denials = Denials(lexicon)
        self._guards = Guards(lexicon)
        self._candidates = list(_candidates(lexicon))
        self._reader = Reader(lexicon.teencode, _known(lexicon))
        self._needs = Needs([one.phrase.anchors for one in self._candidates])
        self.read = self._reader.read
        self.weigher = Weigher(lexicon)

    def weigh(self, reading: Reading, found: Sequence[Found]) -> Weighed | None:
        """The whole, with what rules found in it, and each of its sentences: a harmless one takes
        nothing from a grave one.

        Of a letter a sentence has to weigh more: among many, one sounds grave by chance. So does
        all of it where a rule found something said in play; that all is well now, or that it is a
        lesson, asks for no more.
        """
        played = any(one.lowered not in (*NOT_IN_PLAY, *ANYWHERE) for one in found)
        less = IN_PLAY if played else 0.0
        weighed = [self.weigher.weigh(reading, _heard(found), less)]
        less += IN_A_LETTER if sum(map(bool, reading.bare)) > LETTER else 0.0
        for part in map(self.read, sentences(reading.text)):
            weighed.append(self.weigher.weigh(part, _heard(self.find(part)), less))
        return min(filter(None, weighed), key=lambda one: one.severity.rank, default=None)

    def signs(self, text: str) -> frozenset[str]:
        """All that could weigh in a text."""
        reading = self.read(text)
        return frozenset(self.weigher.traits.of(reading)) | _heard(self.find(reading))

    def ruled(self, text: str) -> Severity:
        """What the rules alone say of a text."""
        found = self.find(self.read(text))
        return worst(Severity.ROUTINE, *(one.severity for one in found))

    def find(self, reading: Reading) -> list[Found]:
        """One Found for each entry that fired, at its gravest, and there at its surest."""
        guards = self._guards.around(reading)
        gravest: dict[str, Found] = {}
        for candidate in map(self._candidates.__getitem__, self._needs.met_by(reading.spoken)):
            known = gravest.get(candidate.entry.code)
            if known and known.is_final:
                continue
            for found in self._found(candidate, reading, guards):
                known = gravest.get(found.entry.code)
                if known is None or found.rank < known.rank:
                    gravest[found.entry.code] = found
        return list(gravest.values())

    def _found(
        self, candidate: Candidate, reading: Reading, guards: frozenset[Guard]
    ) -> Iterator[Found]:
        for match in candidate.phrase.loose.finditer(reading.line):
            marked = bool(candidate.phrase.exact.match(reading.line, match.start()))
            if _meant(candidate, reading, match, marked=marked):
                denied = self._denials.deny(candidate.phrase, reading, match)
                severity, lowered = _weight(candidate, guards, denied=denied)
                if severity is not None:
                    quote = reading.quote(match.start(), match.end())
                    yield Found(candidate.entry, quote, severity, lowered, marked, denied)


def sentences(text: str) -> list[str]:
    """Those of a text of several; none of a text that is one."""
    parts = _SENTENCES.split(text)
    return parts if len(parts) > 1 else []


def _heard(found: Iterable[Found]) -> frozenset[str]:
    """The rules that fired and how gravely, as signs among others (hotline/words/traits.py)."""
    return frozenset(
        sign for one in found for sign in (f"!{one.entry.code}", f"!!{one.severity.value}")
    )


def _candidates(lexicon: Lexicon) -> Iterator[Candidate]:
    for entry in lexicon.entries:
        beside = Phrases(phrase_of(written, lexicon.classes) for written in entry.beside)
        unless = Phrases(phrase_of(written, lexicon.classes) for written in entry.unless)
        for written, severity in entry.graded().items():
            yield Candidate(entry, phrase_of(written, lexicon.classes), severity, beside, unless)


def _known(lexicon: Lexicon) -> frozenset[str]:
    """The words, without marks, that phrases, classes and markers are made of."""
    written = [
        *(phrase for entry in lexicon.entries for phrase in (*entry.graded(), *entry.unless)),
        *(member for members in lexicon.classes.values() for member in members),
        *(mark for marks in lexicon.markers.values() for mark in marks),
        *lexicon.teencode.values(),
        *(word for field in lexicon.fields.values() for word in field.words),
    ]
    return words_of(" ".join(written))


def _meant(candidate: Candidate, reading: Reading, match: re.Match[str], *, marked: bool) -> bool:
    """Whether these words say what the entry says, as far as marks and neighbours tell."""
    if not marked:
        if not candidate.entry.folded or (_bare(match[0]) and reading.marked(*match.span())):
            return False
        if candidate.entry.beside and not _beside(candidate, reading):
            return False
    return not _excused(candidate, reading, match)


def _beside(candidate: Candidate, reading: Reading) -> bool:
    possible = candidate.beside.possible_in(reading.spoken)
    return any(phrase.loose.search(reading.line) for phrase in possible)


def _excused(candidate: Candidate, reading: Reading, match: re.Match[str]) -> bool:
    """Whether an `unless` stands in the clause.

    To take a meaning away words must be sure: in their marks from whoever writes marks, and always
    where one word stands alone ("bo" is bố as well as bò).
    """
    start, end = reading.clause(*match.span())
    possible = candidate.unless.possible_in(reading.spoken)
    marked = bool(possible) and reading.marked(*match.span())
    for phrase in possible:
        pattern = phrase.exact if marked else phrase.loose
        found = pattern.search(reading.line, start, end + 1)
        if found and (found[0].count(" ") > 1 or phrase.exact.match(found[0] + " ")):
            return True
    return False


def _weight(
    candidate: Candidate, guards: frozenset[Guard], *, denied: bool
) -> tuple[Severity | None, str]:
    """How grave the words still are, and why they are less; None when nothing is left."""
    entry, severity = candidate.entry, candidate.severity
    if denied:
        left = max(entry.denied, severity, key=lambda one: one.rank) if entry.denied else None
        return left, "" if left is entry.severity else DENIED
    if guard := next((guard for guard in (*entry.guards, *ANYWHERE) if guard in guards), None):
        return severity.milder, guard
    return severity, "" if severity is entry.severity else UNSURE


def _bare(words: str) -> bool:
    return words.isascii() and all(word[-1] == "0" for word in words.split())
