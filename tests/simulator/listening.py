"""Ears of the tests: which tones sound in which second of a recording, and how loud."""

import io
import math
import struct
import wave
from collections.abc import Iterable
from dataclasses import dataclass

_HEARD, _LOUD = 300, 1500
LOW, HIGH, STEP = 400, 1000, 100  # the pitches of the first seven who are heard
PLAYED = {"ringing": 250, "application": 300, "beep": 350}


@dataclass(frozen=True)
class File:
    rate: int
    channels: list[tuple[int, ...]]

    @property
    def seconds(self) -> float:
        return len(self.channels[0]) / self.rate

    def hears(self, second: int, channel: int = 0) -> set[int]:
        """The pitches of people that sound during this second, however quietly."""
        return {pitch for pitch in _PITCHES if self._strength(pitch, second, channel) > _HEARD}

    def plays(self, second: int, channel: int = 0) -> set[str]:
        """What the network itself lets be heard during this second."""
        found = PLAYED.items()
        return {name for name, at in found if self._strength(at, second, channel) > _HEARD}

    def speaks(self, second: int, channel: int = 0) -> set[int]:
        """The pitches of those who are speaking."""
        return {pitch for pitch in _PITCHES if self._strength(pitch, second, channel) > _LOUD}

    def silent(self, seconds: Iterable[int]) -> bool:
        begin = [second * self.rate for second in seconds]
        return not any(any(side[at : at + self.rate]) for side in self.channels for at in begin)

    def _strength(self, pitch: int, second: int, channel: int) -> float:
        """Goertzel's filter: the amplitude of one frequency."""
        begin = second * self.rate
        samples = self.channels[channel][begin : begin + self.rate]
        turn = 2 * math.cos(2 * math.pi * pitch / self.rate)
        last = before = 0.0
        for sample in samples:
            last, before = sample + turn * last - before, last
        power = last * last + before * before - turn * last * before
        return 2 * math.sqrt(max(power, 0.0)) / max(len(samples), 1)


_PITCHES = range(LOW, HIGH + STEP, STEP)


def listen(content: bytes) -> File:
    with wave.open(io.BytesIO(content)) as file:
        assert file.getsampwidth() == 2
        raw, count, rate = (
            file.readframes(file.getnframes()),
            file.getnchannels(),
            file.getframerate(),
        )
    samples = struct.unpack(f"<{len(raw) // 2}h", raw)
    return File(rate, [samples[side::count] for side in range(count)])
