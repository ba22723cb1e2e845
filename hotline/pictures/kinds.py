"""What a file is by its first bytes: what anybody says of it is only a claim. Pure."""

import re

LARGEST = 5 * 2**20  # bytes; so much a whole text may carry
JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"
HEIC, MP4, THREE_GP, AMR, PDF = (
    *("image/heic", "video/mp4", "video/3gpp", "audio/amr", "application/pdf"),
)
# What a browser shows as a picture; everything else is only handed over as a file.
SHOWN = frozenset({JPEG, PNG, GIF, WEBP})
ENDINGS = {
    JPEG: "jpg",
    PNG: "png",
    GIF: "gif",
    WEBP: "webp",
    HEIC: "heic",
    MP4: "mp4",
    THREE_GP: "3gp",
    AMR: "amr",
    PDF: "pdf",
}
_BEGINS = (
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), WEBP),
    (re.compile(rb".{4}ftyp(heic|heix|hevc|mif1|msf1)", re.DOTALL), HEIC),
    (re.compile(rb".{4}ftyp3g", re.DOTALL), THREE_GP),
    (re.compile(rb".{4}ftyp", re.DOTALL), MP4),
    (re.compile(rb"#!AMR"), AMR),
    (re.compile(rb"%PDF-"), PDF),
)


def kind_of(content: bytes) -> str | None:
    """Its media type; None for what is none of those that telephones send."""
    return next((kind for begins, kind in _BEGINS if begins.match(content)), None)
