"""Faults on order, seeded: what goes wrong with webhooks, the REST API and the lines, how often."""

import random
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from simulator.errors import BadFieldError
from simulator.kinds import KINDS, whole

# One order, or several: which faults, and what alone suffers them.
Written = Mapping[str, object] | Sequence[Mapping[str, object]]
T = TypeVar("T")


class Realm(StrEnum):
    WEBHOOKS = "webhooks"
    REST = "rest"
    CARRIER = "carrier"


# What may go wrong where, and how many seconds each takes when nobody says.
KNOWN: Mapping[Realm, Mapping[str, float]] = {
    Realm.WEBHOOKS: {
        "drop": 0, "refuse": 0, "duplicate": 0, "delay": 10, "reorder": 0, "early": 0,
        "truncate": 0, "unknown_field": 0, "cut_answer": 0, "latency": 5, "hang": 0,
    },
    Realm.REST: {
        "429": 0, "500_before": 0, "500_after": 0, "503": 0,
        "latency": 5, "hang": 0, "reset": 0, "list_lag": 60,
    },
    Realm.CARRIER: {
        "busy": 0, "no_answer": 0, "failed": 0, "silent_line": 0,
        "lost_key": 0, "doubled_key": 0, "hangup": 0, "queue_error": 0,
        "undelivered": 0, "unsent": 0, "late_receipt": 300, "repeated_receipt": 60,
        "contradicted_receipt": 60, "false_receipt": 0, "lost_segment": 0,
    },
}  # fmt: skip  # what belongs together stands on one line
# What limits an order, in the singular and in the plural.
_LIMITS = {
    Realm.WEBHOOKS: ("kind", "kinds"),
    Realm.REST: ("resource", "resources"),
    Realm.CARRIER: ("number", "numbers"),
}
_WINDOW = 2


@dataclass(eq=False)
class Fault:
    """Passes over `skip` chances, then strikes `count` times, then each time with `probability`.

    `window` is of reordering, `code` of texts that do not arrive.
    """

    count: int = 0
    probability: float = 0.0
    seconds: float = 0.0
    skip: int = 0
    window: int = _WINDOW
    code: int = 0

    def strikes(self, lot: random.Random) -> bool:
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.count > 0:
            self.count -= 1
            return True
        return self.probability > 0 and lot.random() < self.probability


@dataclass(frozen=True)
class Order:
    """`only` names what suffers; empty: everything."""

    only: frozenset[str]
    faults: Mapping[str, Fault]

    def concerns(self, names: frozenset[str]) -> bool:
        return not self.only or not self.only.isdisjoint(names)


class Faults:
    def __init__(self, seed: int) -> None:
        self._lot = random.Random(seed)  # noqa: S311  # a rerun must fail the same way
        self._orders: Mapping[Realm, tuple[Order, ...]] = {}
        # As they were ordered last, whatever struck since.
        self.written: Mapping[str, Written | None] = {}

    def order(self, written: Mapping[str, Written | None]) -> None:
        """Replace all that was ordered before, or nothing: raises BadFieldError."""
        for name in written:
            if name not in set(Realm):
                raise BadFieldError(f"{name}: faults are of {', '.join(Realm)}")
        self._orders = {realm: _orders(realm, written.get(realm) or ()) for realm in Realm}
        self.written = dict(written)

    def ordered(self, realm: Realm) -> bool:
        """Whether anything can go wrong there at all; nearly always nothing can."""
        return bool(self._orders.get(realm))

    def strike(self, realm: Realm, fault: str, *names: str) -> Fault | None:
        """The fault that strikes now what goes by one of these names."""
        meant = frozenset(names)
        for order in self._orders.get(realm, ()):
            found = order.faults.get(fault) if order.concerns(meant) else None
            if found is not None and found.strikes(self._lot):
                return found
        return None

    def first(self, realm: Realm, among: Container[str], *names: str) -> str | None:
        """The name of the first fault, in the order they were written, that strikes now."""
        meant = frozenset(names)
        for order in self._orders.get(realm, ()):
            for name, fault in order.faults.items() if order.concerns(meant) else ():
                if name in among and fault.strikes(self._lot):
                    return name
        return None

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """In another order than they came; one alone has none."""
        mixed = list(items)
        while len(mixed) > 1 and all(one is other for one, other in zip(mixed, items, strict=True)):
            self._lot.shuffle(mixed)
        return mixed

    def pick(self, items: Sequence[T]) -> T:
        return self._lot.choice(items)


def _orders(realm: Realm, written: Written) -> tuple[Order, ...]:
    several = [written] if isinstance(written, Mapping) else written
    if not isinstance(several, list | tuple):
        raise BadFieldError(f"{realm}: an order, or a list of them")
    return tuple(_order(realm, one) for one in several)


def _order(realm: Realm, written: object) -> Order:
    if not isinstance(written, Mapping):
        raise BadFieldError(f"{realm}: an order names its faults, not {written!r}")
    named = {str(name): spec for name, spec in written.items()}  # 503 is a number in YAML
    limits = {name: named.pop(name) for name in _LIMITS[realm] if name in named}
    for name in named:
        if name not in KNOWN[realm]:
            raise BadFieldError(f"{name}: no such fault; there are {', '.join(KNOWN[realm])}")
    faults = {name: _fault(realm, name, spec) for name, spec in named.items()}
    return Order(_only(realm, limits), faults)


def _only(realm: Realm, written: Mapping[str, object]) -> frozenset[str]:
    one, several = _LIMITS[realm]
    named = written.get(several, [written[one]] if one in written else [])
    if not isinstance(named, list | tuple):
        raise BadFieldError(f"{several}: a list")
    only = frozenset(whole(str(name)) for name in named)
    if realm is Realm.WEBHOOKS and not only <= KINDS:
        unknown = min(only - KINDS)
        raise BadFieldError(f"{unknown}: no kind of webhook; there are {', '.join(sorted(KINDS))}")
    return only


def _fault(realm: Realm, name: str, spec: object) -> Fault:
    """A whole number is a count, a fraction a probability, an object names its fields; how many
    change places stands for itself."""
    seconds = KNOWN[realm][name]
    try:
        if isinstance(spec, Mapping):
            return _written_out(seconds, spec)
        number = _number(spec)
    except (TypeError, ValueError) as problem:
        raise BadFieldError(f"{name}: cannot be {spec!r}") from problem
    if name == "reorder" and number > 1:
        return Fault(probability=1, window=int(number))
    if 0 < number < 1:
        return Fault(probability=number, seconds=seconds)
    return Fault(count=int(number), seconds=seconds)


def _written_out(seconds: float, spec: Mapping[str, object]) -> Fault:
    """Without a count or a probability it strikes each time."""
    fields = {str(key): _number(value) for key, value in spec.items()}
    often = fields.pop("probability", 0 if "count" in fields else 1)
    seconds = fields.pop("seconds", seconds)
    whole_numbers = {key: int(value) for key, value in fields.items()}
    return Fault(probability=often, seconds=seconds, **whole_numbers)


def _number(value: object) -> float:
    if isinstance(value, bool):
        raise TypeError("a number is wanted")
    number = float(cast("str | float", value))
    if not 0 <= number < 10**9:
        raise ValueError("a number from 0 up is wanted")
    return number
