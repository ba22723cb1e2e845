"""Enqueue: the caller waits in a line and hears the waiting program until somebody comes."""

from collections.abc import Callable, Mapping

from simulator.clock import Action
from simulator.queues.queue import LONGEST_NAME, MOST, Member, Queue, Queues, bad_name
from simulator.twiml.reading import Node
from simulator.voice import signals
from simulator.voice.call import Call, Heard
from simulator.voice.dial import NO_DIAL, warn
from simulator.voice.played import APPLICATION
from simulator.voice.stage import Interlude, Listener, Setting, Stage, Target
from simulator.wire.addresses import Address

NAME_TOO_SHORT, NAME_TOO_LONG, QUEUE_FULL = 14204, 14205, 14207
# What a document may be that came and cannot be read; one that never came leaves silence.
UNREADABLE = frozenset({11750, 12100, 12300})
MUSIC = "hold music of the carrier"
_WAITING = frozenset(["Say", "Play", "Pause", "Gather", "Redirect", "Leave", "Hangup"])
_BEFORE = frozenset(["Say", "Play", "Pause", "Gather", "Redirect", "Hangup"])


def _nobody_to_tell() -> None:
    """The caller was in line, and no agent talks with the caller."""


def verb(queues: Queues) -> Callable[[Stage, Node], Listener]:
    return lambda stage, node: Enqueue(stage, node, queues)


class Enqueue:
    def __init__(self, stage: Stage, verb: Node, queues: Queues) -> None:
        self._stage = stage
        self._verb = verb
        self._queues = queues
        self._problem = bad_name(verb.text, NAME_TOO_SHORT, NAME_TOO_LONG)
        name = verb.text[:LONGEST_NAME]
        self._queue: Queue = queues.named(name) or queues.create(name)
        self._since = stage.exchange.clock.now()
        self._waited = 0
        self._music: Interlude | None = None
        self._address = Address("", "POST")
        self._stood = self._fetched = self._bridged = self._done = False
        self._gone: Action = _nobody_to_tell

    def start(self) -> None:
        refusal = self._refusal()
        if refusal is not None:
            self._finish(refusal)
            return
        self._stood = True
        self._play()
        self._queues.join(self._queue, Member(self._stage.call, self._since, self))

    def _refusal(self) -> str | None:
        """Why this caller cannot stand in this line."""
        call, exchange = self._stage.call, self._stage.exchange
        if self._problem is not None:
            warn(self._stage, *self._problem)
            return "error"
        limit = min(self._queue.max_size, int(self._verb.number("maxQueueSize", MOST)))
        if len(self._queue.members) >= limit:
            warn(self._stage, QUEUE_FULL, "the queue is full")
            return "queue-full"
        return "system-error" if exchange.suffers("queue_error", call.sid, call.person) else None

    def press(self, key: str) -> None:
        if self._music is not None:
            self._music.press(key)

    def say(self, text: str) -> None:
        if self._music is not None:
            self._music.say(text)

    def hung_up(self) -> None:
        self._finish("bridged" if self._bridged else "hangup")

    def replaced(self) -> None:
        """By REST: the action hears of it, and nobody follows its answer."""
        if self._done:
            return
        habit = self._stage.exchange.habits.dequeued_as
        result = "redirected-from-bridged" if self._bridged else habit
        self._close(result)
        if self._verb.get("action", ""):
            self._stage.inform(self._action(result))
        self._gone()

    # Whoever fetches the caller.

    def fetch(self, before: Address | None, agent: Call, then: Action, gone: Action) -> None:
        self._fetched, self._gone = True, gone
        self._waited = self._seconds()
        self._quiet()
        self._queues.leave(self._queue, self._stage.call, "bridged")

        def join() -> None:
            self._bridged = True
            then()

        if before is None:
            join()
            return
        self._music = self._stage.within(
            Setting(_BEFORE, codes=NO_DIAL, told=self._before_facts(agent), run_out=join)
        )
        self._music.start(before)

    def talked(self) -> None:
        self._finish("bridged" if self._bridged else "bridging-in-process")

    # Waiting.

    def _play(self) -> None:
        url = self._verb.attributes.get("waitUrl")
        if url is None:
            self._stage.call.hear(Heard(self._since, MUSIC, is_sound=True))
            signals.music(self._stage.call)
        if not url:
            return
        self._address = Address(self._stage.absolute(url), self._verb.get("waitUrlMethod", "POST"))
        self._music = self._stage.within(
            Setting(
                _WAITING,
                told=self._facts,
                run_out=self._again,
                leave=self._leave,
                failed=self._broken,
            )
        )
        # The first question tells the caller's place, so the caller stands in line by then.
        self._stage.later(0, self._begin)

    def _begin(self) -> None:
        if self._music is not None and not self._fetched:
            self._music.start(self._address)

    def _again(self) -> None:
        if self._music is not None and not self._fetched:
            self._music.again(self._address)

    def _leave(self) -> None:
        self._finish("leave")

    def _broken(self, code: int) -> None:
        if code in UNREADABLE:
            self._finish("error")

    def _facts(self) -> Mapping[str, str]:
        now, queue = self._stage.exchange.clock.now(), self._queue
        return {
            "QueueSid": queue.sid,
            "QueuePosition": str(queue.position(self._stage.call)),
            "QueueTime": str(self._seconds()),
            "AvgQueueTime": str(queue.average_wait(now)),
            "CurrentQueueSize": str(len(queue.members)),
            "MaxQueueSize": str(queue.max_size),
        }

    def _before_facts(self, agent: Call) -> Callable[[], Mapping[str, str]]:
        return lambda: {
            "QueueSid": self._queue.sid,
            "QueueTime": str(self._waited),
            "DequeingCallSid": agent.sid,
        }

    def _seconds(self) -> int:
        return round((self._stage.exchange.clock.now() - self._since).total_seconds())

    # The end.

    def _finish(self, result: str) -> None:
        if self._done:
            return
        self._close(result)
        asked = self._stage.exchange.habits.asked_after_hangup
        if self._stage.call.over and "Enqueue" not in asked:
            return
        if self._verb.get("action", ""):
            self._stage.act(self._action(result))
        elif not self._stage.call.over:
            self._stage.proceed()

    def _close(self, result: str) -> None:
        self._done = True
        if not self._fetched:
            self._waited = self._seconds()
            self._queues.leave(self._queue, self._stage.call, result)
        self._stage.call.queue_seconds += self._waited
        self._quiet()

    def _quiet(self) -> None:
        music, self._music = self._music, None
        if music is not None:
            music.stop()
        signals.stop(self._stage.call, APPLICATION)

    def _action(self, result: str) -> Target:
        """Whoever never stood in line hears nothing of the line."""
        extra = {"QueueResult": result}
        if self._stood:
            extra |= {"QueueSid": self._queue.sid, "QueueTime": str(self._waited)}
        return Target(self._verb.get("action", ""), self._verb.get("method", "POST"), extra)
