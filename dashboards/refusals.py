"""What a refusal says to the person who asked."""

from dashboards import safe_contact
from dashboards.labels import REFUSAL
from dashboards.wording import gettext, later
from hotline.errors import (
    HotlineError,
    IllegalMoveError,
    NotAllowedError,
    NotFoundError,
    TakenError,
    TooFewError,
)
from hotline.safe_contact import UnsafeError

CHANGED = later("This has changed meanwhile. Look at it again, please.")
TAKEN = later("%(who)s has it by now. Nothing was changed.")
TOO_FEW = later("From %(when)s fewer than two people could be reached. Nothing was changed.")
NOT_YOURS = later("You may not do this.")
NOT_FOUND = later("There is nothing here.")
IMPOSSIBLE = later("This cannot be done as it was given.")
TOO_LARGE = later("This file is too large: 5 MB is the most. Go back and send a smaller one.")
UNDONE = later("Nothing was done. Go back and try again.")
BROKEN = later("Something broke here. It has been written down.")
BY_STATUS = {403: NOT_YOURS, 404: NOT_FOUND, 409: CHANGED, 413: TOO_LARGE, 422: IMPOSSIBLE}


def said(error: HotlineError) -> str:
    """The error's own sentence where the catalog has it, else what kind of error it is."""
    sentence = str(error)
    if sentence in REFUSAL:
        return gettext(sentence)
    match error:
        case UnsafeError():
            return safe_contact.sentence(error.verdict)
        case TooFewError():
            return gettext(TOO_FEW, when=f"{error.at:%H:%M %d/%m/%Y}")
        case TakenError():
            return gettext(TAKEN, who=error.owner)
        case IllegalMoveError():
            return gettext(CHANGED)
        case NotAllowedError():
            return gettext(NOT_YOURS)
        case NotFoundError():
            return gettext(NOT_FOUND)
        case _:
            return gettext(IMPOSSIBLE)


def explained(status: int, sentence: str) -> str:
    """What the page of an error says: never more than the catalog knows."""
    if sentence in REFUSAL:
        return gettext(sentence)
    return gettext(BY_STATUS.get(status, UNDONE if status < 500 else BROKEN))
