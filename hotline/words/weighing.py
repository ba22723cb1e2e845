"""Adds up many small signs, where no rule knows how something is said. Pure.

What each sign weighs is learned from labelled messages (bench/weights.py). It may raise what the
rules say and never lowers it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from hotline.policy import Lexicon
from hotline.vocabulary import Severity
from hotline.weights import together
from hotline.words.reading import Reading
from hotline.words.traits import NOWHERE, Place, Traits

VAGUE = 0.15  # so much more it takes without a word about harm
_MOST_SHOWN = 4


@dataclass(frozen=True)
class Weighed:
    """`quotes` are the words that weighed most, in the order of the text; `category` is what most
    of the weight is about, if anything of it is."""

    severity: Severity
    quotes: tuple[str, ...]
    category: str | None


class Weigher:
    def __init__(self, lexicon: Lexicon) -> None:
        negations = (*lexicon.negations, *lexicon.ended)
        self.traits = Traits(lexicon.fields, negations, lexicon.transparent)
        self._weights = lexicon.weights
        self._categories = {f"<{name}>": field.category for name, field in lexicon.fields.items()}

    def weigh(
        self, reading: Reading, heard: Collection[str] = (), less: float = 0.0
    ) -> Weighed | None:
        """`heard` are signs that stand in no word; from the whole `less` is taken away. None when
        the signs make it no more than routine: where none of them is of a field about harm, nor
        heard, it takes somewhat more than makes a text critical.
        """
        weights = self._weights
        traits = self.traits.of(reading) | dict.fromkeys(heard, NOWHERE)
        total = weights.bias - less + together(weights.of, traits)
        if total < weights.high_from:
            return None
        severity = Severity.CRITICAL if total >= weights.critical_from else Severity.HIGH
        heavy = {trait: by for trait in traits if (by := weights.of.get(trait, 0.0)) > 0}
        category = self._about(heavy)
        if category is None and not heard and total < weights.critical_from + VAGUE:
            return None
        quotes = [reading.words(*place) for place in _shown(heavy, traits)]
        return Weighed(severity, tuple(quotes), category)

    def _about(self, heavy: Mapping[str, float]) -> str | None:
        sums: dict[str, float] = defaultdict(float)
        for trait, weight in heavy.items():
            for field in trait.replace("?", "").split():
                if category := self._categories.get(field):
                    sums[category] += weight
        return max(sorted(sums), key=lambda category: sums[category], default=None)


def _shown(heavy: Mapping[str, float], traits: Mapping[str, Place]) -> Iterator[Place]:
    """The heaviest places, none within another, as they follow in the text; how long it is has
    none."""
    chosen: list[Place] = []
    for trait in sorted(heavy, key=lambda trait: (-heavy[trait], trait)):
        start, end = traits[trait]
        if end and len(chosen) < _MOST_SHOWN and all(end <= a or start >= b for a, b in chosen):
            chosen.append((start, end))
    yield from sorted(chosen)
