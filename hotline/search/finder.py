"""Which tickets are meant: whole words before beginnings of words, and of each the newest first.

The work is bounded by the number of shelves, however common a word is, and nothing that is there is
left out for being common.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import IntEnum
from functools import partial

from sqlalchemy import ColumnElement, LargeBinary, Select, case, false, func, literal, select

from hotline.findable import Waiting
from hotline.search import index, shelves
from hotline.search.asked import Asked, Field, Part
from hotline.search.dates import Days
from hotline.search.postings import Postings, Typed
from hotline.search.shelves import SHELF, Bits
from hotline.store.prepared import Prepared
from hotline.store.work import Work, among
from hotline.tickets import REAL, Ticket

FIRST, THEN = 8, 16  # shelves that are read at first, and how many times as many after that
ASKED_ONE_BY_ONE = 1000  # tickets whose rows are looked up by their numbers
_SOME = select(Waiting.ticket_id).distinct().limit(1000).subquery()
_NEWS = Prepared(
    select(
        select(func.max(Ticket.number)).scalar_subquery(),
        select(func.count()).select_from(_SOME).scalar_subquery(),
    )
)
FILTERS = {
    Field.SEVERITY: Ticket.severity,
    Field.STATUS: Ticket.status,
    Field.COMMUNE: Ticket.commune_code,
    Field.OWNER: Ticket.owner_id,
}


class Tier(IntEnum):
    """How well a ticket fits; the best come first."""

    NUMBER = 0  # what was typed is a number of this ticket, and nothing else was
    WORDS = 1
    BEGINNINGS = 2


@dataclass(frozen=True)
class After:
    """The last one that was shown: what follows it is wanted now."""

    tier: Tier
    number: int


@dataclass(frozen=True)
class Direct:
    """Tickets known by a number: `parts` for each part that may be one, `whole` for all of it."""

    parts: Mapping[Part, frozenset[int]] = field(default_factory=dict)
    whole: frozenset[int] = frozenset()

    def alone(self, asked: Asked) -> frozenset[int]:
        """Where one number is all that was typed, its tickets come first."""
        only = self.parts.get(asked.parts[0], frozenset()) if len(asked.parts) == 1 else frozenset()
        return self.whole | only


@dataclass(frozen=True)
class Hit:
    ticket: Ticket
    tier: Tier


@dataclass(frozen=True)
class _Candidates:
    """Tickets to ask the filters about; `bits` is None where every ticket of the shelves is."""

    shelves: Sequence[int]
    bits: Mapping[int, Bits] | None

    @property
    def is_empty(self) -> bool:
        return not self.shelves or (self.bits is not None and not any(self.bits.values()))


class Finder:
    """The index as it stands now, to ask it as often as one likes.

    `waiting` tickets changed a moment ago and are not filed yet; `missing` shelves cannot be read.
    """

    def __init__(self, work: Work) -> None:
        self._work, self._known = work, index.shelves(work)
        ((newest, self.waiting),) = work.rows(_NEWS, {})
        self._newest = shelves.shelf_of(newest or 0)
        keys = {one.shelf: one.key for one in self._known if one.key and one.key in work.keyring}
        self._postings = Postings(keys, partial(index.read, work, keys))
        self.missing = sum(not (one.complete and one.shelf in keys) for one in self._known)

    def find(
        self, asked: Asked, direct: Direct, most: int, after: After | None = None
    ) -> list[Hit]:
        """The first `most` tickets, or the first after one that was shown already."""
        hits: list[Hit] = []
        for tier, candidates in self._candidates(asked, direct, after):
            last = after if after and after.tier == tier else None
            wanted = _matching(self._work, asked, candidates, last).limit(most - len(hits))
            hits.extend(Hit(ticket, tier) for ticket in self._work.session.scalars(wanted))
            if len(hits) == most:
                break
        return hits

    def _candidates(
        self, asked: Asked, direct: Direct, after: After | None
    ) -> Iterator[tuple[Tier, _Candidates]]:
        """Tier by tier and shelf by shelf; only as far as somebody asks on."""
        sought = _Sought(self._postings, asked, direct)
        for tier in _tiers(asked, after):
            for some in self._steps(tier, asked.days, sought.first):
                bits = sought.bits(tier, some) if asked.parts else None
                candidates = _Candidates(some, bits)
                if not candidates.is_empty:
                    yield tier, candidates

    def _steps(self, tier: Tier, days: Days, first: Mapping[int, Bits]) -> Iterator[Sequence[int]]:
        if tier is Tier.NUMBER:
            yield sorted(first, reverse=True)
            return
        of_days, at, size = self._of(days), 0, FIRST
        while at < len(of_days):
            some = _beside_each_other(of_days[at : at + size])
            yield some
            at, size = at + len(some), size * THEN

    def _of(self, days: Days) -> list[int]:
        """Shelves on which there may be a ticket of these days, the newest first.

        The newest has no last receipt: there may be one that is not filed yet.
        """
        unknown = range(self._newest, max((one.shelf for one in self._known), default=-1), -1)
        since, until = _instants(self._work, days)
        return [
            *unknown,
            *(
                one.shelf
                for one in self._known
                if _begins_before(one, until)
                and (one.shelf == self._newest or _ends_after(one, since))
            ),
        ]


def _tiers(asked: Asked, after: After | None) -> list[Tier]:
    if asked.is_empty:
        return []
    tiers = list(Tier) if asked.parts else [Tier.WORDS]
    return [tier for tier in tiers if after is None or tier >= after.tier]


class _Sought:
    """What was typed, tier by tier; `first` are the tickets that come before all others."""

    def __init__(self, postings: Postings, asked: Asked, direct: Direct) -> None:
        self.first = shelves.by_shelf(direct.alone(asked))
        numbers = {part: shelves.by_shelf(direct.parts.get(part, ())) for part in asked.parts}
        self._words = Typed(postings, numbers, beginnings=False)
        self._beginnings = Typed(postings, numbers, beginnings=True)

    def bits(self, tier: Tier, some: Sequence[int]) -> dict[int, Bits]:
        """The tickets of the shelves that are of this tier, and of none before it."""
        if tier is Tier.NUMBER:
            return {shelf: self.first[shelf] for shelf in some}
        if tier is Tier.WORDS:
            return self._but_the_first(self._words.bits(some))
        found = self._beginnings.bits(some)
        words = self._words.bits([shelf for shelf in some if found[shelf]])
        return self._but_the_first(
            {shelf: bits & ~words.get(shelf, 0) for shelf, bits in found.items()}
        )

    def _but_the_first(self, found: Mapping[int, Bits]) -> dict[int, Bits]:
        return {shelf: bits & ~self.first.get(shelf, 0) for shelf, bits in found.items()}


def _beside_each_other(some: Sequence[int]) -> Sequence[int]:
    """As many from the first on as stand there without a gap, so that one span holds no others."""
    return [shelf for place, shelf in enumerate(some) if shelf == some[0] - place]


def _begins_before(shelf: index.Known, until: datetime | None) -> bool:
    return until is None or shelf.first_at is None or shelf.first_at < until


def _ends_after(shelf: index.Known, since: datetime | None) -> bool:
    return since is None or shelf.last_at is None or shelf.last_at >= since


def _instants(work: Work, days: Days) -> tuple[datetime | None, datetime | None]:
    """From the first instant to the one after the last."""
    until = days.until + timedelta(days=1) if days.until else None
    first = datetime.combine(days.since, time(), work.zone) if days.since else None
    return first, datetime.combine(until, time(), work.zone) if until else None


def _matching(
    work: Work, asked: Asked, candidates: _Candidates, after: After | None
) -> Select[Ticket]:
    """Those of the candidates that the filters let through, the newest first."""
    asks = [REAL, _among(candidates), *_filters(work, asked)]
    if after is not None:
        asks.append(Ticket.number < after.number)
    return select(Ticket).where(*asks).order_by(Ticket.number.desc())


def _among(candidates: _Candidates) -> ColumnElement[bool]:
    """Few are asked for by their numbers; many as they come, by one bit each."""
    lowest = shelves.first_of(min(candidates.shelves))
    span = Ticket.number.between(lowest, shelves.first_of(max(candidates.shelves)) + SHELF - 1)
    bits = candidates.bits
    if bits is None:
        return span
    if sum(map(int.bit_count, bits.values())) <= ASKED_ONE_BY_ONE:
        return among(
            Ticket.number,
            [n for shelf, on_it in bits.items() for n in shelves.numbers(shelf, on_it)],
        )
    known = b"".join(
        bits.get(shelf, 0).to_bytes(shelves.MANY, "little")
        for shelf in range(min(candidates.shelves), max(candidates.shelves) + 1)
    )
    bit = func.get_bit(literal(known, LargeBinary), Ticket.number - lowest)
    return span & case((span, bit == 1), else_=false())  # no bit is asked for that is not there


def _filters(work: Work, asked: Asked) -> Iterator[ColumnElement[bool]]:
    for name, values in asked.fields.items():
        column = FILTERS[name]
        yield column.in_([uuid.UUID(value) for value in values] if name is Field.OWNER else values)
    since, until = _instants(work, asked.days)
    if since is not None:
        yield Ticket.received_at >= since
    if until is not None:
        yield Ticket.received_at < until
