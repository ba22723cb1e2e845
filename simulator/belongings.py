"""What an account has, and how its carrier treats it: what a reset comes back to."""

from dataclasses import dataclass, field
from datetime import datetime

from simulator.behaviour import Behaviour
from simulator.coverage import Coverage
from simulator.habits import Habits
from simulator.numbers import (
    SETTINGS_OF_TRUNKS,
    Application,
    CallerId,
    OwnedNumber,
    Trunk,
    check_settings,
)
from simulator.sids import Sids
from simulator.wire.writing import Writing


@dataclass
class Belongings:
    # Those that were given away already do not come again.
    sids: Sids
    writing: Writing
    owned: dict[str, OwnedNumber] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    # Messaging services: the numbers each may send from, the first one first.
    services: dict[str, tuple[str, ...]] = field(default_factory=dict)
    trunks: dict[str, Trunk] = field(default_factory=dict)
    # Numbers of others that calls may show.
    verified: dict[str, CallerId] = field(default_factory=dict)
    # With their secrets.
    api_keys: dict[str, str] = field(default_factory=dict)
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)
    habits: Habits = field(default_factory=Habits)

    def own_trunk(self, now: datetime, sid: str = "", **settings: str) -> Trunk:
        """Made, or changed; raises BadFieldError."""
        check_settings(settings, SETTINGS_OF_TRUNKS)
        sid = sid or self.sids.new("BY")
        one = self.trunks.setdefault(sid, Trunk(sid, now, now))
        one.updated = now
        for name, value in settings.items():
            setattr(one, name, value)
        return one

    def verify(self, number: str, now: datetime, name: str = "") -> CallerId:
        one = CallerId(number, self.sids.new("PN"), now, now, name)
        return self.verified.setdefault(number, one)

    def may_show(self, number: str) -> bool:
        """Whether a call of the account may show this number as its caller."""
        return number in self.owned or number in self.verified
