"""Which provider takes a message, by how each has answered lately. Pure.

A provider that fails is left alone for a while, then asked for something that changes nothing;
if it answers, it is on trial: the next failure opens its breaker again, a success closes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hotline.telephony.carrier import Provider
from hotline.watch import Watch


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    ON_TRIAL = "on_trial"


@dataclass(frozen=True)
class Circuit:
    """`failures` in a row, the first of them at `since`; while open, `probe_at` is the next try."""

    state: State = State.CLOSED
    failures: int = 0
    since: datetime | None = None
    probe_at: datetime | None = None

    @property
    def admits(self) -> bool:
        return self.state is not State.OPEN


@dataclass(frozen=True)
class Try:
    """`perhaps` when it may have been taken, for all we have heard."""

    provider: Provider
    at: datetime
    perhaps: bool


@dataclass(frozen=True)
class Facts:
    """`circuits` are of all providers there are, the preferred one first; `tries` the earlier ones
    of this message. What is `urgent` had rather come twice than late."""

    circuits: Mapping[Provider, Circuit]
    tries: Sequence[Try] = ()
    urgent: bool = False


@dataclass(frozen=True)
class Ask:
    """Look in the lists of `look`, each since then, and if it is in none, ask `provider`.

    `perhaps_twice` when a provider that may have it cannot be asked. `spare` when another one has
    not been tried: if this one does not take it, there is nothing to wait for.
    """

    provider: Provider
    look: Mapping[Provider, datetime]
    perhaps_twice: bool = False
    spare: bool = False


@dataclass(frozen=True)
class Wait:
    until: datetime


def failed(circuit: Circuit, watch: Watch, now: datetime) -> Circuit:
    """Failures long ago are forgotten; on trial one is enough."""
    if circuit.state is State.OPEN:
        return replace(circuit, probe_at=now + watch.probe_every)
    recent = circuit.since is not None and now - circuit.since <= watch.breaker_within
    since = circuit.since if recent else now
    failures = circuit.failures + 1 if recent else 1
    if circuit.state is State.ON_TRIAL or failures >= watch.breaker_failures:
        return Circuit(State.OPEN, failures, since, now + watch.probe_every)
    return Circuit(State.CLOSED, failures, since)


def answered_a_probe(circuit: Circuit) -> Circuit:
    return replace(circuit, state=State.ON_TRIAL, probe_at=None)


def route(facts: Facts, watch: Watch, now: datetime) -> Ask | Wait:
    """Nobody is asked while one who may have it can still say so; what is urgent waits its time."""
    perhaps = _perhaps(facts.tries)
    silent = {p: at for p, at in perhaps.items() if not _admits(facts, p)}
    free = [provider for provider, circuit in facts.circuits.items() if circuit.admits]
    tired = max(silent.values(), default=now) + watch.resend_after
    if not free or (silent and not (facts.urgent and tired <= now)):
        return Wait(_until(facts, watch, now, tired if silent and free else None))
    tried = [each.provider for each in facts.tries]
    order = [provider for provider in free if provider not in tried] or free
    chosen = order[0] if order[0] not in tried else min(free, key=lambda p: _last(facts, p))
    look = {provider: at for provider, at in perhaps.items() if provider not in silent}
    spare = any(provider not in (*tried, chosen) for provider in free)
    return Ask(chosen, look, perhaps_twice=bool(silent), spare=spare)


def _admits(facts: Facts, provider: Provider) -> bool:
    """One that is no longer there cannot be asked either."""
    circuit = facts.circuits.get(provider)
    return circuit is not None and circuit.admits


def _perhaps(tries: Sequence[Try]) -> dict[Provider, datetime]:
    """Who may have it, and since when."""
    found: dict[Provider, datetime] = {}
    for each in tries:
        if each.perhaps:
            found[each.provider] = min(each.at, found.get(each.provider, each.at))
    return found


def _last(facts: Facts, provider: Provider) -> datetime:
    return max(each.at for each in facts.tries if each.provider is provider)


def _until(facts: Facts, watch: Watch, now: datetime, tired: datetime | None) -> datetime:
    probes = [circuit.probe_at for circuit in facts.circuits.values() if circuit.probe_at]
    urgent = [tired] if tired is not None and facts.urgent else []
    return max(now, min([*probes, *urgent], default=now + watch.probe_every))
