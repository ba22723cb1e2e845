"""Telephone numbers as people write them, as carriers send them, and as they may be shown. Pure."""

import re
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


@lru_cache(maxsize=2_000)
def normal(number: str) -> str | None:
    """One spelling per number: E.164, a short number as it is, None when the caller is withheld.

    Never raises: what no rule understands is kept as it came, without blanks.
    """
    bare = re.sub(r"[\s.\-()]", "", number)
    if bare.lower() in WITHHELD or bare.lower().startswith(WITHHELD_SIP):
        return None
    if re.fullmatch(r"\d{3,6}|\+84[1-9]\d{8}", bare):
        return bare  # a short number, or a mobile as the carrier writes it: nothing to read
    if bare[:1].isalpha() and "+" not in bare:
        return bare  # a name, whose letters are no keys of a telephone
    try:
        parsed = phonenumbers.parse(bare, REGION)
    except phonenumbers.NumberParseException:
        return bare
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str | None) -> str:
    """Enough to tell two callers apart on a screen, not enough to call one."""
    if not number:
        return "—"
    return "•" * max(len(number) - 3, 0) + number[-3:]
