"""The lexicon against labelled messages: few critical ones missed, few false alarms."""

import re
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from bench.triage import DATA, FILES, judge, read, score
from config.packs import shipped
from hotline.text import spell, unaccented
from hotline.vocabulary import Severity
from hotline.words.habits import put_right

POLICY = shipped("vietnam")
# The least recall and the most alarms; elsewhere as the house promises.
PROMISED = (0.97, 0.08)
# The weights were learned from these, so that they say little of strangers: every tenth is enough
# here. `./run bench triage` judges them all.
LEARNED = {"hands", "authors", "tellers", "witnesses", "correspondents", "scribes"}
MEASURED = {
    "hands": (0.99, 0.03),
    "authors": (0.99, 0.07),
    "tellers": (0.99, 0.05),
    "witnesses": (0.99, 0.06),
    "correspondents": (0.99, 0.05),
    "scribes": (0.99, 0.06),
    "untouched": (0.95, 0.06),
    "set_aside": (0.96, 0.08),
    "held_out": (0.96, 0.25),
    "kept_back": (0.97, 0.08),
    "laid_by": (0.92, 0.11),
    "unopened": (0.96, 0.10),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_critical_messages_are_not_missed_and_harmless_ones_wake_few(path: Path) -> None:
    if not path.exists():
        pytest.skip("the reference messages are not on this machine")
    result = score(read(path)[:: 10 if path.stem in LEARNED else 1], POLICY)
    recall, alarms = MEASURED.get(path.stem, PROMISED)
    assert result.recall >= recall
    assert result.alarms <= alarms


def test_of_strangers_nobody_asked_to_be_hard_as_many_are_heard_as_the_house_promises() -> None:
    """Four files that nothing was mended for or learned from, taken together."""
    names = ("untouched", "set_aside", "kept_back", "unopened")
    result = score([one for name in names for one in read(DATA / f"{name}.csv")], POLICY)
    recall, alarms = PROMISED
    assert result.recall >= recall
    assert result.alarms <= alarms


def worse_or_same(changed: str, said: str) -> bool:
    return judge(changed, POLICY).severity.rank <= judge(said, POLICY).severity.rank


SAID = [*read(DATA / "messages.csv"), *read(DATA / "voices.csv")]
GRAVE = [message.text for message in SAID if message.severity is Severity.CRITICAL]


def test_typing_without_marks_never_silences_more_than_a_few_grave_messages() -> None:
    heard = [text for text in GRAVE if judge(text, POLICY).severity is Severity.CRITICAL]
    lost = [text for text in heard if not worse_or_same(unaccented(text), text)]
    assert len(lost) <= len(heard) * 0.05, lost


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_how_letters_are_composed_changes_nothing(form: Literal["NFC", "NFD"]) -> None:
    for message in SAID:
        composed = unicodedata.normalize(form, message.text)
        assert judge(composed, POLICY).severity is judge(message.text, POLICY).severity


def test_doubled_spaces_and_capitals_never_lower() -> None:
    for message in SAID:
        assert worse_or_same(message.text.replace(" ", "  "), message.text)
        assert worse_or_same(message.text.upper(), message.text)


TEENCODE = {
    "không": "ko",
    "với": "vs",
    "em": "e",
    "rồi": "r",
    "được": "dc",
    "gì": "j",
    "phải": "fải",
}


def test_teencode_never_lowers() -> None:
    for message in SAID:
        typed = re.sub(r"\w+", lambda word: TEENCODE.get(word[0], word[0]), message.text)
        assert worse_or_same(typed, message.text), typed


MARK_KEYS = {"\u0302": "", "\u0306": "w", "\u031b": "w", "đ": "dd"}
TONE_KEYS = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}


def keys(word: re.Match[str]) -> str:
    """The keys of Telex for a word: each mark behind its letter, the tone at the end."""
    typed, tone = "", ""
    for letter in unicodedata.normalize("NFD", word[0].lower()):
        tone += TONE_KEYS.get(letter, "")
        if letter not in TONE_KEYS:
            typed += MARK_KEYS.get(letter, letter) or typed[-1:]
    return typed + tone


def test_the_bare_keys_of_marks_silence_no_more_than_a_few_grave_messages() -> None:
    typed = {text: re.sub(r"[^\W\d_]+", keys, text) for text in GRAVE}
    lost = [keyed for text, keyed in typed.items() if not worse_or_same(keyed, text)]
    assert len(lost) <= len(GRAVE) * 0.05, lost


VNI_MARKS = {"\u0302": "6", "\u0306": "8", "\u031b": "7", "đ": "d9"}
VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}


def numbers(word: re.Match[str]) -> str:
    """The same by VNI."""
    letters = unicodedata.normalize("NFD", word[0].lower())
    typed = "".join(VNI_MARKS.get(letter, letter) for letter in letters if letter not in VNI_TONES)
    return typed + "".join(VNI_TONES.get(letter, "") for letter in letters)


def test_numbers_typed_for_marks_silence_no_more_than_a_few_grave_messages() -> None:
    typed = {text: re.sub(r"[^\W\d_]+", numbers, text) for text in GRAVE}
    lost = [keyed for text, keyed in typed.items() if not worse_or_same(keyed, text)]
    assert len(lost) <= len(GRAVE) * 0.05, lost


def test_a_text_without_spaces_is_heard_nearly_as_well() -> None:
    plain = [text for text in GRAVE if all(len(word) > 1 for word in re.findall(r"\w+", text))]
    run = {text: re.sub(r"[\W\d]", "", unaccented(text)) for text in plain}
    lost = [typed for text, typed in run.items() if not worse_or_same(typed, text)]
    assert len(lost) <= len(run) * 0.15, lost


@pytest.mark.parametrize("harmless", ["Hôm nay trời đẹp.", "Em cảm ơn cô ạ!", "Chiều em đi học."])
def test_a_harmless_sentence_after_it_never_lowers(harmless: str) -> None:
    for text in GRAVE:
        assert worse_or_same(f"{text}. {harmless}", text)


RIGHT = [
    pytest.param("cuuemvoi", "cuu em voi", id="run-together"),
    pytest.param("muoons", "muốn", id="telex-keys"),
    pytest.param("ddwngf", "đừng", id="telex-keys-without-a-vowel"),
    pytest.param("muo61n", "muốn", id="numbers-for-marks"),
    pytest.param("d9u7a1", "đứa", id="numbers-anywhere-in-the-word"),
    pytest.param("lop6", "lop 6", id="a-number-that-counts"),
    pytest.param("covid19", "covid19", id="a-number-in-a-foreign-word-stays"),
    pytest.param("hjếp", "hiếp", id="j-for-i"),
    pytest.param("fải", "phải", id="f-for-ph"),
    pytest.param("sốg", "sống", id="g-for-ng"),
    pytest.param("free", "free", id="a-foreign-word-stays"),
    pytest.param("boss", "boss", id="a-known-word-stays"),
]


@pytest.mark.parametrize(("typed", "meant"), RIGHT)
def test_a_word_is_put_right_only_into_vietnamese(typed: str, meant: str) -> None:
    known = frozenset(["cuu", "em", "voi", "boss"])
    assert [*map(spell, put_right(typed, known).split())] == [*map(spell, meant.split())]
