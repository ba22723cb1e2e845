"""What a file is by its first bytes, and how it is cut for keeping. Pure."""

import re
from collections.abc import Iterator

LARGEST = 32 * 2**20  # bytes; two hours of a conversation
PIECE = 2**20  # bytes that are sealed together
MP3, WAV = "audio/mpeg", "audio/wav"
_BEGINS = (
    (re.compile(rb"ID3"), MP3),
    (re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]"), MP3),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), WAV),
)


def kind_of(content: bytes) -> str | None:
    """Its media type; None for what no browser plays, whatever it was called."""
    return next((kind for begins, kind in _BEGINS if begins.match(content)), None)


def pieces(content: bytes) -> Iterator[bytes]:
    return (content[at : at + PIECE] for at in range(0, len(content), PIECE))
