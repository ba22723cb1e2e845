"""Who hears whom in a room, from the flags alone. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ears:
    """`coaches` is the sid of the one this leg whispers to; empty for everybody else."""

    sid: str
    muted: bool = False
    hold: bool = False
    coaches: str = ""


def hears(listener: Ears, speaker: Ears) -> bool:
    """A held leg hears music and is heard by nobody; a coach hears all, one hears the coach."""
    if listener.sid == speaker.sid or listener.hold or speaker.hold or speaker.muted:
        return False
    return not speaker.coaches or speaker.coaches == listener.sid


def matrix(everybody: Iterable[Ears]) -> dict[str, list[str]]:
    """For each leg the legs it hears, in the order they came."""
    legs = list(everybody)
    return {one.sid: [other.sid for other in legs if hears(one, other)] for one in legs}
