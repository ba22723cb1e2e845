"""What a recording holds: who was heard from when to when, and how loud. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise


class Pause(StrEnum):
    """What a pause leaves on the tape: silence as long as it lasted, or nothing at all."""

    SILENCE = "silence"
    SKIP = "skip"


@dataclass(frozen=True)
class Voice:
    """Who can be heard: a line hums, and speaks up until `talks`; what is played never hums."""

    name: str
    channel: int = 0
    talks: datetime | None = None
    hums: bool = True

    def talks_at(self, moment: datetime) -> bool:
        return self.talks is not None and moment < self.talks


@dataclass(frozen=True)
class Sound:
    name: str
    channel: int
    loud: bool


@dataclass(frozen=True)
class Stretch:
    """Seconds during which the same people are heard."""

    seconds: float
    sounds: tuple[Sound, ...]


class Tape:
    def __init__(self, now: datetime) -> None:
        self.stretches: list[Stretch] = []
        self.stopped = False
        self._at = now
        self._voices: tuple[Voice, ...] = ()
        self._pause: Pause | None = None

    def hear(self, voices: Iterable[Voice], now: datetime) -> None:
        """These are heard from now on; a tape that is paused takes them once it goes on."""
        self._wind(now)
        self._voices = tuple(voices)

    def pause(self, pause: Pause, now: datetime) -> None:
        self._wind(now)
        self._pause = pause

    def go_on(self, now: datetime) -> None:
        self._wind(now)
        self._pause = None

    def stop(self, now: datetime) -> None:
        self._wind(now)
        self.stopped = True

    def _wind(self, now: datetime) -> None:
        begin, self._at = self._at, now
        if self.stopped or self._pause is Pause.SKIP:
            return
        fell_silent = {voice.talks for voice in self._voices if voice.talks is not None}
        cuts = sorted(moment for moment in fell_silent if begin < moment < now)
        for left, right in pairwise([begin, *cuts, now]):
            if left < right:
                self.stretches.append(Stretch((right - left).total_seconds(), self._at_work(left)))

    def _at_work(self, moment: datetime) -> tuple[Sound, ...]:
        heard = () if self._pause else self._voices
        return tuple(
            Sound(voice.name, voice.channel, voice.talks_at(moment))
            for voice in heard
            if voice.hums or voice.talks_at(moment)
        )


def trimmed(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Without the beginning and the end during which nobody could be heard."""
    heard = [place for place, stretch in enumerate(stretches) if stretch.sounds]
    return list(stretches[heard[0] : heard[-1] + 1]) if heard else []


def whole_seconds(stretches: Iterable[Stretch]) -> int:
    return round(sum(stretch.seconds for stretch in stretches))
