"""Who is rung for whom. Pure.

One counselor at a time, whoever has been ready longest, and the next one on a refusal or on
silence. In danger everybody who is ready is rung at once, and soon the telephones on duty too.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hotline.call_rules import CallRules
from hotline.calls.queue import Caller, in_order
from hotline.vocabulary import Language


@dataclass(frozen=True)
class Ready:
    """A counselor without a call; `idle_since` is when they became so."""

    id: uuid.UUID
    idle_since: datetime
    languages: frozenset[Language] = frozenset(Language)


@dataclass(frozen=True)
class Rung:
    """Somebody who was rung for a caller; `ended` once that is over."""

    staff_id: uuid.UUID
    at: datetime
    ended: bool = False
    on_duty: bool = False


@dataclass(frozen=True)
class Wanting:
    """A caller whom nobody has answered, and who was rung for them so far."""

    caller: Caller
    rung: tuple[Rung, ...] = ()

    @property
    def ringing(self) -> tuple[Rung, ...]:
        return tuple(one for one in self.rung if not one.ended)

    def last_rung(self, staff_id: uuid.UUID) -> datetime | None:
        return max((one.at for one in self.rung if one.staff_id == staff_id), default=None)


@dataclass(frozen=True)
class Floor:
    """Who could answer: `logged_in` counts those who talk or write too; `duty` are people whose own
    telephones are on duty and free, the first ones first."""

    ready: tuple[Ready, ...] = ()
    logged_in: int = 0
    duty: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True)
class Offer:
    caller_id: uuid.UUID
    staff_id: uuid.UUID
    on_duty: bool = False


@dataclass(frozen=True)
class Lapse:
    """Rung long enough."""

    caller_id: uuid.UUID
    staff_id: uuid.UUID


@dataclass(frozen=True)
class Moves:
    """What is to be done now, and when time alone brings the next thing about."""

    offers: tuple[Offer, ...]
    lapses: tuple[Lapse, ...]
    again_at: datetime | None


@dataclass
class _Hands:
    """Those who are still free while one caller after another is looked at."""

    ready: list[Ready]
    duty: list[uuid.UUID]
    rings: datetime
    rules: CallRules
    again: list[datetime] = field(default_factory=list)

    def take(self, wanting: Wanting, most: int) -> list[uuid.UUID]:
        found = [one for one in self._fit(wanting) if self._rested(wanting, one.id)][:most]
        self.ready = [one for one in self.ready if one not in found]
        return [one.id for one in found]

    def take_duty(self, wanting: Wanting, most: int) -> list[uuid.UUID]:
        found = [one for one in self.duty if self._rested(wanting, one)][:most]
        self.duty = [one for one in self.duty if one not in found]
        return found

    def _fit(self, wanting: Wanting) -> list[Ready]:
        """Whoever speaks the caller's language first; somebody who does not is better than none."""
        speaks = wanting.caller.language
        return sorted(self.ready, key=lambda one: (speaks not in one.languages, one.idle_since))

    def _rested(self, wanting: Wanting, staff_id: uuid.UUID) -> bool:
        """Not rung for this caller just now: the others come first."""
        last = wanting.last_rung(staff_id)
        if last is None or last + self.rules.offer_pause <= self.rings:
            return True
        self.again.append(last + self.rules.offer_pause)
        return False


def decide(callers: Iterable[Wanting], floor: Floor, rules: CallRules, now: datetime) -> Moves:
    """For every caller in turn of rank; nobody is rung for two at once."""
    by_id = {wanting.caller.id: wanting for wanting in callers}
    hands = _Hands(list(floor.ready), list(floor.duty), now, rules)
    offers: list[Offer] = []
    lapses: list[Lapse] = []
    for caller in in_order([wanting.caller for wanting in by_id.values()]):
        wanting = by_id[caller.id]
        over = [one for one in wanting.ringing if one.at + rules.offer_for <= now]
        lapses += [Lapse(caller.id, one.staff_id) for one in over]
        ringing = [one for one in wanting.ringing if one not in over]
        hands.again += [one.at + rules.offer_for for one in ringing]
        offers += _of(wanting, ringing, floor, hands)
    return Moves(tuple(offers), tuple(lapses), min(hands.again, default=None))


def _of(wanting: Wanting, ringing: list[Rung], floor: Floor, hands: _Hands) -> list[Offer]:
    """A counselor who comes back need not wait until somebody on duty has been rung in vain."""
    if wanting.caller.danger:
        return _of_danger(wanting, hands)
    if any(not one.on_duty for one in ringing):
        return []
    found = hands.take(wanting, 1)
    if found or ringing or floor.logged_in:
        return _offers(wanting, found)
    return _offers(wanting, hands.take_duty(wanting, 1), on_duty=True)


def _of_danger(wanting: Wanting, hands: _Hands) -> list[Offer]:
    """Everybody who is ready now, and after a moment the telephones on duty.

    In that moment whoever is on duty is paged, and may talk with the caller from the page itself.
    """
    offers = _offers(wanting, hands.take(wanting, len(hands.ready)))
    duty_at = wanting.caller.since + hands.rules.duty_after
    if hands.rings < duty_at:
        hands.again.append(duty_at)
        return offers
    return offers + _offers(wanting, hands.take_duty(wanting, len(hands.duty)), on_duty=True)


def _offers(wanting: Wanting, people: Sequence[uuid.UUID], *, on_duty: bool = False) -> list[Offer]:
    return [Offer(wanting.caller.id, person, on_duty) for person in people]
