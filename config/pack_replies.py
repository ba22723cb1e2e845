"""How a policy pack answers texts: `replies.toml`."""

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from config.pack import Pack, PolicyError
from config.pack_files import Duration, Shape, Text
from hotline.policy import Policy
from hotline.replying import Ceiling, Price, ReadyText, Replies
from hotline.safety import telling
from hotline.text import bare_words
from hotline.vocabulary import Language


class CeilingShape(Shape):
    most: Annotated[int, Field(ge=1, le=100)]
    within: Annotated[Duration, Field(gt=timedelta(0), le=timedelta(hours=24))]


class PriceShape(Shape):
    per_part: Annotated[Decimal, Field(ge=0)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class ReadyShape(Shape):
    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    categories: frozenset[str] = frozenset()
    vi: Text
    en: Text
    telling: bool = False
    verified: bool


class RepliesFile(Shape):
    ceilings: Annotated[list[CeilingShape], Field(min_length=1)]
    commands: Annotated[list[Text], Field(min_length=1)]
    price: PriceShape
    ready: Annotated[list[ReadyShape], Field(min_length=1)]


def replies(pack: Pack, categories: Collection[str]) -> Replies:
    shape = pack.parse("replies.toml", RepliesFile)
    codes = [one.code for one in shape.ready]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise PolicyError("replies.toml", min(twice), "two texts have the same code")
    for one in shape.ready:
        for category in sorted(one.categories - set(categories)):
            raise PolicyError("replies.toml", one.code, f"no such category: {category}")
    return Replies(
        ceilings=tuple(Ceiling(one.most, one.within) for one in shape.ceilings),
        commands=frozenset(bare_words(word) for word in shape.commands),
        price=Price(shape.price.per_part, shape.price.currency),
        ready=tuple(_ready(one) for one in shape.ready),
    )


def _ready(shape: ReadyShape) -> ReadyText:
    return ReadyText(
        code=shape.code,
        categories=shape.categories,
        words={Language.VI: shape.vi, Language.EN: shape.en},
        telling=shape.telling,
        verified=shape.verified,
    )


def check(policy: Policy) -> None:
    """What gives it away says so of itself: it is not offered where it could hurt."""
    for one in policy.replies.ready:
        for text in one.words.values():
            found = telling(text, policy.safe_contact)
            if found and not one.telling:
                change = f"it gives away too much ({', '.join(found)}): say `telling = true`"
                raise PolicyError("replies.toml", one.code, change)
