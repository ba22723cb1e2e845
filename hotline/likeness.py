"""How alike two tickets are, and why: perhaps one child, told of by two. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from hotline import said_ages
from hotline.text import fold, words
from hotline.vocabulary import Severity, worst

ALMOST = 1  # year; a neighbour guesses how old a child is


class Sign(StrEnum):
    """What speaks for one child, and the two that speak against it."""

    NUMBER = "number"
    COMMUNE = "commune"
    AGE = "age"
    WORDS = "words"
    OTHER_COMMUNE = "other_commune"
    OTHER_AGE = "other_age"


@dataclass(frozen=True)
class Threads:
    """Of the policy: tickets are compared that far back, and suggested from `enough` on.

    `weights` says what each sign is worth, that of words for each that is not `common` and stands
    beside the same one in both, counted `most_words` times at most.
    `raises` is how grave a ticket becomes at least when somebody reports the same child again; a
    second voice within `again_after` speaks of the same hour, and raises nothing by itself.
    """

    remember: timedelta
    again_after: timedelta
    enough: int
    weights: Mapping[Sign, int]
    most_words: int
    raises: Mapping[Severity, Severity]
    common: frozenset[str]


@dataclass(frozen=True)
class Outline:
    """As much of a ticket as is compared. `numbers` are blind; `commune` is as people say it;
    `phrases` are found without marks, and shown as they were typed."""

    numbers: frozenset[bytes]
    commune: str
    ages: frozenset[int]
    phrases: Mapping[str, str]


@dataclass(frozen=True)
class Reason:
    """A sign with what it was seen in, the commune, the age, the words; and how often it counts."""

    sign: Sign
    seen: str
    times: int = 1


@dataclass(frozen=True)
class Likeness:
    worth: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Repeat:
    """A report, and another about the same child `apart` later; `closed`: the first was done
    with."""

    first: Severity
    again: Severity
    apart: timedelta
    closed: bool


def outline(
    numbers: Iterable[bytes], commune: str, texts: Iterable[str], rules: Threads
) -> Outline:
    told = list(texts)
    return Outline(
        frozenset(numbers),
        commune,
        frozenset(age for text in told for age in said_ages.find(text)),
        {folded: typed for text in told for folded, typed in _phrases(text, commune, rules)},
    )


def telling(texts: Iterable[str], rules: Threads) -> set[str]:
    """The folded words by which another ticket may be found."""
    return {word for text in texts for word in words(fold(text)) if _tells(word, rules)}


def compare(one: Outline, other: Outline, rules: Threads) -> Likeness | None:
    """None where it is not enough to bother a person with."""
    found = [*_same(one, other, rules), *_apart(one, other)]
    worth = sum(rules.weights[reason.sign] * reason.times for reason in found)
    return Likeness(worth, tuple(found)) if worth >= rules.enough else None


def raised(repeat: Repeat, rules: Threads) -> Severity:
    """How grave the ticket of both is."""
    together = worst(repeat.first, repeat.again)
    again = repeat.closed or repeat.apart >= rules.again_after
    return rules.raises[together] if again else together


def _same(one: Outline, other: Outline, rules: Threads) -> Iterable[Reason]:
    if one.numbers & other.numbers:
        yield Reason(Sign.NUMBER, "")
    if one.commune and one.commune == other.commune:
        yield Reason(Sign.COMMUNE, one.commune)
    alike = sorted(age for age in one.ages if any(abs(age - o) <= ALMOST for o in other.ages))
    if alike:
        yield Reason(Sign.AGE, str(alike[0]))
    shared, tell = _shared(one, other, rules)
    if shared:
        yield Reason(Sign.WORDS, ", ".join(shared), min(len(tell), rules.most_words))


def _shared(one: Outline, other: Outline, rules: Threads) -> tuple[list[str], set[str]]:
    """Phrases of which each brings a telling word that no other brought, and all these words."""
    known: set[str] = set()
    chosen = []
    both = one.phrases.keys() & other.phrases.keys()
    for phrase in sorted(both, key=lambda p: (-len(_telling_in(p, rules)), p)):
        if _telling_in(phrase, rules) - known:
            known |= _telling_in(phrase, rules)
            chosen.append(max(one.phrases[phrase], other.phrases[phrase]))  # with marks, if any
    return chosen[: rules.most_words], known


def _telling_in(phrase: str, rules: Threads) -> set[str]:
    return {word for word in phrase.split() if _tells(word, rules)}


def _apart(one: Outline, other: Outline) -> Iterable[Reason]:
    if one.commune and other.commune and one.commune != other.commune:
        yield Reason(Sign.OTHER_COMMUNE, other.commune)
    near = any(abs(a - b) <= ALMOST for a in one.ages for b in other.ages)
    if one.ages and other.ages and not near:
        yield Reason(Sign.OTHER_AGE, ", ".join(map(str, sorted(other.ages))))


def _phrases(text: str, commune: str, rules: Threads) -> Iterable[tuple[str, str]]:
    """Two words that stand together, not both common; the place is a sign of its own."""
    typed, place = words(text), set(words(fold(commune)))
    for pair in pairwise(typed):
        folded = [fold(word) for word in pair]
        if {word for word in folded if _tells(word, rules)} - place:
            yield " ".join(folded), " ".join(pair)


def _tells(word: str, rules: Threads) -> bool:
    return len(word) >= 2 and word not in rules.common
