"""Words by what they mean, and how much each was learned to weigh: as a policy gives them. Pure."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import repeat

TIE = "~"  # in the name of a trait: words of the text in a row


@dataclass(frozen=True)
class Field:
    """Words of one meaning. `category` is what a text is about that they weigh in; a negation right
    before words of a `deniable` field denies them."""

    words: tuple[str, ...]
    category: str | None = None
    deniable: bool = False


@dataclass(frozen=True)
class Weights:
    """`of` holds the weight of each trait of a text (hotline/words/traits.py). What they weigh
    together, with `bias`, makes a text high from `high_from` on, and critical from `critical_from`.
    """

    of: Mapping[str, float]
    bias: float
    high_from: float
    critical_from: float


def kinds(traits: Collection[str]) -> list[list[str]]:
    """Words in a row, of which most are rare, and all else."""
    others = [trait for trait in traits if TIE not in trait]
    rows = [trait for trait in traits if TIE in trait]
    return [kind for kind in (others, rows) if kind]


def portion(kind: Collection[str]) -> float:
    """The more traits of a kind a text has, known or not, the less each says."""
    return 1 / math.sqrt(len(kind))


def together(of: Mapping[str, float], traits: Collection[str]) -> float:
    """What traits weigh: the sum of each kind, by the root of how many they are."""
    return sum(portion(kind) * sum(map(of.get, kind, repeat(0.0))) for kind in kinds(traits))
