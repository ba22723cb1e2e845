"""Words by what they mean, and how much each was learned to weigh: as a policy gives them. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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


def together(weights: Sequence[float]) -> float:
    """The more traits a text has the less each says: their sum, by the root of their number."""
    return sum(weights) / math.sqrt(len(weights)) if weights else 0.0
