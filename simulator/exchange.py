"""What every part of the network shares: clock, ledger, webhooks, sids, habits."""

from dataclasses import dataclass, field

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
    habits: Habits = field(default_factory=Habits)
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

    def address(self, path: str) -> str:
        return f"{self.api_base}/2010-04-01/Accounts/{self.account_sid}/{path}"
