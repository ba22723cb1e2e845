"""Asking the application what to answer to a text that came in, and sending that."""

from collections.abc import Mapping, MutableMapping
from typing import Protocol

from simulator.exchange import Exchange
from simulator.numbers import OwnedNumber
from simulator.texts.message import Direction, Draft, Message
from simulator.texts.opt_out import BLOCKED
from simulator.texts.parameters import inbound_block
from simulator.twiml.document import for_messaging
from simulator.twiml.reading import Document, Node, TwimlError
from simulator.wire.addresses import Address, join
from simulator.wire.transport import Failure, Outcome
from simulator.wire.webhooks import Webhook

MAX_REPLIES = 10
MAX_DOCUMENTS = 50
LONGEST = 1600
TOO_MANY_DOCUMENTS, BAD_TO, BAD_FROM, BAD_BODY, TOO_MANY, BAD_VERB = (
    14106, 14101, 14102, 14103, 14109, 14110,
)  # fmt: skip  # the carrier's codes


class Exit(Protocol):
    """Where an answer leaves."""

    def outbound(self, draft: Draft) -> Message: ...

    def owns(self, number: str) -> bool: ...

    def blocked(self, draft: Draft) -> bool:
        """Whether this person wants no texts from there."""

    def jar(self, message: Message) -> MutableMapping[str, str]:
        """The cookies of this pair of numbers."""


class Conversation:
    def __init__(
        self, exit_: Exit, exchange: Exchange, message: Message, number: OwnedNumber
    ) -> None:
        self._exit = exit_
        self._exchange = exchange
        self._message = message
        self._number = number
        self._params = inbound_block(message, exchange.account_sid)
        self._asked = 0

    def ask(self, address: Address, extra: Mapping[str, str] | None = None) -> None:
        self._asked += 1
        hook = Webhook(
            "sms", address.url, address.method, {**self._params, **(extra or {})},
            self._message.sid, self._exit.jar(self._message),
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
        self._exchange.ledger.fail(problem.code, str(problem), self._message.sid)
        fallback = self._number.sms_fallback
        if fallback is not None and fallback.url != address.url:
            told = {"ErrorCode": str(problem.code), "ErrorUrl": address.url}
            self.ask(fallback, told if self._exchange.habits.fallback_names_error else None)

    def _run(self, document: Document, address: Address) -> None:
        for code, text in document.warnings:
            self._warn(BAD_VERB if "inside Response" in text else code, text)
        for place, verb in enumerate(document.verbs):
            if verb.name == "Redirect":
                self._redirect(verb, address)
                return
            if place >= MAX_REPLIES:
                self._warn(TOO_MANY, "more than ten Message verbs")
                return
            left = self._reply(verb, address)
            if verb.get("action", ""):
                self._go_on(verb.get("action", ""), verb, address, left)
                return

    def _redirect(self, verb: Node, address: Address) -> None:
        self._go_on(verb.text, verb, address, {})

    def _go_on(self, url: str, verb: Node, seen_from: Address, told: Mapping[str, str]) -> None:
        """To the next document: whatever stands behind this verb is never reached."""
        if self._asked >= MAX_DOCUMENTS:
            self._warn(TOO_MANY_DOCUMENTS, "fifty documents were asked for")
            return
        self.ask(Address(join(seen_from.url, url), verb.get("method", "POST")), told)

    def _reply(self, verb: Node, address: Address) -> Mapping[str, str]:
        """What the action of the verb is told of it; one that did not leave has no sid."""
        draft = self._draft(verb, address)
        problem = self._problem(draft)
        if problem is not None:
            self._warn(*problem)
            return {"MessageStatus": "invalid"}
        message = self._exit.outbound(draft)
        return {"MessageSid": message.sid, "MessageStatus": message.status.value}

    def _draft(self, verb: Node, address: Address) -> Draft:
        written = [child.text for child in verb.children if child.name == "Body"]
        callback = verb.get("statusCallback", "")
        return Draft(
            verb.get("from", self._message.to),
            verb.get("to", self._message.from_),
            "".join(written) or verb.text,
            media=tuple(
                join(address.url, one.text) for one in verb.children if one.name == "Media"
            ),
            callback=Address(join(address.url, callback)) if callback else None,
            direction=Direction.OUTBOUND_REPLY,
        )

    def _problem(self, draft: Draft) -> tuple[int, str] | None:
        if not draft.to:
            return BAD_TO, "a Message to nobody"
        if not self._exit.owns(draft.from_):
            return BAD_FROM, "a Message from a number the account does not own"
        if len(draft.body) > LONGEST or not (draft.body or draft.media):
            return BAD_BODY, "a Message without a body, or with one that is too long"
        if self._exit.blocked(draft):
            return BLOCKED, "this person opted out"
        return None

    def _warn(self, code: int, text: str) -> None:
        self._exchange.ledger.warn(code, text, self._message.sid)
