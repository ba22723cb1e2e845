"""Which phrases a text may hold: those of which it has a word for every place."""

from hypothesis import given
from hypothesis import strategies as st

from hotline.words.needs import Needs

BEAT, DAD, ME = frozenset({"đanh2", "danh0"}), frozenset({"bô2", "bo0"}), frozenset({"em0"})
PHRASES = Needs([[DAD, BEAT], [BEAT, ME], [], [BEAT], [DAD, BEAT, ME]])

WORDS = st.sampled_from("abcdef")
SETS = st.frozensets(WORDS, min_size=1, max_size=3)
ANCHORS = st.lists(st.lists(SETS, max_size=4), max_size=70)


def may_hold(*words: str) -> list[int]:
    return [*PHRASES.met_by(frozenset(words))]


def test_a_phrase_is_looked_for_only_where_all_that_it_needs_was_said() -> None:
    assert may_hold("bo0", "danh0") == [0, 2, 3]
    assert may_hold("bô2", "đanh2", "em0") == [0, 1, 2, 3, 4]
    assert may_hold("danh0") == [2, 3]


def test_what_needs_no_word_may_stand_in_every_text() -> None:
    assert may_hold() == may_hold("cô0") == [2]


def test_without_a_phrase_there_is_nothing_to_look_for() -> None:
    assert [*Needs([]).met_by(frozenset({"em0"}))] == []


@given(ANCHORS, st.frozensets(WORDS))
def test_however_many_phrases_there_are_each_is_weighed_by_itself(
    anchors: list[list[frozenset[str]]], said: frozenset[str]
) -> None:
    alone = [n for n, needed in enumerate(anchors) if all(said & one for one in needed)]
    assert [*Needs(anchors).met_by(said)] == alone
