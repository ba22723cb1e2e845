"""The night story, played against the running demonstration."""

from collections.abc import Callable

from config.house import House


def play(mine: House, say: Callable[[str], None]) -> int:
    say(mine.settings.public_url)
    return 1
