"""Which commune a text speaks of. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hotline.policy import Commune, Policy
from hotline.text import fold, spell, spellings, words

# The kinds as people write them; the letter alone counts too, for a name has to follow it.
_UNITS = {"xa": "xã", "x": "xã", "phuong": "phường", "p": "phường", "f": "phường", "khu": "đặc khu"}
# Before a name these make it a person's.
_TITLES = frozenset(
    ["anh", "chị", "cô", "chú", "bác", "thầy", "bạn", "em", "ông", "bà", "dì", "cậu", "mợ", "tên"]
)
_FINAL_Y = re.compile(r"(?<=[bcđdghklmnpqrstvx])y(?=[0-5]?$)")


@dataclass(frozen=True)
class Names:
    """Communes by the words of their names, and the longest name that begins with a word."""

    communes: Mapping[tuple[str, ...], list[Commune]]
    longest: Mapping[str, int]


def find(text: str, policy: Policy) -> Commune | None:
    """The one commune the text names; None when it names none, or more than one.

    A name in its marks counts by itself. With marks left out it is an ordinary word or two, and
    counts only behind the word of its kind ("x ky anh"). The longest name wins over one inside it.
    """
    named = {commune.code: commune for commune in _named(words(text), _names(policy))}
    return next(iter(named.values())) if len(named) == 1 else None


@lru_cache(maxsize=8)
def _names(policy: Policy) -> Names:
    named: dict[tuple[str, ...], list[Commune]] = defaultdict(list)
    longest: dict[str, int] = defaultdict(int)
    for commune in policy.communes:
        key = _key(words(commune.name))
        named[key].append(commune)
        longest[key[0]] = max(longest[key[0]], len(key))
    return Names(dict(named), dict(longest))


def sounds(text: str) -> tuple[str, ...]:
    """The words of a name as one may type them: without marks, Kì for Kỳ."""
    return _key(words(text))


def _key(typed: list[str]) -> tuple[str, ...]:
    return tuple(map(_sound, typed))


@lru_cache(maxsize=20_000)
def _sound(word: str) -> str:
    return _one_y(fold(word))


def _one_y(spelled: str) -> str:
    """Kì and Kỳ are two spellings of one sound."""
    return _FINAL_Y.sub("i", spelled)


def _named(typed: list[str], names: Names) -> Iterator[Commune]:
    keys, at = _key(typed), 0
    if names.longest.keys().isdisjoint(keys):
        return
    while at < len(typed):
        longest = names.longest.get(keys[at], 0)
        reach = (keys[at : at + n] for n in range(longest, 0, -1))
        name = next((key for key in reach if key in names.communes), ())
        here = typed[at : at + len(name)]
        possible = names.communes.get(name, [])
        meant = [one for one in possible if _means(one, typed, at, here)]
        yield from meant
        at += len(name) if meant else 1


def _means(commune: Commune, typed: list[str], at: int, here: list[str]) -> bool:
    before = typed[at - 1] if at else ""
    kind = _UNITS.get(fold(before))
    meant = words(commune.name)
    if kind:
        return kind == commune.kind and all(map(_may_mean, here, meant))
    in_full = [*map(spell, here)] == [*map(spell, meant)] and here != [*map(fold, here)]
    return in_full and len(here) > 1 and before not in _TITLES


def _may_mean(typed: str, meant: str) -> bool:
    return _one_y(spell(typed)) in map(_one_y, spellings(meant))
