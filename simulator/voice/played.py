"""What a line or a room hears of the network itself: an application that speaks, or a signal."""

from dataclasses import dataclass
from datetime import UTC, datetime

from simulator.voice.tape import Voice

APPLICATION, BEEP, RINGING = "application", "beep", "ringing"
FOR_GOOD = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Signal:
    """A tone that says something: a beep, or the ringing at somebody else, as in a `country`."""

    at: datetime
    name: str
    country: str = ""


class Played:
    """Each thing by its name, until when it is to be heard."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._until

    def let(self, name: str, until: datetime) -> None:
        self._until[name] = until

    def stop(self, name: str) -> bool:
        """Whether there was anything of it to stop."""
        return self._until.pop(name, None) is not None

    def voices(self, channel: int) -> list[Voice]:
        return [Voice(name, channel, end, hums=False) for name, end in self._until.items()]
