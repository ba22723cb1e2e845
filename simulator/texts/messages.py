"""The text messages of the network, both ways."""

from collections.abc import Callable, Mapping

from simulator.behaviour import Behaviour, Handset
from simulator.errors import UnknownError
from simulator.exchange import Exchange
from simulator.numbers import OwnedNumber
from simulator.texts.media import media as picture
from simulator.texts.message import SILENT, Direction, Message, Status
from simulator.texts.opt_out import ANSWERS, BLOCKED, OptOuts, wish
from simulator.twiml.document import for_messaging
from simulator.twiml.reading import Document, Node, TwimlError
from simulator.voice.parameters import API_VERSION, places
from simulator.wire.addresses import Address, join
from simulator.wire.transport import Failure, Outcome
from simulator.wire.webhooks import Webhook

TO_CARRIER = 1.0  # seconds from sending to sent
MAX_REPLIES = 10
MAX_TURNS = 10


class Messages:
    def __init__(self, exchange: Exchange, behaviour_of: Callable[[str], Behaviour]) -> None:
        self.all: dict[str, Message] = {}
        self._exchange = exchange
        self._behaviour_of = behaviour_of
        self._cookies: dict[tuple[str, str], dict[str, str]] = {}
        self.opted_out = OptOuts(set())

    def find(self, sid: str) -> Message:
        if sid not in self.all:
            raise UnknownError(f"there is no message {sid}")
        return self.all[sid]

    def inbound(
        self, from_: str, number: OwnedNumber, body: str, media: tuple[str, ...]
    ) -> Message:
        """A person texts a number of the account; its application is asked at once."""
        message = self._new(from_, number.number, body, Direction.INBOUND, media)
        message.status = Status.RECEIVED
        message.sent = message.arrived = message.created
        said = wish(body) if number.opt_out == "on" else None
        if said is not None:
            self.opted_out.hear(from_, number.number, said)
            answer = self._new(number.number, from_, ANSWERS[said], Direction.OUTBOUND_REPLY, ())
            self._exchange.clock.after(0, lambda: self._send(answer))
        if number.sms is not None:
            _Conversation(self, self._exchange, message, number).ask(number.sms)
        return message

    def outbound(
        self, from_: str, to: str, body: str, *, media: tuple[str, ...] = (), reply: bool = False
    ) -> Message:
        """Accepted as queued; nothing leaves before the clock moves."""
        direction = Direction.OUTBOUND_REPLY if reply else Direction.OUTBOUND_API
        message = self._new(from_, to, body, direction, media)
        self._exchange.clock.after(0, lambda: self._send(message))
        return message

    def move(self, message: Message, to: Status) -> None:
        message.move(to, self._exchange.clock.now())
        self._told(message)

    def redact(self, message: Message) -> None:
        message.body = ""
        message.updated = self._exchange.clock.now()

    def forget(self, sid: str) -> None:
        del self.all[sid]

    def cookies(self, message: Message) -> dict[str, str]:
        return self._cookies.setdefault((message.from_, message.to), {})

    def _new(
        self, from_: str, to: str, body: str, direction: Direction, media: tuple[str, ...]
    ) -> Message:
        exchange = self._exchange
        sid = exchange.sids.new("MM" if media else "SM")
        pictures = tuple(picture(exchange, sid, address) for address in media)
        message = Message(sid, from_, to, body, direction, exchange.clock.now(), pictures)
        self.all[sid] = message
        exchange.ledger.note(
            "message.created", subject=sid, from_=from_, to=to, direction=direction.value, body=body
        )
        return message

    def _send(self, message: Message) -> None:
        if message.status is Status.QUEUED:
            self.move(message, Status.SENDING)
            self._exchange.clock.after(TO_CARRIER, lambda: self._sent(message))

    def _sent(self, message: Message) -> None:
        behaviour = self._behaviour_of(message.to)
        if behaviour.sms is Handset.FAILED:
            message.error = behaviour.error or 30008
            self.move(message, Status.FAILED)
            return
        self.move(message, Status.SENT)
        self._exchange.clock.after(behaviour.sms_after, lambda: self._arrive(message, behaviour))

    def _arrive(self, message: Message, behaviour: Behaviour) -> None:
        if behaviour.sms is Handset.UNDELIVERED:
            message.error = behaviour.error or 30003
            self.move(message, Status.UNDELIVERED)
        else:
            self.move(message, Status.DELIVERED)

    def _told(self, message: Message) -> None:
        exchange, callback = self._exchange, message.callback
        exchange.ledger.note("message.status", subject=message.sid, status=message.status.value)
        if callback is None or message.status in SILENT:
            return
        params = _status_block(message, exchange)
        exchange.webhooks.tell(
            Webhook("message_status", callback.url, callback.method, params, message.sid)
        )


class _Conversation:
    """Asks the application what to answer to one inbound message, and sends that."""

    def __init__(
        self, messages: Messages, exchange: Exchange, message: Message, number: OwnedNumber
    ) -> None:
        self._messages = messages
        self._exchange = exchange
        self._message = message
        self._number = number
        self._params = _inbound_block(message, exchange.account_sid)
        self._turns = 0

    def ask(self, address: Address, extra: Mapping[str, str] | None = None) -> None:
        self._turns += 1
        hook = Webhook(
            "sms", address.url, address.method, {**self._params, **(extra or {})},
            self._message.sid, self._messages.cookies(self._message),
        )  # fmt: skip  # one line for what is asked, one for whom
        self._exchange.webhooks.ask(hook, lambda outcome: self._received(address, outcome))

    def _received(self, address: Address, outcome: Outcome) -> None:
        try:
            if isinstance(outcome, Failure):
                raise TwimlError(outcome.code, outcome.reason)  # noqa: TRY301  # one way to fail
            document = for_messaging(outcome)
        except TwimlError as problem:
            self._fall_back(address, problem)
        else:
            self._run(document, address)

    def _fall_back(self, address: Address, problem: TwimlError) -> None:
        """Without a fallback URL the text is gone: logged, and nothing more."""
        self._exchange.ledger.warn(problem.code, str(problem), self._message.sid)
        fallback = self._number.sms_fallback
        if fallback is not None and fallback.url != address.url:
            told = {"ErrorCode": str(problem.code), "ErrorUrl": address.url}
            self.ask(fallback, told if self._exchange.habits.fallback_names_error else None)

    def _run(self, document: Document, address: Address) -> None:
        sid, ledger = self._message.sid, self._exchange.ledger
        for _, text in document.warnings:
            ledger.warn(14110 if "inside Response" in text else 12200, text, sid)
        for place, verb in enumerate(document.verbs):
            if verb.name == "Redirect":
                self._redirect(verb, address)
                return
            if place >= MAX_REPLIES:
                ledger.warn(14109, "more than ten Message verbs", sid)
                return
            self._reply(verb, address)

    def _redirect(self, verb: Node, address: Address) -> None:
        if self._turns > MAX_TURNS:
            self._exchange.ledger.warn(11215, "too many redirects", self._message.sid)
            return
        self.ask(Address(join(address.url, verb.text), verb.get("method", "POST")))

    def _reply(self, verb: Node, address: Address) -> None:
        parts = [child.text for child in verb.children if child.name == "Body"]
        media = tuple(child.text for child in verb.children if child.name == "Media")
        body = "".join(parts) or verb.text
        if not body and not media:
            self._exchange.ledger.warn(14103, "a Message without a body", self._message.sid)
            return
        if self._messages.opted_out.stopped(self._message.from_, self._message.to):
            self._exchange.ledger.warn(BLOCKED, "this person opted out", self._message.sid)
            return
        message = self._messages.outbound(
            verb.get("from", self._message.to), verb.get("to", self._message.from_), body,
            media=media, reply=True,
        )  # fmt: skip  # whom and what, then how
        callback = verb.get("statusCallback", "")
        message.callback = Address(join(address.url, callback)) if callback else None


def _sids(message: Message, account_sid: str) -> dict[str, str]:
    return {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": message.from_,
        "To": message.to,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
    }


def _inbound_block(message: Message, account_sid: str) -> dict[str, str]:
    block = {
        **_sids(message, account_sid),
        "SmsMessageSid": message.sid,
        "SmsStatus": "received",
        "Body": message.body,
        "NumMedia": str(len(message.media)),
        "NumSegments": str(message.number_of_segments),
        **places({"From": message.from_, "To": message.to}),
    }
    for place, one in enumerate(message.media):
        block[f"MediaUrl{place}"] = one.url
        block[f"MediaContentType{place}"] = one.content_type
    return block


def _status_block(message: Message, exchange: Exchange) -> dict[str, str]:
    block = _sids(message, exchange.account_sid)
    block |= {"MessageStatus": message.status.value, "SmsStatus": message.status.value}
    if message.status in (Status.FAILED, Status.UNDELIVERED):
        block["ErrorCode"] = str(message.error)
    if message.status in (Status.DELIVERED, Status.UNDELIVERED):
        block["RawDlrDoneDate"] = f"{exchange.clock.now():%y%m%d%H%M}"
    return block
