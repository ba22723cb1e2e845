"""Finds the rules of a lexicon in a text, and when the words around take their meaning. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hotline.policy import Entry, Lexicon
from hotline.vocabulary import Guard, Severity, worst
from hotline.words.habits import words_of
from hotline.words.phrases import Phrase, Phrases, phrase_of
from hotline.words.reading import Reader, Reading
from hotline.words.weighing import Weighed, Weigher

DENIED = "denied"
LETTER = 32  # a text of more words is one
IN_A_LETTER = 0.5  # so much less weighs one of its sentences
ANYWHERE = (Guard.OVER, Guard.LESSON)  # what takes weight from every entry
_SENTENCES = re.compile(r"(?<=[.!?…\n])\s+")
Index = Mapping[str, list[tuple[int, frozenset[str], list[frozenset[str]]]]]


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
    """One phrase of an entry, with what may stand beside it or must not."""

    entry: Entry
    phrase: Phrase
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
        for written in (*entry.phrases, *entry.beside, *entry.unless):
            phrase_of(written, lexicon.classes).compile()
            yield


class Matcher:
    """A lexicon, indexed by the rarest word of each phrase: most texts touch few of them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._denials = _Denials(lexicon)
        self._guards = _Guards(lexicon)
        self._candidates = list(_candidates(lexicon))
        self._reader = Reader(lexicon.teencode, _known(lexicon))
        self._index = _indexed(self._candidates)
        self.read = self._reader.read
        self.weigher = Weigher(lexicon)

    def weigh(self, reading: Reading) -> Weighed | None:
        """The whole, and each of its sentences: a harmless one takes nothing from a grave one.

        Of a letter a sentence has to weigh more: among many, one sounds grave by chance.
        """
        less = IN_A_LETTER if sum(map(bool, reading.bare)) > LETTER else 0.0
        parts = map(self.read, sentences(reading.text))
        weighed = [self.weigher.weigh(reading), *(self.weigher.weigh(one, less) for one in parts)]
        return min(filter(None, weighed), key=lambda one: one.severity.rank, default=None)

    def signs(self, text: str) -> frozenset[str]:
        """All that could weigh in a text."""
        return frozenset(self.weigher.traits.of(self.read(text)))

    def ruled(self, text: str) -> Severity:
        """What the rules alone say of a text."""
        found = self.find(self.read(text))
        return worst(Severity.ROUTINE, *(one.severity for one in found))

    def find(self, reading: Reading) -> list[Found]:
        """One Found for each entry that fired, at its gravest, and there at its surest."""
        guards = self._guards.around(reading)
        gravest: dict[str, Found] = {}
        for candidate in self._possible(reading):
            known = gravest.get(candidate.entry.code)
            if known and known.is_final:
                continue
            for found in self._found(candidate, reading, guards):
                known = gravest.get(found.entry.code)
                if known is None or found.rank < known.rank:
                    gravest[found.entry.code] = found
        return list(gravest.values())

    def _possible(self, reading: Reading) -> list[Candidate]:
        """The candidates all of whose anchors are in the text, each once."""
        here = reading.spoken
        numbers = {
            number
            for word in here & self._index.keys()
            for number, first, others in self._index[word]
            if not here.isdisjoint(first) and not any(map(here.isdisjoint, others))
        }
        return [self._candidates[number] for number in sorted(numbers)]

    def _found(
        self, candidate: Candidate, reading: Reading, guards: frozenset[Guard]
    ) -> Iterator[Found]:
        for match in candidate.phrase.loose.finditer(reading.line):
            marked = bool(candidate.phrase.exact.match(reading.line, match.start()))
            if _meant(candidate, reading, match, marked=marked):
                denied = self._denials.deny(candidate.phrase, reading, match)
                severity, lowered = _weight(candidate.entry, guards, denied=denied)
                if severity is not None:
                    quote = reading.quote(match.start(), match.end())
                    yield Found(candidate.entry, quote, severity, lowered, marked, denied)


def sentences(text: str) -> list[str]:
    """Those of a text of several; none of a text that is one."""
    parts = _SENTENCES.split(text)
    return parts if len(parts) > 1 else []


class _Denials:
    """Negation: right before the words, inside their gaps, or as a đâu that closes the clause; and
    what a person no longer does ("ba hết đánh em")."""

    def __init__(self, lexicon: Lexicon) -> None:
        before = (*lexicon.negations, *lexicon.ended)
        classes = {"inside": lexicon.negations, "no": before, "through": lexicon.transparent}
        no = Phrase("<no>", classes).parts.exact
        inside = Phrase("<inside>", classes).parts.exact
        ended = Phrase("<ended>", {"ended": lexicon.ended}).parts.exact
        through = Phrase("<through>", classes).parts.exact
        self._inside = re.compile(f"{inside}(?= |$)")
        self._before = re.compile(f"{no}(?:{through})*$")
        # "có ai không ba đánh em": a không before a person more often ends a question.
        self._before_person = re.compile(f"{no}(?:{through})+$")
        self._no_more = re.compile(f"{ended}$")
        self._after = re.compile(r" đâu0(?: [^ |]+)? \|")

    def deny(self, phrase: Phrase, reading: Reading, match: re.Match[str]) -> bool:
        before = self._before_person if phrase.starts_with_person else self._before
        start, _ = reading.clause(*match.span())
        return bool(
            before.search(reading.line[start : match.start()])
            or any(gap and self._inside.search(gap) for gap in match.groups())
            or self._over(phrase, match)
            or self._after.match(reading.line, match.end())
        )

    def _over(self, phrase: Phrase, match: re.Match[str]) -> bool:
        """Behind a person "hết" is "no more" of what they do; behind what they do it is "all"."""
        first = next(iter(match.groups()), None)
        return bool(phrase.starts_with_person and first and self._no_more.search(first))


class _Guards:
    """Laughter, games and lyrics, by their signs or by words in their marks: "dua" may be "đưa"."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._signs = [
            (guard, sign)
            for guard, marks in lexicon.markers.items()
            for sign in marks
            if not _is_spoken(sign)
        ]
        self._spoken: dict[str, list[tuple[Guard, Phrase]]] = defaultdict(list)
        for guard, marks in lexicon.markers.items():
            for spoken in (phrase_of(mark, lexicon.classes) for mark in marks if _is_spoken(mark)):
                for word in spoken.anchors[0]:
                    self._spoken[word].append((guard, spoken))

    def around(self, reading: Reading) -> frozenset[Guard]:
        signs = {guard for guard, sign in self._signs if sign in reading.text}
        spoken = {
            guard
            for word in reading.spoken & self._spoken.keys()
            for guard, phrase in self._spoken[word]
            if phrase.exact.search(reading.line)
        }
        return frozenset(signs | spoken)


def _is_spoken(mark: str) -> bool:
    """Of words, the first of which may be one of several; else it is looked for as it stands."""
    return mark.lstrip("(")[:1].isalnum()


def _candidates(lexicon: Lexicon) -> Iterator[Candidate]:
    for entry in lexicon.entries:
        beside = Phrases(phrase_of(written, lexicon.classes) for written in entry.beside)
        unless = Phrases(phrase_of(written, lexicon.classes) for written in entry.unless)
        for written in entry.phrases:
            yield Candidate(entry, phrase_of(written, lexicon.classes), beside, unless)


def _known(lexicon: Lexicon) -> frozenset[str]:
    """The words, without marks, that phrases, classes and markers are made of."""
    written = [
        *(phrase for entry in lexicon.entries for phrase in (*entry.phrases, *entry.unless)),
        *(member for members in lexicon.classes.values() for member in members),
        *(mark for marks in lexicon.markers.values() for mark in marks),
        *lexicon.teencode.values(),
        *(word for field in lexicon.fields.values() for word in field.words),
    ]
    return words_of(" ".join(written))


def _indexed(candidates: list[Candidate]) -> Index:
    """Each phrase under its rarest word, the one that fewest others need, with what else it needs.

    The rarest of the others comes first: most phrases fail on it.
    """
    anchors = [candidate.phrase.anchors for candidate in candidates]
    common = Counter(word for needed in anchors for anchor in needed for word in anchor)
    index: dict[str, list[tuple[int, frozenset[str], list[frozenset[str]]]]] = defaultdict(list)
    for number, needed in enumerate(anchors):
        rarest, *others = sorted(needed, key=lambda anchor: sum(common[word] for word in anchor))
        first, rest = (others[0], others[1:]) if others else (rarest, [])
        for word in rarest:
            index[word].append((number, first, rest))
    return dict(index)


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


def _weight(entry: Entry, guards: frozenset[Guard], *, denied: bool) -> tuple[Severity | None, str]:
    """How grave the words still are, and why they are less; None when nothing is left."""
    if denied:
        return entry.denied, "" if entry.denied is entry.severity else DENIED
    if guard := next((guard for guard in (*entry.guards, *ANYWHERE) if guard in guards), None):
        return _one_milder(entry.severity), guard
    return entry.severity, ""


def _bare(words: str) -> bool:
    return words.isascii() and all(word[-1] == "0" for word in words.split())


def _one_milder(severity: Severity) -> Severity:
    return Severity.HIGH if severity is Severity.CRITICAL else Severity.ROUTINE
