"""What the line did for whoever reached it, as child helplines count. Pure."""

from enum import StrEnum


class ContactLevel(StrEnum):
    """The deepest of what was given; or why it was no counselling at all."""

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
