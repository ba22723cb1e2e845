"""Two questions at the end of a call, answered by a key or not at all. Pure."""

from dataclasses import dataclass
from enum import StrEnum

YES, NO = "1", "2"


class Question(StrEnum):
    """In the order in which they are asked; each is a column of the contact, and the end of the key
    of a text."""

    FELT_HEARD = "felt_heard"
    FEELS_SAFER = "feels_safer"


QUESTIONS = tuple(Question)


@dataclass(frozen=True)
class Answer:
    question: Question
    yes: bool


def asked(n: int) -> Question | None:
    """The question of this number, counted from 1; None when all have been asked."""
    return QUESTIONS[n - 1] if 1 <= n <= len(QUESTIONS) else None


def meaning(n: int, digits: str) -> Answer | None:
    """Silence, and any other key, is no answer."""
    question = asked(n)
    if question is None or digits[:1] not in (YES, NO):
        return None
    return Answer(question, digits[:1] == YES)
