"""What the carrier's news mean for a place in a room, whatever their order; and what a room needs.
Pure.

News come late, twice, out of order or not at all. So a standing only ever rises, and what a room
needs follows from how things stand, not from which event came last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """Whose place it is."""

    CALLER = "caller"
    COUNSELOR = "counselor"
    DUTY = "duty"  # somebody on duty, at their own telephone
    SUPERVISOR = "supervisor"
    THIRD = "third"  # an agency or a number somebody called in


ANSWERS = frozenset({Kind.COUNSELOR, Kind.DUTY})  # who a caller is brought to


class Standing(StrEnum):
    """Declared in the order in which they follow each other; some may be passed over."""

    RUNG = "rung"
    ANSWERED = "answered"
    IN_ROOM = "in_room"
    GONE = "gone"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {standing: rank for rank, standing in enumerate(Standing)}


def rises(was: Standing, to: Standing) -> bool:
    return to.rank > was.rank


@dataclass(frozen=True)
class Place:
    """One leg's place in a room. `listens`: a supervisor whom the caller cannot hear."""

    key: str
    kind: Kind
    standing: Standing
    listens: bool = False

    @property
    def present(self) -> bool:
        return self.standing is Standing.IN_ROOM

    @property
    def open(self) -> bool:
        return self.standing is not Standing.GONE


@dataclass(frozen=True)
class News:
    """What the carrier says of one leg."""

    key: str
    standing: Standing


def after(places: Sequence[Place], news: News) -> tuple[Place, ...]:
    """The places once this is known; what is known already changes nothing."""
    return tuple(
        replace(place, standing=news.standing)
        if place.key == news.key and rises(place.standing, news.standing)
        else place
        for place in places
    )


class Need(StrEnum):
    FETCH = "fetch"  # the caller is brought from the line: a person is in the room
    BACK = "back"  # the caller goes back to the head of the line: nobody is left
    CLOSE = "close"  # everybody else is let go: the caller is gone


def needs(places: Iterable[Place], *, waiting: bool, ended: bool) -> frozenset[Need]:
    """`waiting`: the caller stands in the line. `ended`: somebody pressed End."""
    known = list(places)
    caller = next((place for place in known if place.kind is Kind.CALLER), None)
    if ended:
        return frozenset()
    if caller is None:
        there = any(place.present and place.kind in ANSWERS for place in known)
        return frozenset({Need.FETCH}) if there and waiting else _if_nobody_waits(waiting=waiting)
    if not caller.open:
        return frozenset({Need.CLOSE})
    return frozenset({Need.BACK}) if caller.present and is_alone(known) else frozenset()


def is_alone(places: Iterable[Place]) -> bool:
    """Whether nobody would be left whom the caller can hear."""
    return not any(_stays(place) for place in places)


def _if_nobody_waits(*, waiting: bool) -> frozenset[Need]:
    return frozenset() if waiting else frozenset({Need.CLOSE})


def _stays(place: Place) -> bool:
    """Somebody the caller is not alone with; nobody is torn away from the police either."""
    if place.kind is Kind.CALLER or place.listens:
        return False
    coming = place.standing is Standing.ANSWERED and place.kind is not Kind.THIRD
    return place.present or coming
