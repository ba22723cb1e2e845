"""What the line did for whoever reached it, as child helplines count. Pure."""

from collections.abc import Iterable
from enum import StrEnum


class ContactLevel(StrEnum):
    """The deepest of what was given to a contact; or why it was no counselling at all."""

    INFORMATION = "information"
    IN_DEPTH = "in_depth"
    INTERVENTION = "intervention"
    SILENT = "silent"
    HUNG_UP = "hung_up"
    WRONG_NUMBER = "wrong_number"
    PRANK = "prank"
    ABUSIVE = "abusive"
    TEST = "test"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    ABOUT_THE_LINE = "about_the_line"
    OTHER = "other"


COUNSELLING = (ContactLevel.INFORMATION, ContactLevel.IN_DEPTH, ContactLevel.INTERVENTION)
NO_COUNSELLING = tuple(level for level in ContactLevel if level not in COUNSELLING)
DEEPEST_FIRST = (*reversed(COUNSELLING), *NO_COUNSELLING)


def deepest(levels: Iterable[ContactLevel | None]) -> ContactLevel | None:
    """What a ticket of these contacts counts as; None while none of them is counted."""
    return min(filter(None, levels), key=DEEPEST_FIRST.index, default=None)
