"""The questions a policy pack gives to whoever listens: `guides.toml`."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from config.pack import Pack, PolicyError
from config.pack_files import Shape, Text, Wording
from hotline.guides import Guide, Question, questions
from hotline.vocabulary import Language


class QuestionShape(Wording):
    code: Annotated[str, Field(pattern=r"^[a-z]+-[a-z-]+$")]


class GuideShape(Shape):
    """`verified` is false where the wording is from memory."""

    categories: Annotated[frozenset[str], Field(min_length=1)]
    vi: Text
    en: Text
    how: Wording
    verified: bool
    questions: Annotated[list[QuestionShape], Field(min_length=1)]


class GuidesFile(Shape):
    guide: list[GuideShape]


def guides(pack: Pack, categories: Collection[str]) -> tuple[Guide, ...]:
    shapes = pack.parse("guides.toml", GuidesFile).guide
    for shape in shapes:
        for category in sorted(shape.categories - set(categories)):
            raise PolicyError("guides.toml", shape.en, f"no such category: {category}")
    found = tuple(_guide(shape) for shape in shapes)
    codes = [question.code for question in questions(found)]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise PolicyError("guides.toml", min(twice), "two questions have the same code")
    return found


def _guide(shape: GuideShape) -> Guide:
    return Guide(
        categories=shape.categories,
        name={Language.VI: shape.vi, Language.EN: shape.en},
        how={Language.VI: shape.how.vi, Language.EN: shape.how.en},
        questions=tuple(
            Question(one.code, {Language.VI: one.vi, Language.EN: one.en})
            for one in shape.questions
        ),
        verified=shape.verified,
    )
