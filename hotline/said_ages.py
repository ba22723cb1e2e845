"""Which ages of children a text speaks of. Pure."""

import re

from hotline.text import fold

YOUNGEST_IN_SCHOOL = 5  # in the first class one is a year older than this
GROWN_UP = 18
_ONES = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
_NUMBERS = {
    **{word: n for n, word in enumerate((*_ONES, "muoi"), 1)},
    **{f"muoi {word}": n for n, word in enumerate(_ONES, 11)},
    "muoi lam": 15,
}
_SPELT = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_AGE = re.compile(rf"\b(?:(\d{{1,2}})|({_SPELT})) ?(?:tuoi|t)\b")
_CLASS = re.compile(rf"\blop ?(?:(\d{{1,2}})|({_SPELT}))[a-z]?\d?\b")


def find(text: str) -> frozenset[int]:
    """Said as an age, or as the class a child is in: whoever is in the third is about eight."""
    folded = fold(text)
    said = {_number(*match) for match in _AGE.findall(folded)}
    in_class = {_number(*match) + YOUNGEST_IN_SCHOOL for match in _CLASS.findall(folded)}
    return frozenset(age for age in said | in_class if 0 < age < GROWN_UP)


def _number(digits: str, spelt: str) -> int:
    return int(digits) if digits else _NUMBERS[spelt]
