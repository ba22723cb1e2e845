"""A picture as a few patches of colour: enough to see that it is one, too little to see what."""

from io import BytesIO

from PIL import Image

PATCHES, SIDE = 6, 320  # patches along the longer side; pixels of it, as they are shown
MOST_PIXELS = 40_000_000  # more than telephones take; each costs memory while it is read
READ = ("JPEG", "PNG", "GIF", "WEBP")
# All that a file made to break its reader may bring about.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError)


def blurred(content: bytes) -> bytes | None:
    """As PNG, and nothing of the file but its colours in it; None where it cannot be read.

    Made here and not by the browser: what the browser blurs it has been sent whole.
    """
    try:
        with Image.open(BytesIO(content), formats=READ) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (SIDE, SIDE))  # of a JPEG no more is unpacked than is needed
            return _patches(picture.convert("RGB"))
    except (*BROKEN, Image.DecompressionBombWarning):
        return None


def _patches(picture: Image.Image) -> bytes:
    longer = max(picture.size)
    few = tuple(max(1, round(PATCHES * side / longer)) for side in picture.size)
    shown = tuple(max(1, round(SIDE * side / longer)) for side in picture.size)
    soft = picture.resize(few, Image.Resampling.BOX).resize(shown, Image.Resampling.BICUBIC)
    out = BytesIO()
    soft.save(out, "PNG")
    return out.getvalue()
