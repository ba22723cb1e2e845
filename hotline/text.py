"""Vietnamese as people really type it: with marks, without, decomposed, or half of each. Pure."""

import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product

as_json = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` would make one each time
_WORD = re.compile(r"[^\W_]+")
UNSTORABLE = "\ufffd"  # stands where something stood that no database keeps
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")


class Encoding(StrEnum):
    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True)
class Segments:
    """What a carrier will charge for: `count` parts of one message, `units` code units in all."""

    encoding: Encoding
    count: int
    units: int


def clean(text: str) -> str:
    """The text in a form that can be stored and compared; nothing anybody wrote is left out.

    NFC, because a decomposed text costs and compares differently. NUL and lone surrogates, which
    PostgreSQL refuses, become U+FFFD, so that one can still see that something stood there.
    Marks of direction stay.
    """
    return unicodedata.normalize("NFC", _UNSTORABLE.sub(UNSTORABLE, text))


def typed(text: str) -> str:
    """As somebody typed it into a page: browsers end lines in two letters, and an SMS pays both."""
    return clean(text).replace("\r\n", "\n")


def unaccented(text: str) -> str:
    """The same letters without marks and with d for đ; case and everything else stay."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_BARE))


class _Bare(dict[int, int | None]):
    """What `str.translate` makes of a letter: nothing of a mark; learned as letters come."""

    def __missing__(self, letter: int) -> int | None:
        mark = unicodedata.category(chr(letter)).startswith("M")
        self[letter] = kept = None if mark else letter
        return kept


_BARE = _Bare({ord("đ"): ord("d"), ord("Đ"): ord("D")})


def fold(text: str) -> str:
    """Lower case without marks: where the tone stands, and whether it stands, no longer matters."""
    return unaccented(unaccented(text).casefold())


def words(text: str) -> list[str]:
    """Letters and digits that stand together, lower case, NFC, in order."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


@lru_cache(maxsize=4)  # two ask it of a text that has just come; no story is kept for longer
def bare_words(text: str) -> str:
    """Its words without marks as one line, to be compared with what may stand alone."""
    return " ".join(words(fold(text)))


def tokens_for_search(text: str) -> set[str]:
    """Folded words of at least two letters, as the blind index keeps them."""
    return {word for word in words(fold(text)) if len(word) >= 2}


@lru_cache(maxsize=20_000)
def spell(word: str) -> str:
    """A syllable with its tone moved to the end as a digit, 0 for none: hoà and hòa are one word.

    >>> spell("nhốt")
    'nhôt2'
    """
    tone, letters = "0", []
    for letter in unicodedata.normalize("NFD", word.lower()):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


@lru_cache(maxsize=20_000)
def spellings(word: str) -> frozenset[str]:
    """`spell` of the word with any of its marks left out, as people in a hurry write it.

    Marks are left out, never put wrong: "tu" may mean "tự", "từ" may not.
    """
    meant = spell(word)
    letters = [{letter, unaccented(letter)} for letter in meant[:-1]]
    return frozenset(
        "".join(chosen) + tone for chosen in product(*letters) for tone in {meant[-1], "0"}
    )


@lru_cache(maxsize=20_000)
def heard_as(word: str) -> frozenset[str]:
    """`spellings`, and with hỏi for ngã or ngã for hỏi, as half of the country writes them."""
    forms = spellings(word)
    swapped = {f"{form[:-1]}{'34'[form[-1] == '3']}" for form in forms if form[-1] in "34"}
    return forms | swapped


def segments(text: str) -> Segments:
    """The parts an SMS is charged as: GSM-7 160, then 153 each; UCS-2 70, then 67 each."""
    if all(letter in GSM_BASIC or letter in GSM_EXTENSION for letter in text):
        costs = [2 if letter in GSM_EXTENSION else 1 for letter in text]
        return Segments(Encoding.GSM7, _parts(costs, 160, 153), sum(costs))
    costs = [2 if letter > "\uffff" else 1 for letter in text]
    return Segments(Encoding.UCS2, _parts(costs, 70, 67), sum(costs))


def _parts(costs: list[int], alone: int, joined: int) -> int:
    """How many parts; a character of two units is never cut in half."""
    if sum(costs) <= alone:
        return 1
    parts, room = 1, joined
    for cost in costs:
        if cost > room:
            parts, room = parts + 1, joined
        room -= cost
    return parts
