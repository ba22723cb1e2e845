"""What goes wrong with a webhook on its way, where it was ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from simulator import kinds
from simulator.clock import Action, Clock, Timer
from simulator.faults import Fault, Faults, Realm
from simulator.ledger import Ledger
from simulator.wire.transport import Failure, Reply

HELD_AT_MOST = 5.0  # seconds a callback waits for others to overtake it


class Sufferer(Protocol):
    """What a mishap knows of a webhook."""

    @property
    def kind(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def params(self) -> Mapping[str, str]: ...


@dataclass
class _Window:
    """Callbacks that wait to change places."""

    held: list[Action]
    timer: Timer


class Mishaps:
    def __init__(self, faults: Faults, clock: Clock, ledger: Ledger) -> None:
        self.faults = faults
        self.clock = clock
        self._ledger = ledger
        self._windows: dict[Fault, _Window] = {}

    def struck(self, fault: str, webhook: Sufferer) -> Fault | None:
        if not self.faults.ordered(Realm.WEBHOOKS):
            return None
        names = kinds.names(webhook.kind, webhook.params)
        found = self.faults.strike(Realm.WEBHOOKS, fault, *names)
        if found is not None:
            self._ledger.note("fault", fault=fault, webhook=webhook.kind, subject=webhook.subject)
        return found

    def departs(self, webhook: Sufferer, go: Action) -> None:
        """A callback leaves, or waits until as many as its window holds can change places.

        Those that wait go, too, when one passes them that does not wait, or after a while.
        """
        fault = self.struck("reorder", webhook)
        if fault is None:
            go()
            self._release_all()
        else:
            self._hold(fault, go)

    def _hold(self, fault: Fault, go: Action) -> None:
        if fault not in self._windows:
            timer = self.clock.after(HELD_AT_MOST, lambda: self._release(fault))
            self._windows[fault] = _Window([], timer)
        window = self._windows[fault]
        window.held.append(go)
        if len(window.held) >= fault.window:
            self._release(fault)

    def _release_all(self) -> None:
        for fault in list(self._windows):
            self._release(fault)

    def _release(self, fault: Fault) -> None:
        window = self._windows.pop(fault)
        window.timer.cancel()
        for go in self.faults.shuffled(window.held):
            go()

    def sent(self, webhook: Sufferer, written: str) -> str:
        """The form as it leaves; a truncated one ends in the middle, and is signed as a whole."""
        return _half(written) if self.struck("truncate", webhook) else written

    def came_back(
        self, webhook: Sufferer, reply: Reply, patience: float
    ) -> tuple[float, Reply | Failure]:
        """How much later the answer arrives, and what it is by then; nobody waits for one longer
        than `patience`."""
        late = self._lateness(webhook, patience)
        if late and reply.seconds + late >= patience:
            rest = max(patience - reply.seconds, 0.0)
            return rest, Failure("rt", 11205, "no answer in time", patience)
        if self.struck("cut_answer", webhook):
            reply = replace(reply, body=reply.body[: len(reply.body) // 2])
        return late, replace(reply, seconds=reply.seconds + late)

    def _lateness(self, webhook: Sufferer, patience: float) -> float:
        if self.struck("hang", webhook):
            return patience
        late = self.struck("latency", webhook)
        return late.seconds if late else 0.0


def _half(text: str) -> str:
    return text[: len(text) // 2]
