"""Words typed as sounds, run together, or with the keys of their marks, put right. Pure.

What is a Vietnamese syllable already, or a word the lexicon knows, is never touched; and what comes
out is a syllable again: a foreign word or a name stays what it was.
"""

import re
from collections.abc import Set as AbstractSet

from hotline.text import unaccented

_SYLLABLE = re.compile(
    r"(?:ngh?(?!h)|gh|gi|[ckptn]h|tr|qu|k(?=[eiy])|c(?![eiy])|[bdghlmnprstvx])?"
    r"(?:(?:uye|ie|ye|uo|ua|ue|uy|oa|oe|[aeiouy])(?:ch|nh|ng|[cmnpt])"
    r"|uou|uoi|ieu|yeu|oai|oay|oeo|oao|uay|uyu|uya|[aeo]u|[aou]i|[ae]o|ay|iu|ui|uu|ia|u[aeoy]|o[ae]"
    r"|ie|[aeiouy])"
)
# How a sound is typed in teencode, and how it is spelled.
_SOUNDS = (
    (re.compile(r"^w"), "qu"),
    (re.compile(r"^f"), "ph"),
    (re.compile(r"^(?:dz|z)"), "v"),
    (re.compile(r"^ji?(?!$)"), "gi"),
    (re.compile(r"(?<=[^\Waeiouy])j"), "i"),
    (re.compile(r"nq"), "ng"),
    (re.compile(r"^ck"), "ch"),
    (re.compile(r"^k(?=[^\Weiyêh])"), "c"),
    (re.compile(r"(?<=[^\Wn])g$"), "ng"),
    (re.compile(r"(?<=[iíìỉĩịêếềểễệ])k$"), "ch"),
    (re.compile(r"(?<=[iíìỉĩịêếềểễệaáàảãạ])h$"), "nh"),
)
_KEYS = (
    (re.compile("dd"), "đ"),
    (re.compile("aa"), "â"),
    (re.compile("ee"), "ê"),
    (re.compile("oo"), "ô"),
    (re.compile("u(o?)w"), lambda found: "ươ" if found[1] else "ư"),
    (re.compile("ow"), "ơ"),
    (re.compile("aw"), "ă"),
    (re.compile(r"(?<=[^\Waeiouyâêôươă])w"), "ư"),
)
_TONE_KEYS = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_KEY = re.compile(r"([aeiouyâêôươă])([nmpctgh]{0,2})([sfrxj])")
# The same by VNI, whose keys are numbers: "d9u71a" is "đứa". The last letter it may mark is meant.
_NUMBERS = {"6": ("aeo", "âêô"), "7": ("uo", "ươ"), "8": ("a", "ă"), "9": ("d", "đ")}
_TONE_NUMBERS = dict(zip("12345", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_BY_NUMBERS = re.compile(r"(?=.{3})[a-z]+[1-9][a-z1-9]*")  # "a4" is paper
_COUNTED = re.compile(r"(lop|khoi|phong|so|ngay|tang|to|quan|thang|thu|anh|chi)(\d)")  # "lop6"
_LONGEST, _SHORTEST_RUN, _SENTENCE, _LONGEST_RUN = 7, 5, 15, 160
_UNKNOWN = 3  # a syllable nobody listens for is worth as many words


def is_syllable(folded: str) -> bool:
    return _SYLLABLE.fullmatch(folded) is not None


def put_right(typed: str, known: AbstractSet[str]) -> str:
    """The word or words meant by `typed`, which is lower case and NFC.

    >>> put_right("cuuemvoi", {"cuu", "em", "voi"}), put_right("ddanhs", set())
    ('cuu em voi', 'đánh')
    """
    folded = unaccented(typed)
    if folded in known or is_syllable(folded):
        return typed
    if not folded.isalpha():
        return _numbers_pressed(typed) or typed
    return _as_it_sounds(typed) or _keys_pressed(typed) or _apart(typed, folded, known) or typed


def _as_it_sounds(typed: str) -> str:
    for sound, spelling in _SOUNDS:
        typed = sound.sub(spelling, typed)
    return typed if is_syllable(unaccented(typed)) else ""


def _apart(typed: str, folded: str, known: AbstractSet[str]) -> str:
    """Words run together, as few as will do: all of them known, or, in a whole sentence, at least
    syllables. Otherwise nothing."""
    if not _SHORTEST_RUN <= len(folded) <= _LONGEST_RUN:
        return ""
    ways: list[tuple[int, str] | None] = [(0, "")]
    for end in range(1, len(folded) + 1):
        starts = range(max(0, end - _LONGEST), end - 1)
        here = [
            (before[0] + cost, f"{before[1]} {typed[start:end]}")
            for start in starts
            if (before := ways[start]) and (cost := _cost(folded[start:end], len(folded), known))
        ]
        ways.append(min(here, key=lambda way: way[0], default=None))
    return ways[-1][1].strip() if ways[-1] else ""


def _cost(word: str, run: int, known: AbstractSet[str]) -> int:
    """Of one word of a run of so many letters; 0 where it is none."""
    if word in known:
        return 1
    return _UNKNOWN if run >= _SENTENCE and is_syllable(word) else 0


def _keys_pressed(typed: str) -> str:
    """Telex keys that were never made marks: "muoons" is "muốn"."""
    if not typed.isascii():
        return ""
    for key, letter in _KEYS:
        typed = key.sub(letter, typed)
    toned = _TONE_KEY.sub(lambda found: found[1] + _TONE_KEYS[found[3]] + found[2], typed, count=1)
    return toned if is_syllable(unaccented(toned)) else ""


def _numbers_pressed(typed: str) -> str:
    """The same with numbers for keys: "muo61n" is "muốn"; one tone at most, wherever it stands."""
    if counted := _COUNTED.fullmatch(typed):
        return f"{counted[1]} {counted[2]}"
    if not _BY_NUMBERS.fullmatch(typed):
        return ""
    letters, tones = "", [key for key in typed if key in _TONE_NUMBERS]
    for key in typed:
        letters = _marked(letters, key) if key in _NUMBERS else letters + key * key.isalpha()
    if len(tones) > 1 or not is_syllable(unaccented(letters)):
        return ""
    last = max(map(letters.rfind, "aeiouyâêôươă"))
    return letters[: last + 1] + "".join(_TONE_NUMBERS[key] for key in tones) + letters[last + 1 :]


def _marked(letters: str, number: str) -> str:
    """Both of "uo" by one key; what has no such letter is no word typed so."""
    plain, marked = _NUMBERS[number]
    if number == "7" and "uo" in letters:
        return letters.replace("uo", "ươ")
    last = max(map(letters.rfind, plain))
    if last < 0:
        return "?"
    return letters[:last] + marked[plain.index(letters[last])] + letters[last + 1 :]


def words_of(written: str) -> frozenset[str]:
    """The words of phrases, without their marks."""
    return frozenset(re.findall(r"[^\W\d_]+", unaccented(written)))
