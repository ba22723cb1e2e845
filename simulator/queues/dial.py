"""Dial to a Queue: the agent gets whoever waits longest, or waits for somebody to come."""

from collections.abc import Callable

from simulator.queues.queue import Member, Queue, Queues, bad_name
from simulator.twiml.reading import Node
from simulator.voice.bridge import Bridge
from simulator.voice.call import Call
from simulator.voice.calls import Calls
from simulator.voice.dial import finish, warn
from simulator.voice.dial_record import DialRecord
from simulator.voice.stage import Listener, Stage
from simulator.wire.addresses import Address

NAME_TOO_SHORT, NAME_TOO_LONG = 14212, 14213


def noun(queues: Queues, calls: Calls) -> Callable[[Stage, Node, Node], Listener]:
    return lambda stage, verb, node: DialQueue(stage, verb, node, queues, calls)


class DialQueue:
    def __init__(self, stage: Stage, verb: Node, node: Node, queues: Queues, calls: Calls) -> None:
        self._stage = stage
        self._verb = verb
        self._node = node
        self._calls = calls
        self._queue: Queue | None = queues.named(node.text)
        self._member: Member | None = None
        self._waited = 0
        self._bridge: Bridge | None = None
        self._record = DialRecord(stage, verb, calls.recordings)
        self._done = False

    def start(self) -> None:
        problem = bad_name(self._node.text, NAME_TOO_SHORT, NAME_TOO_LONG)
        if problem is not None:
            warn(self._stage, *problem)
        if self._queue is None:
            self._finish("failed")
        elif self._queue.members:
            self._take(self._queue)
        else:
            self._queue.watchers.append(self._come)
            self._stage.later(self._verb.number("timeout", 30), self._give_up)

    def press(self, key: str) -> None:
        if key == "*" and self._bridge and self._verb.flag("hangupOnStar", False):
            self._finish("completed")

    def say(self, text: str) -> None:
        """The caller hears it by the bridge."""

    def hung_up(self) -> None:
        self._finish("completed" if self._member else "canceled")

    def replaced(self) -> None:
        if not self._done:
            self._close()
            self._record.over()

    def _come(self) -> None:
        if not self._done and self._member is None and self._queue is not None:
            self._take(self._queue)

    def _give_up(self) -> None:
        if self._member is None:
            self._finish("no-answer")

    def _take(self, queue: Queue) -> None:
        member = self._member = queue.members[0]
        self._waited = member.waited(self._stage.exchange.clock.now())
        member.call.watchers.append(self._moved)
        url = self._node.get("url", "")
        method = self._node.get("method", "POST")
        before = Address(self._stage.absolute(url), method) if url else None
        member.waiting.fetch(before, self._stage.call, self._join, self._over)

    def _join(self) -> None:
        if self._member is not None and not self._done:
            self._bridge = Bridge.between(self._stage.call, self._member.call)
            self._record.answered()
            self._stage.exchange.ledger.note(
                "bridged", subject=self._stage.call.sid, other=self._member.call.sid
            )

    def _moved(self, call: Call) -> None:
        if call.over:
            self._over()

    def _over(self) -> None:
        self._finish("completed")

    def _finish(self, status: str) -> None:
        if not self._done:
            self._close()
            finish(self._stage, self._verb, self._facts(status) | self._record.over())

    def _close(self) -> None:
        self._done = True
        if self._queue is not None and self._come in self._queue.watchers:
            self._queue.watchers.remove(self._come)
        if self._bridge is not None:
            self._bridge.part()
        if self._member is not None and not self._member.call.over:
            self._member.waiting.talked()

    def _facts(self, status: str) -> dict[str, str]:
        facts = {"DialCallStatus": status}
        if self._member is not None and self._queue is not None:
            call = self._member.call
            facts |= {
                "DialCallSid": call.sid,
                "DialCallDuration": str(call.seconds),
                "DialBridged": str(self._bridge is not None).lower(),
                "QueueSid": self._queue.sid,
                "QueueTime": str(self._waited),
            }
        return facts
