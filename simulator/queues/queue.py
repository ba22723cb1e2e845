"""A waiting line: who waits, since when, in which order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from simulator.clock import Action
from simulator.errors import NotPossibleError, UnknownError
from simulator.exchange import Exchange
from simulator.voice.call import Call
from simulator.wire.addresses import Address

MOST = 1000
LONGEST_NAME = 64


def bad_name(name: str, too_short: int, too_long: int) -> tuple[int, str] | None:
    """What is wrong with a name, under the code of whoever uses it."""
    if not name:
        return too_short, "the queue has no name"
    return (too_long, "the name of the queue is too long") if len(name) > LONGEST_NAME else None


class Waiting(Protocol):
    """The Enqueue that holds the caller."""

    def fetch(self, before: Address | None, agent: Call, then: Action, gone: Action) -> None:
        """Take the caller out for the agent; `then` once both may talk, `gone` when the
        application has taken the caller elsewhere."""

    def talked(self) -> None:
        """The agent is gone: the caller goes on with the action."""


@dataclass(eq=False)
class Member:
    call: Call
    since: datetime
    waiting: Waiting

    @property
    def sid(self) -> str:
        """A member goes by the sid of its call."""
        return self.call.sid

    def waited(self, now: datetime) -> int:
        return round((now - self.since).total_seconds())


@dataclass(eq=False)
class Queue:
    sid: str
    name: str
    created: datetime
    updated: datetime
    max_size: int = MOST
    members: list[Member] = field(default_factory=list)
    # Agents who listen to nothing until somebody comes.
    watchers: list[Callable[[], None]] = field(default_factory=list)

    def average_wait(self, now: datetime) -> int:
        """Over those who wait now, in whole seconds."""
        waits = [member.waited(now) for member in self.members]
        return round(sum(waits) / len(waits)) if waits else 0

    def position(self, call: Call) -> int:
        """From 1; 0 for a call that does not wait here."""
        return next((n for n, each in enumerate(self.members, 1) if each.call is call), 0)


class Queues:
    def __init__(self, exchange: Exchange) -> None:
        self.all: dict[str, Queue] = {}
        self._exchange = exchange

    def create(self, name: str, max_size: int = MOST) -> Queue:
        now = self._exchange.clock.now()
        queue = Queue(self._exchange.sids.new("QU"), name, now, now, max_size)
        self.all[queue.sid] = queue
        return queue

    def named(self, name: str) -> Queue | None:
        return next((queue for queue in self.all.values() if queue.name == name), None)

    def find(self, sid: str) -> Queue:
        if sid not in self.all:
            raise UnknownError(f"there is no queue {sid}")
        return self.all[sid]

    def forget(self, queue: Queue) -> None:
        """Raises NotPossibleError while somebody waits."""
        if queue.members:
            raise NotPossibleError("somebody waits in the queue")
        del self.all[queue.sid]

    def join(self, queue: Queue, member: Member) -> None:
        queue.members.append(member)
        self._note("queue.joined", queue, member.call)
        if queue.watchers:
            queue.watchers.pop(0)()

    def leave(self, queue: Queue, call: Call, result: str) -> None:
        queue.members = [member for member in queue.members if member.call is not call]
        self._note("queue.left", queue, call, result)

    def _note(self, kind: str, queue: Queue, call: Call, result: str = "") -> None:
        self._exchange.ledger.note(
            kind, subject=call.sid, queue=queue.name, size=len(queue.members), result=result
        )
