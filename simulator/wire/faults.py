"""Faults on order, seeded: what the network and the REST API do wrong, how often."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from simulator.errors import BadFieldError

WEBHOOK_FAULTS = ("drop", "duplicate", "delay", "reorder")
REST_FAULTS = ("429", "500_before", "500_after", "hang", "reset")


@dataclass
class Fault:
    """Strikes the next `count` times, or each time with `probability`."""

    count: int = 0
    probability: float = 0.0
    seconds: float = 0.0

    def strikes(self, lot: random.Random) -> bool:
        if self.count > 0:
            self.count -= 1
            return True
        return self.probability > 0 and lot.random() < self.probability


@dataclass
class Faults:
    """Which webhook kinds suffer (`kinds`, empty: all) and which faults are ordered."""

    seed: int
    kinds: frozenset[str] = frozenset()
    webhooks: dict[str, Fault] = field(default_factory=dict)
    rest: dict[str, Fault] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lot = random.Random(self.seed)  # noqa: S311  # a rerun must fail the same way

    def order(self, webhooks: Mapping[str, object], rest: Mapping[str, object]) -> None:
        """Replace all that was ordered before; raises BadFieldError."""
        kinds = webhooks.get("kinds", ())
        if not isinstance(kinds, list | tuple):
            raise BadFieldError("kinds: a list of webhook kinds")
        named = {name: spec for name, spec in webhooks.items() if name != "kinds"}
        self.webhooks = _read(named, WEBHOOK_FAULTS)
        self.rest = _read(rest, REST_FAULTS)
        self.kinds = frozenset(map(str, kinds))

    def on_webhook(self, fault: str, kind: str) -> Fault | None:
        if self.kinds and kind not in self.kinds:
            return None
        return self._struck(self.webhooks.get(fault))

    def on_rest(self) -> str | None:
        """The first ordered fault that strikes this request."""
        return next((name for name, fault in self.rest.items() if self._struck(fault)), None)

    def _struck(self, fault: Fault | None) -> Fault | None:
        return fault if fault is not None and fault.strikes(self._lot) else None


def _read(specs: Mapping[str, object], known: tuple[str, ...]) -> dict[str, Fault]:
    for name in specs:
        if name not in known:
            raise BadFieldError(f"{name}: no such fault; there are {', '.join(known)}")
    return {name: _fault(name, spec) for name, spec in specs.items()}


def _fault(name: str, spec: object) -> Fault:
    """A whole number is a count, a fraction a probability, an object names its fields."""
    try:
        if isinstance(spec, Mapping):
            return Fault(**{str(key): _number(value) for key, value in spec.items()})  # type: ignore[arg-type]  # a count given as 2.0 counts too
        number = _number(spec)
    except (TypeError, ValueError) as problem:
        raise BadFieldError(f"{name}: cannot be {spec!r}") from problem
    return Fault(probability=number) if 0 < number < 1 else Fault(count=int(number))


def _number(value: object) -> float:
    if isinstance(value, bool):
        raise TypeError("a number is wanted")
    number = float(cast("str | float", value))
    if not 0 <= number < 10**9:
        raise ValueError("a number from 0 up is wanted")
    return number
