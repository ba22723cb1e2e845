"""Recordings as sound: a quiet tone as long as the person had the line."""

import array
import io
import math
import wave

RATE = 8000  # samples a second, as on the telephone
_PITCH = 440
_LOUDNESS = 2000


def tone(seconds: int) -> bytes:
    """A mono 16-bit WAV file."""
    one_second = array.array(
        "h", (round(_LOUDNESS * math.sin(2 * math.pi * _PITCH * n / RATE)) for n in range(RATE))
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(one_second.tobytes() * seconds)
    return file.getvalue()
