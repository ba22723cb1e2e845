"""What we ask of the carrier for calls that are under way, and the words we say it in. Pure."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Change:
    """What becomes of somebody in a room; None leaves it as it is.

    `hold_url` says what is heard meanwhile. `whispers_to` is the leg that alone hears this one;
    with `aloud` everybody does.
    """

    muted: bool | None = None
    held: bool | None = None
    hold_url: str = ""
    whispers_to: str | None = None
    aloud: bool = False


class Control(Protocol):
    """Each may be asked twice. They raise the carrier's three errors; a leg that is not there any
    more is refused."""

    def fetch(self, line: str, call: str, url: str) -> None:
        """Out of the line to another document; refused for whoever has just left it."""
        ...

    def send(self, call: str, url: str) -> None:
        """To another document, wherever the leg is."""
        ...

    def hang_up(self, call: str) -> None: ...

    def change(self, room: str, call: str, change: Change) -> None: ...

    def close(self, room: str) -> None: ...

    def who_waits(self, line: str) -> list[str]: ...

    def who_is_in(self, room: str) -> list[str]:
        """The calls in a room, by the carrier's id or by its name; none where it is over."""
        ...
