"""How a text leaves: it waits its turn, is carried to the handset, and what comes of it is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

from simulator.behaviour import Behaviour, Handset
from simulator.exchange import Exchange
from simulator.faults import Fault
from simulator.texts.message import SILENT, Message, Status
from simulator.texts.parameters import status_block
from simulator.texts.segments import parts
from simulator.wire.webhooks import Webhook

TO_CARRIER = 1.0  # seconds from sending to sent
EXPIRED, OVERFLOW = 30036, 30001
_UNKNOWN, _UNREACHABLE = 30008, 30003


class Sending:
    """`reach` lets a text come in where it was sent to."""

    def __init__(
        self,
        exchange: Exchange,
        behaviour_of: Callable[[str], Behaviour],
        reach: Callable[[Message], None],
    ) -> None:
        self._exchange = exchange
        self._behaviour_of = behaviour_of
        self._reach = reach
        # When each sender is through with what it has.
        self._free: dict[str, datetime] = {}

    def move(self, message: Message, to: Status) -> None:
        """Raises NotPossibleError for a move no message makes."""
        message.move(to, self._exchange.clock.now())
        self._told(message)

    def give_up(self, message: Message, error: int) -> None:
        """Unless it left, or was stopped, in the meantime."""
        if message.status is Status.QUEUED:
            self._fail(message, error)

    def backlog(self, sender: str) -> float:
        """In how many seconds a text of this sender would have its turn."""
        now = self._exchange.clock.now()
        return max((self._free.get(sender, now) - now).total_seconds(), 0.0)

    def overflows(self, sender: str) -> bool:
        return self.backlog(sender) > self._exchange.habits.sender_queue_hours * 3600

    def leave(self, message: Message) -> None:
        """A queued text has its turn, or is too old by then."""
        if message.status is not Status.QUEUED:
            return
        clock, wait = self._exchange.clock, self._turn(message)
        old = (clock.now() - message.created).total_seconds()
        if old + wait > message.valid:
            clock.after(message.valid - old, lambda: self.give_up(message, EXPIRED))
        else:
            clock.after(wait, lambda: self._send(message))

    def _turn(self, message: Message) -> float:
        rate = self._exchange.habits.segments_a_second
        if not rate:
            return 0.0
        wait = self.backlog(message.from_)
        takes = timedelta(seconds=wait + message.number_of_segments / rate)
        self._free[message.from_] = self._exchange.clock.now() + takes
        return wait

    def _fail(self, message: Message, error: int) -> None:
        message.error = error
        self.move(message, Status.FAILED)

    def _send(self, message: Message) -> None:
        if message.status is Status.QUEUED:
            self.move(message, Status.SENDING)
            self._exchange.clock.after(TO_CARRIER, lambda: self._sent(message))

    def _sent(self, message: Message) -> None:
        behaviour = self._behaviour_of(message.to)
        unsent = self._suffers("unsent", message)
        if behaviour.sms is Handset.FAILED or unsent:
            self._fail(message, (unsent.code if unsent else 0) or behaviour.error or _UNKNOWN)
            return
        self.move(message, Status.SENT)
        self._exchange.clock.after(behaviour.sms_after, lambda: self._arrive(message, behaviour))

    def _arrive(self, message: Message, behaviour: Behaviour) -> None:
        """The handset has it or not; the receipt may say otherwise, and may come later."""
        message.done = self._exchange.clock.now()
        lost = self._suffers("undelivered", message)
        if behaviour.sms is Handset.UNDELIVERED or lost:
            message.error = (lost.code if lost else 0) or behaviour.error or _UNREACHABLE
        elif not self._suffers("false_receipt", message):
            self._hand_over(message)
        late = self._suffers("late_receipt", message)
        seconds = late.seconds if late else 0.0
        if seconds:
            self._exchange.clock.after(seconds, lambda: self._receipt(message, behaviour))
        else:
            self._receipt(message, behaviour)

    def _hand_over(self, message: Message) -> None:
        message.arrived = self._exchange.clock.now()
        message.lacking = lacking(self._exchange, message, message.to)
        self._reach(message)

    def _receipt(self, message: Message, behaviour: Behaviour) -> None:
        self.move(message, Status.UNDELIVERED if message.error else Status.DELIVERED)
        clock = self._exchange.clock
        again = self._suffers("repeated_receipt", message)
        if again:
            clock.after(again.seconds, lambda: self._told(message))
        other = self._suffers("contradicted_receipt", message)
        if other:
            clock.after(
                other.seconds, lambda: self._contradict(message, other.code or _UNREACHABLE)
            )
        if behaviour.reads_after is not None:
            clock.after(behaviour.reads_after, lambda: self._read(message))

    def _contradict(self, message: Message, error: int) -> None:
        message.contradict(error, self._exchange.clock.now())
        self._told(message)

    def _read(self, message: Message) -> None:
        if message.status is Status.DELIVERED:
            self.move(message, Status.READ)

    def _suffers(self, fault: str, message: Message) -> Fault | None:
        return self._exchange.suffers(fault, message.sid, message.to)

    def _told(self, message: Message) -> None:
        exchange, callback = self._exchange, message.callback
        exchange.ledger.note("message.status", subject=message.sid, status=message.status.value)
        if callback is None or message.status in SILENT:
            return
        params = status_block(message, exchange.account_sid)
        exchange.webhooks.tell(
            Webhook("message_status", callback.url, callback.method, params, message.sid)
        )


def lacking(exchange: Exchange, message: Message, person: str) -> str | None:
    """The text without the part that was lost on the way; None when it is whole."""
    pieces = parts(message.body) if message.number_of_segments > 1 else []
    if not pieces or not exchange.suffers("lost_segment", message.sid, person):
        return None
    missing = exchange.faults.pick(range(len(pieces)))
    return "".join(piece for place, piece in enumerate(pieces) if place != missing)
