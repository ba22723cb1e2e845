"""What every unit of work of a process shares: its keys, its address, its place and time."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hotline.store.sealing import Keyring


def go_on(_place: str) -> None:
    """Nobody waits for this process at any place."""


@dataclass(frozen=True)
class Premises:
    """`public_url` is where agencies and the carrier reach us, without a slash at the end.

    `canary_number` is where a canary goes: empty, no further than asking the carrier for something
    that costs nothing; None, none is sent. In `virtual_time` nobody is surprised that the
    database's clock says something else. `reach` is told the places at which a demonstration may
    end the process, to see what that costs.
    """

    keyring: Keyring
    public_url: str
    zone: ZoneInfo
    virtual_time: bool = False
    canary_number: str | None = None
    reach: Callable[[str], None] = go_on
