"""Which of many phrases a text may hold: those of which it has a word for every place. Pure.

A phrase is one bit of a number: few operations on numbers look at all phrases together, and touch
little of what a processor would have to fetch.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_


class Needs:
    """Of phrases in their order; each needs one word of each of its sets (`Phrase.anchors`)."""

    def __init__(self, anchors: Sequence[Sequence[frozenset[str]]]) -> None:
        most = max(map(len, anchors), default=0)
        # Whoever needs no word in a place has it.
        self._spared = [_bits(anchors, place) for place in range(most)]
        self._all = (1 << len(anchors)) - 1
        has: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for number, needed in enumerate(anchors):
            for place, words in enumerate(needed):
                for word in words:
                    has[word][place] |= 1 << number
        self._has = {word: tuple(places.items()) for word, places in has.items()}

    def met_by(self, words: frozenset[str]) -> Iterator[int]:
        """The numbers of the phrases that words as spelled may hold, in their order."""
        met = self._spared.copy()
        for word in words & self._has.keys():
            for place, phrases in self._has[word]:
                met[place] |= phrases
        return _numbers(reduce(and_, met, self._all))


def _bits(anchors: Sequence[Sequence[frozenset[str]]], place: int) -> int:
    return sum(1 << number for number, needed in enumerate(anchors) if len(needed) <= place)


def _numbers(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
