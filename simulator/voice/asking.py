"""Asking the application what a leg shall do: at its address first, then at the fallback."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from simulator.exchange import Exchange
from simulator.twiml.reading import Document, TwimlError
from simulator.voice.call import Call
from simulator.voice.parameters import voice_block
from simulator.voice.replies import read
from simulator.voice.stage import Facts
from simulator.wire.addresses import Address
from simulator.wire.transport import Outcome
from simulator.wire.webhooks import Webhook


@dataclass(frozen=True)
class Question:
    """`waiting` says whether anybody still wants the answer when it comes."""

    address: Address
    extra: Mapping[str, str]
    waiting: Callable[[], bool]


@dataclass(frozen=True)
class Asking:
    """`told` goes with every question; the answer is a document and where it lies, or what went
    wrong, by the carrier's code."""

    call: Call
    exchange: Exchange
    told: Facts
    then: Callable[[Document, str], None]
    failed: Callable[[int, str], None]

    def ask(self, question: Question) -> None:
        hook = self._hook(question.address, question.extra)
        self.exchange.webhooks.ask(hook, lambda outcome: self._received(question, outcome))

    def tell(self, address: Address, extra: Mapping[str, str]) -> None:
        """Ask, though nobody will follow the answer."""
        self.exchange.webhooks.ask(self._hook(address, extra), lambda _ignored: None)

    def _hook(self, address: Address, extra: Mapping[str, str]) -> Webhook:
        block = voice_block(self.call, self.exchange.account_sid)
        params = {**block, **self.told(), **extra}
        return Webhook(
            "voice", address.url, address.method, params, self.call.sid, self.call.cookies
        )

    def _received(self, question: Question, outcome: Outcome) -> None:
        if not question.waiting():
            return
        try:
            document = read(outcome, question.address.url)
        except TwimlError as problem:
            self.fall_back(question, problem, question.address.url)
        else:
            self.then(document, question.address.url)

    def fall_back(self, question: Question, problem: TwimlError, blamed: str) -> None:
        """The document asked for failed, or a sound in it: `blamed` is the address of either."""
        fallback = self.call.orders.fallback
        if fallback is None or fallback.url == question.address.url:
            self.failed(problem.code, str(problem))
            return
        self.exchange.ledger.fail(problem.code, str(problem), self.call.sid)
        named = {"ErrorCode": str(problem.code), "ErrorUrl": blamed}
        told = named if self.exchange.habits.fallback_names_error else {}
        self.ask(replace(question, address=fallback, extra={**question.extra, **told}))
