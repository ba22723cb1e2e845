"""A picture of a page, also on a machine that is busy."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TRIES = 3


def take(page: "Page", path: Path, tries: int = TRIES) -> None:
    """Chromium may have no frame to show at this instant; the next one will do.

    Hiding the caret would need an inline style, which the pages forbid.
    """
    try:
        page.screenshot(path=path, caret="initial")
    except Exception:
        if tries == 1:
            raise
        page.bring_to_front()  # as a person would; it helps a page without scripts too
        take(page, path, tries - 1)
