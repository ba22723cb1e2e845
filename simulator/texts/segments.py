"""How many parts a text takes on the air: GSM-7 where every letter fits, UCS-2 elsewhere. Pure."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")


def is_gsm7(text: str) -> bool:
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def segments(text: str) -> int:
    """160 GSM-7 characters fit one part (153 when joined), 70 UCS-2 units (67 when joined)."""
    return len(parts(text))


def parts(text: str) -> list[str]:
    """The text as it travels; what takes two places is never torn apart."""
    plain = is_gsm7(text)
    single, joined = (160, 153) if plain else (70, 67)
    places = [(letter, _places(letter, plain=plain)) for letter in text]
    if sum(width for _, width in places) <= single:
        return [text]
    found, room = [""], joined
    for letter, width in places:
        if width > room:
            found.append("")
            room = joined
        found[-1] += letter
        room -= width
    return found


def _places(letter: str, *, plain: bool) -> int:
    if plain:
        return 2 if letter in _EXTENDED else 1
    return len(letter.encode("utf-16-be")) // 2
