"""Questions that fit what a contact is about, as a policy gives them to whoever listens. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hotline.vocabulary import Language


@dataclass(frozen=True)
class Question:
    """`code` is unlike that of any other question of the policy."""

    code: str
    words: Mapping[Language, str]


@dataclass(frozen=True)
class Guide:
    """Some questions, and `how` to ask them; none has to be asked, and none answered.

    `verified` is false where nobody of the field has read the wording yet.
    """

    categories: frozenset[str]
    name: Mapping[Language, str]
    how: Mapping[Language, str]
    questions: tuple[Question, ...]
    verified: bool


def fitting(guides: Sequence[Guide], categories: Collection[str]) -> tuple[Guide, ...]:
    return tuple(guide for guide in guides if not guide.categories.isdisjoint(categories))


def questions(guides: Sequence[Guide]) -> Iterator[Question]:
    for guide in guides:
        yield from guide.questions
