"""Recordings as sound files: everybody a tone of their own, louder while they speak. Pure."""

import math
import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

import lameenc

from simulator.voice.played import APPLICATION, BEEP, RINGING
from simulator.voice.tape import Sound, Stretch, whole_seconds

RATE = 8000  # samples a second, as on the telephone
WIDTH = 2  # bytes of a sample
HEADER = 44
KILOBITS, FAST = 16, 7  # a second of a channel of MP3; how little the encoder thinks
_HUM, _SPEECH, _LOUDEST = 600, 3000, 32_000

# What no person sounds like, all below 400 hertz.
_OF_THE_NETWORK = {APPLICATION: 300, BEEP: 350, RINGING: 250}

Tone = tuple[int, int, bool]  # its pitch, its channel, and whether it is loud


def pitches(stretches: Sequence[Stretch]) -> dict[str, int]:
    """Who sounds at how many hertz: 400 for the first to be heard, then 100 more for each."""
    names = dict.fromkeys(sound.name for stretch in stretches for sound in stretch.sounds)
    people = [name for name in names if name not in _OF_THE_NETWORK]
    own = {name: 400 + 100 * (n % 35) + 10 * (n // 35) for n, name in enumerate(people)}
    return own | {name: _OF_THE_NETWORK[name] for name in names if name in _OF_THE_NETWORK}


def size(stretches: Sequence[Stretch], channels: int) -> int:
    return HEADER + whole_seconds(stretches) * RATE * channels * WIDTH


def wav(stretches: Sequence[Stretch], channels: int) -> Iterator[bytes]:
    """A 16-bit WAV file of whole seconds, piece by piece: no length of it is ever held at once."""
    yield _header(whole_seconds(stretches) * RATE, channels)
    yield from _samples(stretches, channels)


def mp3(stretches: Sequence[Stretch], channels: int) -> Iterator[bytes]:
    """The same as an MP3 file; nobody knows before it is made how large it is."""
    encoder = lameenc.Encoder()
    encoder.silence()  # says nothing of itself on the terminal
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(channels)
    encoder.set_bit_rate(KILOBITS * channels)
    encoder.set_quality(FAST)
    for piece in _samples(stretches, channels):
        yield bytes(encoder.encode(piece))
    yield bytes(encoder.flush())


def _samples(stretches: Sequence[Stretch], channels: int) -> Iterator[bytes]:
    frames = whole_seconds(stretches) * RATE
    pitch, place = pitches(stretches), 0
    ends = accumulate(stretch.seconds for stretch in stretches)
    for stretch, end in zip(stretches, ends, strict=True):
        upto = min(round(end * RATE), frames)
        tones = tuple(sorted({_tone(sound, pitch, channels) for sound in stretch.sounds}))
        yield from _sounding(tones, channels, place, upto)
        place = upto
    yield from _sounding((), channels, place, frames)


def _tone(sound: Sound, pitch: dict[str, int], channels: int) -> Tone:
    return pitch[sound.name], min(sound.channel, channels - 1), sound.loud


def _sounding(tones: tuple[Tone, ...], channels: int, begin: int, end: int) -> Iterator[bytes]:
    """Every pitch is a whole number, so that one second is like the next."""
    second, frame = _second(tones, channels), channels * WIDTH
    while begin < end:
        phase = begin % RATE
        length = min(RATE - phase, end - begin)
        yield second[phase * frame : (phase + length) * frame]
        begin += length


@lru_cache(maxsize=64)
def _second(tones: tuple[Tone, ...], channels: int) -> bytes:
    levels = [_SPEECH if loud else _HUM for _, _, loud in tones]
    share = min(1.0, _LOUDEST / max(sum(levels), 1))
    samples = [0.0] * (RATE * channels)
    for (pitch, channel, _), level in zip(tones, levels, strict=True):
        for place, height in enumerate(_sine(pitch)):
            samples[place * channels + channel] += level * share * height
    return struct.pack(f"<{len(samples)}h", *map(round, samples))


@lru_cache(maxsize=64)
def _sine(pitch: int) -> tuple[float, ...]:
    return tuple(math.sin(2 * math.pi * pitch * n / RATE) for n in range(RATE))


def _header(frames: int, channels: int) -> bytes:
    frame = channels * WIDTH
    data = frames * frame
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, RATE, RATE * frame, frame, 8 * WIDTH)
    return (
        struct.pack("<4sI4s", b"RIFF", HEADER - 8 + data, b"WAVE")
        + form
        + struct.pack("<4sI", b"data", data)
    )
