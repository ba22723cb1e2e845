"""How sure triage is of a severity, by what that severity rests on. Pure.

It tells a reader how closely to look, and nothing is ever closed, lowered or kept from anybody
because of it.
"""

from collections.abc import Iterable
from enum import StrEnum

from hotline.vocabulary import Severity


class Ground(StrEnum):
    """What a reason rests on."""

    SAID = "said"  # a key only a person presses, or the judgement of one of ours
    MARKED = "marked"  # words in their marks
    FOLDED = "folded"  # words that fit only when marks are left out, so perhaps others
    UNSURE = "unsure"  # words that people also say of harmless things
    WEIGHED = "weighed"  # many small signs that no rule knows, added up
    LOWERED = "lowered"  # words denied, or beside laughter, a game, a song
    CONTEXT = "context"  # no words: the hour, a silence, a repeat, a picture nobody has seen


class Confidence(StrEnum):
    """High: somebody said it, or words in their marks do. Medium: words without their marks, or
    several signs together.

    Low: weakened words, or circumstances alone, or nothing was found at all.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_SURE = {
    Ground.SAID: Confidence.HIGH,
    Ground.MARKED: Confidence.HIGH,
    Ground.FOLDED: Confidence.MEDIUM,
    Ground.UNSURE: Confidence.MEDIUM,
    Ground.WEIGHED: Confidence.MEDIUM,
}


def confidence(severity: Severity, reasons: Iterable[tuple[Severity, Ground]]) -> Confidence:
    """The surest of the reasons that hold it up; one that is milder, or that a person overruled,
    says nothing about it."""
    held = {_SURE.get(ground) for level, ground in reasons if level is severity}
    return next((sure for sure in Confidence if sure in held), Confidence.LOW)
