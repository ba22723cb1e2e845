"""Two opposite scales, counted apart and never summed; what it means a person says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.forms import FieldKind, Form, Level, Side


@dataclass(frozen=True)
class Tally:
    """How many items of one side were judged how; `open` are not judged yet."""

    high: int
    medium: int
    low: int
    open: int


def count(form: Form, answers: Mapping[str, str]) -> Mapping[Side, Tally]:
    """One for each side of the form, harm first."""
    return {side: _of(side, form, answers) for side in Side if side in form.sides}


def _of(side: Side, form: Form, answers: Mapping[str, str]) -> Tally:
    judged = [
        answers.get(field.code, "")
        for field in form.fields
        if field.kind is FieldKind.LEVEL and field.side is side
    ]
    high, medium, low = (judged.count(level) for level in Level)
    return Tally(high, medium, low, len(judged) - high - medium - low)
