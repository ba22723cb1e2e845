"""Softphones: who registered with which token, whose call is whose, and who disappeared."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.clock import Timer
from simulator.errors import BadFieldError, NotPossibleError, UnknownError
from simulator.exchange import Exchange
from simulator.numbers import Application
from simulator.tokens import ExpiredError, Softphone
from simulator.voice.call import Call, Direction, Status
from simulator.voice.calls import Calls

GONE_AFTER = 10.0  # seconds nobody listens for a softphone until its calls end


@dataclass(eq=False)
class Registration:
    """One page that speaks for an identity. `calls` are the sids it took or placed."""

    id: str
    phone: Softphone
    wants_calls: bool = False
    listening: int = 0
    calls: set[str] = field(default_factory=set)
    farewell: Timer | None = None

    @property
    def address(self) -> str:
        return f"client:{self.phone.identity}"


class Softphones:
    """Several pages may register under one identity: all ring, the first to accept has the call."""

    def __init__(
        self, exchange: Exchange, calls: Calls, applications: Mapping[str, Application]
    ) -> None:
        self.all: dict[str, Registration] = {}
        self._exchange = exchange
        self._calls = calls
        self._applications = applications

    def find(self, name: str) -> Registration:
        if name not in self.all:
            raise UnknownError("there is no such registration")
        return self.all[name]

    def register(self, phone: Softphone) -> Registration:
        one = Registration(secrets.token_hex(16), phone)
        self.all[one.id] = one
        self._note("softphone.registered", one)
        self._expect(one)
        return one

    def renew(self, one: Registration, phone: Softphone) -> None:
        if phone.identity != one.phone.identity:
            raise BadFieldError("token: of another identity")
        one.phone = phone

    # What is heard from its page.

    def listens(self, one: Registration) -> None:
        one.listening += 1
        if one.farewell is not None:
            one.farewell.cancel()
            one.farewell = None

    def fell_silent(self, one: Registration) -> None:
        """The page may only have lost its connection; it has a moment to come back."""
        one.listening -= 1
        if not one.listening and one.id in self.all:
            self._note("softphone.lost", one)
            self._expect(one)

    def leave(self, one: Registration) -> None:
        """The page says goodbye: what rings there is declined, what is talked about ends."""
        for call in self.ringing(one):
            self._calls.decline(call)
        self._forget(one)

    # Its calls.

    def ringing(self, one: Registration) -> list[Call]:
        if not (one.wants_calls and one.phone.may_be_rung) or self.expired(one):
            return []
        return [call for call in self._calls.live.values() if _rings_at(call, one.address)]

    def own(self, one: Registration) -> list[Call]:
        return [self._calls.live[sid] for sid in sorted(one.calls) if sid in self._calls.live]

    def expired(self, one: Registration) -> bool:
        return one.phone.expires <= self._exchange.clock.now().timestamp()

    def accept(self, one: Registration, sid: str) -> None:
        self._calls.answer(self._ringing(one, sid))
        one.calls.add(sid)

    def reject(self, one: Registration, sid: str) -> None:
        self._calls.decline(self._ringing(one, sid))

    def connect(self, one: Registration, told: Mapping[str, str]) -> Call:
        """Raises ExpiredError, or NotPossibleError when the token names no application."""
        if self.expired(one):
            raise ExpiredError("the token has expired")
        if one.phone.application not in self._applications:
            raise NotPossibleError("the token names no application of this account")
        application = self._applications[one.phone.application]
        call = self._calls.placed(one.address, application, told)
        one.calls.add(call.sid)
        return call

    def must_own(self, one: Registration, sid: str) -> None:
        if sid not in one.calls:
            raise UnknownError(f"this softphone has no call {sid}")

    def _ringing(self, one: Registration, sid: str) -> Call:
        found = next((call for call in self.ringing(one) if call.sid == sid), None)
        if found is None:
            raise NotPossibleError("the call does not ring at this softphone")
        return found

    def _expect(self, one: Registration) -> None:
        one.farewell = self._exchange.clock.after(GONE_AFTER, lambda: self._missed(one))

    def _missed(self, one: Registration) -> None:
        if one.id in self.all:
            self._forget(one)

    def _note(self, kind: str, one: Registration) -> None:
        self._exchange.ledger.note(kind, subject=one.address)

    def _forget(self, one: Registration) -> None:
        del self.all[one.id]
        self._note("softphone.gone", one)
        for call in self.own(one):
            self._calls.hang_up(call)


def _rings_at(call: Call, address: str) -> bool:
    rings = call.status is Status.RINGING and call.direction is not Direction.INBOUND
    return rings and call.to == address
