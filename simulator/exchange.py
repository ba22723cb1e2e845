"""What every part of the network shares: clock, ledger, webhooks, sids, habits."""

from dataclasses import dataclass

from simulator.clock import Clock
from simulator.faults import Fault, Faults, Realm
from simulator.habits import Habits
from simulator.ledger import Ledger
from simulator.sids import Sids
from simulator.wire.webhooks import Webhooks


@dataclass
class Exchange:
    account_sid: str
    clock: Clock
    ledger: Ledger
    sids: Sids
    webhooks: Webhooks
    habits: Habits
    # Where the account's own addresses (recordings) are said to live.
    api_base: str = "https://api.twilio.com"

    @property
    def faults(self) -> Faults:
        return self.webhooks.mishaps.faults

    def suffers(self, fault: str, subject: str, *numbers: str) -> Fault | None:
        """The carrier's fault that strikes now what one of these numbers has to do with."""
        struck = self.faults.strike(Realm.CARRIER, fault, *numbers)
        if struck is not None:
            self.ledger.note("fault", fault=fault, subject=subject)
        return struck

    def close(self) -> None:
        """Whoever still holds it moves nothing any more and reaches nobody."""
        self.clock.stop()
        self.webhooks.close()

    def take_over(self, closed: "Exchange") -> None:
        """The way out, the patience, the way back and the ledger's file are those of the last."""
        self.api_base = closed.api_base
        self.clock.settle = closed.clock.settle
        self.webhooks.transport = closed.webhooks.transport
        self.ledger.path, closed.ledger.path = closed.ledger.path, None

    def address(self, path: str) -> str:
        return f"{self.api_base}/2010-04-01/Accounts/{self.account_sid}/{path}"
