"""A person says how grave a ticket is: at once, or only when a second one agrees. Pure."""

from enum import StrEnum

from hotline.errors import InvalidError
from hotline.vocabulary import Severity


class Change(StrEnum):
    RAISE = "raise"
    LOWER = "lower"
    ASK = "ask"  # it stays as grave as it is until somebody else agrees


def change(was: Severity, to: Severity, why: str) -> Change:
    """To raise takes no reason, because a reason takes time; critical is never lowered alone."""
    if was is to:
        raise InvalidError("it is that grave already")
    if to.rank < was.rank:
        return Change.RAISE
    if not why:
        raise InvalidError("say why in a few words")
    return Change.ASK if was is Severity.CRITICAL else Change.LOWER


def may_agree(*, supervises: bool, asked_it_too: bool) -> bool:
    """The second look is a supervisor's, and never by whoever has the first opinion."""
    return supervises and not asked_it_too


def may_keep(*, supervises: bool, asked_it_too: bool) -> bool:
    """Whoever asked may take it back."""
    return supervises or asked_it_too
