"""However the index is read, rare words first or all at once, the same tickets come of it."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.search import shelves
from hotline.search.asked import Part
from hotline.search.index import Post, Wanted, posts
from hotline.search.postings import Numbers, Postings, Typed, first_turn
from hotline.search.shelves import SHELF, Bits

WORDS = ("lan", "lang", "bố")
SOME = st.integers(0, 11).map(lambda place: 1 << place)
BITS = st.lists(SOME, max_size=8).map(lambda bits: reduce(or_, bits, 0))
INDEX = st.dictionaries(st.tuples(st.integers(0, 5), st.sampled_from([*WORDS, "lan*", "b*"])), BITS)
PARTS = {
    "lan": Part("lan", ("lan",), "lan*"),
    "bố": Part("bố", ("bố",), "b*"),
    "lang": Part("lang", ("lang",)),
    "#7": Part("#7", number=7),
}
ASKED = st.sets(st.sampled_from([*PARTS]), min_size=1).map(sorted)


class Library:
    """An index that notes what is asked of it."""

    def __init__(self, index: Mapping[Post, Bits]) -> None:
        self.index, self.asked = index, [list[Post]()]

    def look_up(self, wanted: Wanted) -> Mapping[Post, Bits]:
        self.asked.append([*posts(wanted)])
        return {post: self.index[post] for post in posts(wanted) if post in self.index}


def typed(library: Library, asked: Iterable[str], *, beginnings: bool, numbers: Numbers) -> Typed:
    known = {PARTS[name]: numbers.get(PARTS[name], {}) for name in asked}
    return Typed(Postings(range(6), library.look_up), known, beginnings=beginnings)


@given(INDEX, ASKED, st.booleans(), BITS, st.integers(1, 6))
def test_every_ticket_in_which_all_parts_are_is_found_in_whatever_steps_it_is_looked_for(
    index: Mapping[Post, Bits], asked: list[str], beginnings: bool, of_number: Bits, step: int
) -> None:
    library = Library(index)
    numbers = {PARTS["#7"]: {0: of_number, 5: of_number}}
    sought = typed(library, asked, beginnings=beginnings, numbers=numbers)
    assert sought.bits([]) == {}
    steps = [range(at, min(at + step, 6)) for at in range(0, 6, step)]
    found = {shelf: bits for some in steps for shelf, bits in sought.bits(some).items()}

    def has(part: Part, shelf: int) -> Bits:
        meant = [*part.whole, *([part.beginning] if beginnings and part.beginning else [])]
        bits = [index.get((shelf, term), 0) for term in meant]
        return reduce(or_, bits, numbers.get(part, {}).get(shelf, 0))

    assert found == {
        shelf: reduce(and_, (has(PARTS[name], shelf) for name in asked), shelves.ALL)
        for shelf in range(6)
    }
    once = [post for trip in library.asked for post in trip]
    assert len(once) == len(set(once))


def test_once_it_is_known_which_word_is_rare_the_common_ones_are_read_where_it_is() -> None:
    everywhere = dict.fromkeys([(shelf, "bố") for shelf in range(6)], shelves.ALL)
    library = Library({**everywhere, (4, "lan"): 1})
    sought = typed(library, ["bố", "lan"], beginnings=False, numbers={})
    assert not any(sought.bits([0, 1]).values())
    assert sought.bits([2, 3, 4, 5]) == {2: 0, 3: 0, 4: 1, 5: 0}
    _, first, *others = library.asked
    assert first == [(0, "bố"), (0, "lan"), (1, "bố"), (1, "lan")]
    assert others == [[(2, "lan"), (3, "lan"), (4, "lan"), (5, "lan")], [(4, "bố")]]


RARE, SELDOM, OFTEN = 1 / SHELF / 10, 30 / SHELF, 0.3


@pytest.mark.parametrize(
    ("shares", "first"),
    [
        ([OFTEN], 1),
        ([OFTEN, OFTEN], 2),
        ([RARE, OFTEN], 1),
        ([RARE, RARE, OFTEN], 1),
        ([SELDOM, SELDOM], 2),
        ([SELDOM, SELDOM, SELDOM], 2),
        ([SELDOM, SELDOM, OFTEN, OFTEN], 2),
        ([SELDOM, OFTEN, OFTEN], 3),
        ([RARE, SELDOM, SELDOM, OFTEN, OFTEN, OFTEN], 1),
    ],
)
def test_as_many_words_are_read_first_as_leave_few_shelves_to_the_others(
    shares: list[float], first: int
) -> None:
    assert first_turn(shares) == first
