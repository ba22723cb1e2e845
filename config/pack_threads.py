"""When a policy pack takes two tickets for one child: `threads.toml`."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from config.pack import Pack, PolicyError
from config.pack_files import Duration, Shape, Text
from hotline.likeness import Sign, Threads
from hotline.text import fold, words
from hotline.vocabulary import Severity


class WordsShape(Shape):
    common: Annotated[list[Text], Field(min_length=1)]


class ThreadsFile(Shape):
    remember: Annotated[Duration, Field(gt=timedelta(0))]
    again_after: Duration
    enough: int = Field(gt=0)
    most_words: int = Field(ge=1, le=20)
    weights: dict[Sign, int]
    raises: dict[Severity, Severity]
    words: WordsShape


def threads(pack: Pack) -> Threads:
    shape = pack.parse("threads.toml", ThreadsFile)
    for sign in Sign:
        if sign not in shape.weights:
            raise PolicyError("threads.toml", f"weights.{sign}", "say what it is worth")
    for was in Severity:
        then = shape.raises.get(was)
        if then is None or then.rank > was.rank:
            raise PolicyError(
                "threads.toml", f"raises.{was}", "say how grave it is then, no less than before"
            )
    return Threads(
        remember=shape.remember,
        again_after=shape.again_after,
        enough=shape.enough,
        weights=shape.weights,
        most_words=shape.most_words,
        raises=shape.raises,
        common=frozenset(word for text in shape.words.common for word in words(fold(text))),
    )
