"""Somebody who waits and cannot speak answers by keys: once is yes, twice is no. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hotline.call_rules import CallRules


class Question(StrEnum):
    """Asked one after the other, once a first key has said that somebody is there; each is the end
    of the key of a text."""

    DANGER = "danger"
    NEAR = "near"


QUESTIONS = tuple(Question)


class Said(StrEnum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Heard:
    """What keys mean: `question` is empty for the first, which says that somebody listens."""

    question: Question | None
    said: Said

    @property
    def danger(self) -> bool:
        return self.question is Question.DANGER and self.said is Said.YES


def prompt(keys: int, heard: int) -> str:
    """The key of the next text, after so many answers and so many sentences."""
    if keys == 0:
        return "wait.silent_again" if heard % 3 else "wait.silent"
    if keys <= len(QUESTIONS):
        return f"wait.silent_{QUESTIONS[keys - 1]}"
    return "wait.silent_again"


def meaning(keys: int, digits: str) -> Heard | None:
    """None when nothing was asked any more, or no key came."""
    if not digits or keys > len(QUESTIONS):
        return None
    question = QUESTIONS[keys - 1] if keys else None
    return Heard(question, Said.NO if len(digits) > 1 and keys else Said.YES)


def is_told(silent_calls: int, *, open_ticket: bool, rules: CallRules) -> bool:
    """Whether somebody is woken for so many silent calls of a number, this one among them."""
    return open_ticket or silent_calls >= rules.silent_calls
