"""What every unit of work of a process shares: its keys, its address, its place and time."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hotline.sealing import Keyring


@dataclass(frozen=True)
class Premises:
    """`public_url` is where agencies and the carrier reach us, without a slash at the end.

    In `virtual_time` nobody is surprised that the database's clock says something else.
    """

    keyring: Keyring
    public_url: str
    zone: ZoneInfo
    virtual_time: bool = False
