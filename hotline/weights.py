"""Words by what they mean, and how much each was learned to weigh: as a policy gives them. Pure."""

from collections.abc import Mapping
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
    """`of` holds the weight of each trait of a text (hotline/words/traits.py). Their sum, with
    `bias`, makes a text high from `high_from` on, and critical from `critical_from` on."""

    of: Mapping[str, float]
    bias: float
    high_from: float
    critical_from: float
