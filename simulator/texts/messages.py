"""The text messages of the network, both ways."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from simulator.behaviour import Behaviour
from simulator.errors import UnknownError
from simulator.exchange import Exchange
from simulator.numbers import OwnedNumber
from simulator.texts.conversation import Conversation
from simulator.texts.loops import RATE_EXCEEDED, Replies
from simulator.texts.media import media as picture
from simulator.texts.message import Direction, Draft, Message, Status
from simulator.texts.opt_out import ANSWERS, OptOuts, wish
from simulator.texts.sending import OVERFLOW, Sending, lacking


class Messages:
    def __init__(
        self,
        exchange: Exchange,
        behaviour_of: Callable[[str], Behaviour],
        owned: Mapping[str, OwnedNumber],
        services: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.all: dict[str, Message] = {}
        self.services = services
        self.opted_out = OptOuts(set())
        self.sending = Sending(exchange, behaviour_of, self._reached)
        self._exchange = exchange
        self._owned = owned
        self._replies = Replies()
        self._jars: dict[tuple[str, str], tuple[datetime, dict[str, str]]] = {}

    def find(self, sid: str) -> Message:
        if sid not in self.all:
            raise UnknownError(f"there is no message {sid}")
        return self.all[sid]

    def inbound(
        self, from_: str, number: OwnedNumber, body: str, media: tuple[str, ...]
    ) -> Message:
        """A person texts a number of the account; its application is asked at once."""
        service = self._service_of(number.number)
        draft = Draft(
            from_, number.number, body, media, service=service, direction=Direction.INBOUND
        )
        message = self._new(draft, Status.RECEIVING)
        message.body = lacking(self._exchange, message, from_) or message.body
        message.sent = message.arrived = message.created
        self.sending.move(message, Status.RECEIVED)
        said = wish(body) if number.opt_out != "off" else None
        if said is not None:
            message.opt_out = said.value if number.opt_out == "advanced" else ""
            self.opted_out.hear(from_, number.number, said)
            self._leave_later(self._new(self._answer(message, ANSWERS[said]), Status.QUEUED))
        if number.sms is not None:
            Conversation(self, self._exchange, message, number).ask(number.sms)
        return message

    def outbound(self, draft: Draft) -> Message:
        """Accepted, queued or scheduled; nothing leaves before the clock moves."""
        message = self._new(draft, draft.begins_as)
        message.callback = draft.callback
        clock = self._exchange.clock
        if draft.send_at is not None:
            clock.at(draft.send_at, lambda: self._queue(message))
        elif draft.service:
            clock.after(0, lambda: self._queue(message))
        elif self._loops(draft):
            self._exchange.ledger.warn(RATE_EXCEEDED, "too many replies in a row", message.sid)
            clock.after(0, lambda: self.sending.give_up(message, RATE_EXCEEDED))
        else:
            self._leave_later(message)
        return message

    def redact(self, message: Message) -> None:
        message.body = ""
        message.updated = self._exchange.clock.now()

    def forget(self, sid: str) -> None:
        del self.all[sid]

    # What an answer needs to leave.

    def owns(self, number: str) -> bool:
        return number in self._owned

    def blocked(self, draft: Draft) -> bool:
        senders = (draft.from_, *self.services.get(draft.service, ()))
        return any(self.opted_out.stopped(draft.to, sender) for sender in senders)

    def jar(self, message: Message) -> dict[str, str]:
        """The cookies of this pair of numbers, until nothing came from them for some hours."""
        now, pair = self._exchange.clock.now(), (message.from_, message.to)
        keeps = timedelta(hours=self._exchange.habits.sms_cookie_hours)
        used, jar = self._jars.get(pair, (now, {}))
        jar = jar if now - used < keeps else {}
        self._jars[pair] = (now, jar)
        return jar

    def _new(self, draft: Draft, status: Status) -> Message:
        exchange, direction = self._exchange, draft.direction
        sid = exchange.sids.new("MM" if draft.media or draft.as_mms else "SM")
        pictures = tuple(picture(exchange, sid, address) for address in draft.media)
        message = Message(
            sid, draft.from_, draft.to, draft.body, direction, exchange.clock.now(), pictures,
            status, service=draft.service, valid=draft.valid,
        )  # fmt: skip  # what it is, then how it leaves
        if draft.as_mms:
            message.number_of_segments = 1
        self.all[sid] = message
        exchange.ledger.note(
            "message.created", subject=sid, from_=draft.from_, to=draft.to,
            direction=direction.value, body=draft.body,
        )  # fmt: skip  # the facts of one entry read better as a block
        return message

    def _service_of(self, number: str) -> str:
        """The first that sends from it; empty for a number of its own."""
        return next((sid for sid, pool in self.services.items() if number in pool), "")

    def _answer(self, message: Message, body: str) -> Draft:
        return Draft(message.to, message.from_, body, direction=Direction.OUTBOUND_REPLY)

    def _queue(self, message: Message) -> None:
        """What its service accepted, or what its hour has come for; its service finds a sender."""
        if message.status in (Status.ACCEPTED, Status.SCHEDULED):
            message.from_ = message.from_ or self.services[message.service][0]
            self.sending.move(message, Status.QUEUED)
            if self.sending.overflows(message.from_):
                self.sending.give_up(message, OVERFLOW)
            else:
                self.sending.leave(message)

    def _leave_later(self, message: Message) -> None:
        self._exchange.clock.after(0, lambda: self.sending.leave(message))

    def _loops(self, draft: Draft) -> bool:
        if draft.direction is not Direction.OUTBOUND_REPLY:
            return False
        most, now = self._exchange.habits.replies_in_a_row, self._exchange.clock.now()
        return not self._replies.allow((draft.from_, draft.to), now, most)

    def _reached(self, message: Message) -> None:
        """A text to a number of the account comes in there."""
        number = self._owned.get(message.to)
        if number is not None:
            urls = tuple(one.url for one in message.media)
            self.inbound(message.from_, number, message.lacking or message.body, urls)
