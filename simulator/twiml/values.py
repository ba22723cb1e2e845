"""Which values an attribute takes, and under which code the carrier complains of others. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

SCHEMA = 12200
MOST_HINTS, LONGEST_HINT = 500, 100
_KEYS = frozenset("0123456789*#")


@dataclass(frozen=True)
class Values:
    fits: Callable[[str], bool]
    code: int = SCHEMA


def anything(_value: str) -> bool:
    return True


ANY = Values(anything)


def flag(code: int = SCHEMA) -> Values:
    return Values(lambda value: value.lower() in ("true", "false"), code)


def method(code: int = SCHEMA) -> Values:
    return Values(lambda value: value.upper() in ("GET", "POST"), code)


def nothing(code: int = SCHEMA) -> Values:
    """Of another request's words, and known as such."""
    return Values(lambda _value: False, code)


def whole(code: int = SCHEMA, *, least: int = 0, most: float = inf) -> Values:
    return Values(lambda value: value.isdecimal() and least <= int(value) <= most, code)


def one_of(words: str, code: int = SCHEMA) -> Values:
    known = frozenset(words.split())
    return Values(lambda value: value in known, code)


def some_of(words: str, code: int = SCHEMA) -> Values:
    """Several words, with blanks or commas between them."""
    known = frozenset(words.split())
    return Values(lambda value: known.issuperset(value.replace(",", " ").split()), code)


def matching(pattern: str, code: int = SCHEMA) -> Values:
    whole_pattern = re.compile(pattern)
    return Values(lambda value: whole_pattern.fullmatch(value) is not None, code)


def keys(code: int, *, most: int) -> Values:
    """None at all is allowed: then no key does it."""
    return Values(lambda value: len(value) <= most and _KEYS.issuperset(value), code)


def hints(code: int) -> Values:
    return Values(_are_hints, code)


def _are_hints(value: str) -> bool:
    entries = value.split(",")
    return len(entries) <= MOST_HINTS and all(len(one.strip()) <= LONGEST_HINT for one in entries)
