"""What was typed, shelf by shelf: the tickets in which every part of it is.

A posting costs the same whether its word is rare or common, and hardly any shelf has a ticket with
two rare words in it. So once it is known how common each part is, the rarest are read first, and
the others only of the shelves on which those leave a ticket.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import exp
from operator import mul

from hotline.search import shelves
from hotline.search.asked import Part
from hotline.search.index import Post, Wanted, posts
from hotline.search.shelves import SHELF, Bits

TRIP = 0.5  # what asking the database twice costs, in postings that are read of every shelf

LookUp = Callable[[Wanted], Mapping[Post, Bits]]
Numbers = Mapping[Part, Mapping[int, Bits]]  # tickets known by a number that a part may be


class Postings:
    """The index as far as it has been read: of shelves that can be, by `look_up`."""

    def __init__(self, readable: Container[int], look_up: LookUp) -> None:
        self._readable, self._look_up = readable, look_up
        self._read: dict[Post, Bits] = {}

    def read(self, some: Iterable[int], terms: Sequence[str]) -> None:
        """Postings that were read stay: what finds nothing is asked about word by word."""
        wanted = {
            shelf: [term for term in terms if (shelf, term) not in self._read]
            for shelf in some
            if shelf in self._readable
        }
        unread = {shelf: of_it for shelf, of_it in wanted.items() if of_it}
        if unread:
            self._read.update(dict.fromkeys(posts(unread), 0))
            self._read.update(self._look_up(unread))

    def any_of(self, shelf: int, terms: Iterable[str]) -> Bits:
        """The tickets of the shelf that one of the terms stands for."""
        bits = 0
        for term in terms:
            bits |= self._read.get((shelf, term), 0)
        return bits


class Typed:
    """All that was typed: each part as a whole word, or also as the beginning of one."""

    def __init__(self, postings: Postings, numbers: Numbers, *, beginnings: bool) -> None:
        self._postings, self._numbers = postings, numbers
        self._terms = {part: tuple(_terms(part, beginnings)) for part in numbers}
        self._turns: list[list[Part]] = [[*numbers]]
        self._is_planned = len(numbers) < 2

    def bits(self, some: Sequence[int]) -> dict[int, Bits]:
        """The tickets of these shelves in which every part is."""
        left = dict.fromkeys(some, shelves.ALL)
        for turn in self._turns:
            on = [shelf for shelf in some if left[shelf]]
            self._postings.read(on, [term for part in turn for term in self._terms[part]])
            for part in turn:
                left.update({shelf: left[shelf] & self._of(part, shelf) for shelf in on})
        if some and not self._is_planned:
            self._plan(some)
        return left

    def _plan(self, some: Sequence[int]) -> None:
        """From now on in one turn or two: these shelves, read whole, stand for the others."""
        many = {part: sum(self._of(part, one).bit_count() for one in some) for part in self._terms}
        rarest = sorted(many, key=many.__getitem__)
        first = first_turn([(many[part] + 1) / (len(some) * SHELF) for part in rarest])
        self._turns = [turn for turn in (rarest[:first], rarest[first:]) if turn]
        self._is_planned = True

    def _of(self, part: Part, shelf: int) -> Bits:
        return self._numbers[part].get(shelf, 0) | self._postings.any_of(shelf, self._terms[part])


def first_turn(shares: Sequence[float]) -> int:
    """How many parts to read of every shelf, the rarest first, before the rest of some of them.

    `shares` are of all tickets, ascending; how often words come together nobody knows, so they
    are taken to come by chance, and by chance alone a shelf keeps a ticket.
    """
    keeps = [1 - exp(-SHELF * share) for share in accumulate(shares, mul)]
    last = len(shares)
    costs = [
        read + (last - read) * kept + (TRIP if read < last else 0)
        for read, kept in enumerate(keeps, 1)
    ]
    return 1 + costs.index(min(costs))


def _terms(part: Part, beginnings: bool) -> Iterator[str]:
    yield from part.whole
    if beginnings and part.beginning:
        yield part.beginning
