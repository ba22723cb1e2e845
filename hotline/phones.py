"""Telephone numbers as people write them, as carriers send them, and as they may be shown. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

REGION = "VN"
# In words, and as a carrier spells the words on a telephone's keys.
WITHHELD = frozenset(
    {
        *("", "anonymous", "blocked", "private", "restricted", "unavailable", "unknown"),
        *("withheld", "+266696687", "+2562533", "+7378742833", "+86282452253", "+8656696"),
    }
)
WITHHELD_SIP = "sip:anonymous@"
_WRITTEN = re.compile(r"(?<![\w/+])(?:\+ ?|[oO])?\(?\d[\d\s.\-()]{6,22}\d(?![\w/])")
_BETWEEN = re.compile(r"[\s.\-()]")
_AS_CARRIED = re.compile(r"\d{3,6}|\+84[1-9]\d{8}")
_APART = re.compile(r"\S+")
_FEWEST, _MOST = 9, 15  # digits of what is read as a number in the middle of words
# Mobile numbers had eleven digits until 2018, and are still told and written so.
_ELEVEN = {
    **{f"16{n}": f"3{n}" for n in range(2, 10)},
    **{f"12{n}": f"8{n}" for n in range(3, 6)},
    "120": "70",
    "121": "79",
    "122": "77",
    "126": "76",
    "127": "81",
    "128": "78",
    "129": "82",
    "186": "56",
    "188": "58",
    "199": "59",
}
_OLD_MOBILE = re.compile(r"\+84(1\d\d)(\d{7})")


@dataclass(frozen=True)
class Written:
    """A telephone number in the middle of a text, and where it stands."""

    number: str
    start: int
    end: int


@lru_cache(maxsize=2_000)
def normal(number: str) -> str | None:
    """One spelling per number: E.164, a short number as it is, None when the caller is withheld.

    Never raises: what no rule understands is kept as it came, without blanks.
    """
    bare = _BETWEEN.sub("", number)
    if bare.lower() in WITHHELD or bare.lower().startswith(WITHHELD_SIP):
        return None
    if _AS_CARRIED.fullmatch(bare):
        return bare  # a short number, or a mobile as the carrier writes it: nothing to read
    if bare[:1].isalpha() and "+" not in bare:
        return bare  # a name, whose letters are no keys of a telephone
    try:
        parsed = phonenumbers.parse(bare, REGION)
    except phonenumbers.NumberParseException:
        return bare
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def written_in(text: str) -> Iterator[Written]:
    """Every telephone number in a text, however it is spelt, in its one spelling of today."""
    for run in _WRITTEN.finditer(text):
        pieces = (
            [run] if _digits(run[0]) <= _MOST else _APART.finditer(text, run.start(), run.end())
        )
        for piece in pieces:
            number = _number(piece[0])
            if number is not None:
                yield Written(number, piece.start(), piece.end())


def _number(spelt: str) -> str | None:
    if not _FEWEST <= _digits(spelt) <= _MOST:
        return None
    zeros = spelt.replace("o", "0").replace("O", "0")
    number = normal(zeros.replace("(0)", "") if "+" in zeros else zeros)
    return of_today(number) if number and number.startswith("+") else None


def _digits(spelt: str) -> int:
    return sum(letter.isdigit() for letter in spelt)


def of_today(number: str) -> str:
    """An old mobile number of eleven digits as it has been called since 2018."""
    old = _OLD_MOBILE.fullmatch(number)
    return f"+84{_ELEVEN[old[1]]}{old[2]}" if old and old[1] in _ELEVEN else number


def masked(number: str | None) -> str:
    """Enough to tell two callers apart on a screen, not enough to call one."""
    if not number:
        return "—"
    return "•" * max(len(number) - 3, 0) + number[-3:]
