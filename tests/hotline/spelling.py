"""The same name, word or number as ten people would type it."""

import random
import unicodedata

from hotline.text import unaccented

SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Quách"
MIDDLE = "Thị Văn Đức Ngọc Minh Thuý Quốc Hữu Xuân Mỹ Khánh Quý"
GIVEN = "Hoà Hoè Thuỷ Lan Đào Ánh Tuyết Kỳ Lý Huy Quyên Nghĩa Khuê Trường Phượng Yến Ân An"
WORDS = "đánh khoá cửa trường lớp chợ cầu ngõ xóm nhà bà ngoại khóc đêm máu học"
FEWEST = 3  # letters of a beginning
# Where the tone of these stands is a matter of school and of keyboard.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN = (("o", "a"), ("o", "e"), ("u", "y"))
_WIDE = 0xFEE0  # from a letter to its full-width twin


def story(lots: random.Random) -> str:
    name = " ".join(lots.choice(names.split()) for names in (SURNAMES, MIDDLE, GIVEN))
    return f"{name} {' '.join(lots.sample(WORDS.split(), 6))}"


def typed(words: str, lots: random.Random) -> str:
    """Some of the words, in any order, each as somebody might write it."""
    chosen = lots.sample(words.split(), lots.randint(1, 4))
    return lots.choice((" ", "  ", ", ", " - ", "\t")).join(_word(one, lots) for one in chosen)


def _word(word: str, lots: random.Random) -> str:
    if len(word) > FEWEST and lots.random() < 0.2:
        word = word[: lots.randint(FEWEST, len(word))]
    for change in lots.sample(_CHANGES, lots.randint(0, 4)):
        word = change(word, lots)
    return word


def number(digits: str, lots: random.Random) -> str:
    """A mobile number, `digits` without country code and leading zero."""
    head = lots.choice(("0", "+84", "84", "0084", "+84 ", "+84 (0)", "o", "(0)"))
    gap = lots.choice(("", " ", ".", "-"))
    cuts = sorted(lots.sample(range(1, len(digits)), 2))
    return head + gap.join((digits[: cuts[0]], digits[cuts[0] : cuts[1]], digits[cuts[1] :]))


def _bare(word: str, _lots: random.Random) -> str:
    return unaccented(word)


def _half_bare(word: str, lots: random.Random) -> str:
    return "".join(unaccented(letter) if lots.random() < 0.5 else letter for letter in word)


def _plain_d(word: str, lots: random.Random) -> str:
    return word.replace("đ", lots.choice("dđð")).replace("Đ", lots.choice("DĐÐ"))


def _tone_elsewhere(word: str, _lots: random.Random) -> str:
    """Hòa for hoà: the tone moves from the second of two open vowels to the first."""
    apart = unicodedata.normalize("NFD", word)
    for tone in _TONES:
        for first, second in _OPEN:
            apart = apart.replace(f"{first}{second}{tone}", f"{first}{tone}{second}")
    return unicodedata.normalize("NFC", apart)


def _case(word: str, lots: random.Random) -> str:
    return lots.choice((word.upper(), word.lower(), word.swapcase()))


def _decomposed(word: str, lots: random.Random) -> str:
    return unicodedata.normalize(lots.choice(("NFD", "NFKD", "NFC")), word)


def _other_i(word: str, _lots: random.Random) -> str:
    same = {"kỳ": "kì", "lý": "lí", "mỹ": "mĩ", "quý": "quí", "ky": "ki", "ly": "li"}
    return same.get(word.lower(), word)


def _wide(word: str, _lots: random.Random) -> str:
    return "".join(chr(ord(one) + _WIDE) if "!" <= one <= "~" else one for one in word)


def _unseen(word: str, lots: random.Random) -> str:
    at = lots.randint(0, len(word))
    return word[:at] + lots.choice("\u200b\u200c\u00ad\ufeff") + word[at:]


_CHANGES = (
    _bare,
    _half_bare,
    _plain_d,
    _tone_elsewhere,
    _case,
    _decomposed,
    _other_i,
    _wide,
    _unseen,
)
