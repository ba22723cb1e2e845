"""What a text has of words, of fields of words, and of fields near each other. Pure.

A trait is written as a phrase of the lexicon would be: `danh` and `danh em` are words without their
marks, `đanh2` a word as it is spelled, `<beat>` is a word of that field, `<beat>?` one that may be
another, because who wrote it leaves marks out, and `<beat> <me>` are words of two fields close to
each other. `danh2~em0` are two words in a row as they are spelled, `danh~~em` two with one between.
`>8` is a text of more than eight words: long ones gather small signs of everything. `!weapon` is a
rule that fired, and `!!high` that one did so gravely: what it heard may mean something else.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from hotline.text import heard_as, spell, unaccented, words
from hotline.weights import TIE, Field
from hotline.words.reading import Reading, has_marks

DENIED = "<denied>"
_NEAR = 4  # words that may stand between two fields that are near each other
_LENGTHS = {2: ">2", 4: ">4", 8: ">8", 16: ">16", 32: ">32"}
Place = tuple[int, int]  # the first word, and the one after the last
Sign = tuple[int, int, str, bool]  # of a field: its place, whose it is, and whether surely
NOWHERE: Place = (0, 0)  # of what is in no word
Form = tuple[
    str, tuple[frozenset[str], ...], str
]  # as spelled, what each word may be typed as, field


class Traits:
    """The fields of a lexicon, indexed by their words without marks."""

    def __init__(
        self, fields: Mapping[str, Field], negations: Sequence[str], through: Sequence[str]
    ) -> None:
        self._forms: dict[str, list[Form]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        self._negations = frozenset(map(spell, negations))
        self._through = frozenset(map(spell, through))
        self._deniable = frozenset(f"<{name}>" for name, field in fields.items() if field.deniable)
        self._meant = lru_cache(maxsize=20_000)(self._meaning)
        for name, field in fields.items():
            for written in field.words:
                self._add(words(written), f"<{name}>")

    def _add(self, meant: list[str], field: str) -> None:
        bare = [unaccented(word) for word in meant]
        spelled = " ".join(map(spell, meant))
        self._forms[" ".join(bare)].append((spelled, tuple(map(heard_as, meant)), field))
        self._lengths[bare[0]].add(len(bare))

    def of(self, reading: Reading) -> dict[str, Place]:
        """Every trait of the text, with the first place where it stands."""
        found = _words(reading)
        signs = list(self._signs(reading))
        for start, end, field, sure in signs:
            found.setdefault(field if sure else f"{field}?", (start, end))
        _add_near(signs, found)
        return found

    def _signs(self, reading: Reading) -> Iterator[Sign]:
        """Words of fields in the order of the text: from, to, whose, and whether surely."""
        spelled, bare, marked = reading.spelled, reading.bare, _marked(reading)
        for start, word in enumerate(bare):
            for length in self._lengths.get(word, ()):
                end = start + length
                key = word if length == 1 else " ".join(bare[start:end])
                if key in self._forms:
                    typed = " ".join(spelled[start:end])
                    for field, sure in self._meant(key, typed, marked[start]):
                        if field in self._deniable and self._denied(spelled, start):
                            yield start, end, DENIED, True
                        else:
                            yield start, end, field, sure

    def _meaning(self, key: str, typed: str, marked: bool) -> list[tuple[str, bool]]:
        """The fields that words typed like this may be of, and whether they surely are."""
        spoken = typed.split()
        sure = len(spoken) > 1 or marked or has_marks(typed)
        return [
            (field, sure and (typed == meant or len(spoken) > 1))
            for meant, forms, field in self._forms[key]
            if typed == meant or (not marked and all(map(_fits, spoken, forms)))
        ]

    def _denied(self, spelled: Sequence[str], start: int) -> bool:
        """Through as many words as may stand between: "chưa bao giờ bị nhốt"."""
        before = start - 1
        while spelled[before] in self._through:
            before -= 1
        return spelled[before] in self._negations


def _words(reading: Reading) -> dict[str, Place]:
    """From the end, so that the first of a word is the one that counts."""
    at, count = len(reading.bare), sum(map(bool, reading.bare))
    found = {name: NOWHERE for least, name in _LENGTHS.items() if count > least}
    after = after_it = typed_after = ""
    for typed, bare, marks in _backwards(reading):
        at -= 1
        if bare:
            found[bare] = place = (at, at + 1)
            if marks:
                found[typed] = place
            if after:
                found[f"{bare} {after}"] = found[f"{typed}{TIE}{typed_after}"] = (at, at + 2)
                if after_it:
                    found[f"{bare}{TIE}{TIE}{after_it}"] = (at, at + 3)
        after, after_it, typed_after = bare, after, typed
    return found


def _backwards(reading: Reading) -> Iterator[tuple[str, str, bool]]:
    return zip(
        reversed(reading.spelled), reversed(reading.bare), reversed(reading.with_marks), strict=True
    )


def _fits(typed: str, forms: frozenset[str]) -> bool:
    return typed in forms


def _marked(reading: Reading) -> list[bool]:
    """For each word, whether who wrote its clause uses marks."""
    marked: list[bool] = []
    clause: list[bool] = []
    for bare, marks in zip(reading.bare, reading.with_marks, strict=True):
        if bare:
            clause.append(marks)
        else:
            marked += [2 * sum(clause) >= len(clause)] * (len(clause) + 1)
            clause = []
    return marked


def _add_near(signs: Sequence[Sign], found: dict[str, Place]) -> None:
    for at, (start, end, one, _) in enumerate(signs, 1):
        for begins, ends, other, _ in signs[at:]:
            if begins - end > _NEAR:
                break
            if begins >= end and one != other and (name := f"{one} {other}") not in found:
                found[name] = (start, ends)
