"""What every part of the network shares: clock, ledger, webhooks, sids, habits."""

from dataclasses import dataclass, field

from simulator.clock import Clock
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

    def address(self, path: str) -> str:
        return f"{self.api_base}/2010-04-01/Accounts/{self.account_sid}/{path}"
