"""A number becomes a verified caller id: the carrier calls it, and whoever answers keys a code."""

from dataclasses import dataclass

from simulator.belongings import Belongings
from simulator.exchange import Exchange
from simulator.voice.call import Call, Heard, Orders, Status
from simulator.voice.calls import Calls
from simulator.voice.parameters import voice_block
from simulator.wire.addresses import Address
from simulator.wire.webhooks import Webhook

CARRIER = "+14157234000"  # the number the carrier itself calls from
WORDS = "Please enter the six digit code of your caller ID."


@dataclass(frozen=True)
class Wanted:
    """`code` is what the person has to key, `delay` the seconds until the call is made."""

    number: str
    name: str
    code: str
    delay: float = 0.0
    extension: str = ""
    callback: Address | None = None


class Verification:
    """One try: six keys, right or wrong, end the call."""

    def __init__(
        self, exchange: Exchange, calls: Calls, account: Belongings, wanted: Wanted
    ) -> None:
        self._exchange = exchange
        self._calls = calls
        self._account = account
        self._wanted = wanted
        self._keyed = ""
        self._sid = ""
        orders = Orders(send_digits=wanted.extension)
        self.call = calls.outbound(CARRIER, wanted.number, orders, wanted.delay)
        self.call.watchers.append(self._moved)

    def start(self) -> None:
        self.call.hear(Heard(self._exchange.clock.now(), WORDS, "en-US"))

    def press(self, key: str) -> None:
        self._keyed += key
        if len(self._keyed) == len(self._wanted.code):
            if self._keyed == self._wanted.code:
                self._sid = self._verified()
            self._calls.complete(self.call)

    def say(self, text: str) -> None:
        """A code is keyed."""

    def hung_up(self) -> None:
        """What became of it is told when the call is over."""

    def replaced(self) -> None:
        """The application took the call elsewhere: nobody will key anything."""

    def _verified(self) -> str:
        now = self._exchange.clock.now()
        return self._account.verify(self._wanted.number, now, self._wanted.name).sid

    def _moved(self, call: Call) -> None:
        if call.status is Status.IN_PROGRESS:
            self._calls.stage(call).listen(self)
            self.start()
        elif call.over and self._wanted.callback is not None:
            self._tell(self._wanted.callback)

    def _tell(self, callback: Address) -> None:
        found = {"OutgoingCallerIdSid": self._sid} if self._sid else {}
        params = {
            **voice_block(self.call, self._exchange.account_sid),
            "VerificationStatus": "success" if self._sid else "failed",
            **found,
        }
        hook = Webhook("call_status", callback.url, callback.method, params, self.call.sid)
        self._exchange.webhooks.tell(hook)
