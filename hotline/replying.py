"""How a text is answered: what leaves by itself, texts that lie ready, and what one costs. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from hotline.errors import InvalidError
from hotline.text import Encoding, bare_words, segments, typed, unaccented
from hotline.vocabulary import Language

LONGEST_SMS = 1600  # characters, of the carrier


@dataclass(frozen=True)
class Ceiling:
    """At most so many automatic replies to one number within a time, so that machines tire."""

    most: int
    within: timedelta


@dataclass(frozen=True)
class ReadyText:
    """A text that lies ready for whoever answers; no categories means any.

    `telling` ones give away what this is about, and are offered only where any words are safe.
    `verified` is false where nobody of the field has read the wording yet.
    """

    code: str
    categories: frozenset[str]
    words: Mapping[Language, str]
    telling: bool
    verified: bool


@dataclass(frozen=True)
class Price:
    """What the carrier charges for one part of a text."""

    per_part: Decimal
    currency: str


@dataclass(frozen=True)
class Replies:
    """The policy's part. `commands` are words that carriers elsewhere take for orders; here they
    are what somebody says, and a person is woken for each."""

    ceilings: tuple[Ceiling, ...]
    commands: frozenset[str]
    price: Price
    ready: tuple[ReadyText, ...]

    @property
    def looks_back(self) -> timedelta:
        return max(ceiling.within for ceiling in self.ceilings)


@dataclass(frozen=True)
class Cost:
    encoding: Encoding
    parts: int
    amount: Decimal


def sendable(text: str, caller: str | None) -> tuple[str, str]:
    """Where to, and the text as it leaves; raises InvalidError for what cannot, or for nobody."""
    text = typed(text).strip()
    if not text or len(text) > LONGEST_SMS:
        raise InvalidError(f"a message has 1 to {LONGEST_SMS} characters")
    if not caller:
        raise InvalidError("the caller withheld the number: there is nobody to answer")
    return caller, text


def may_reply_by_itself(earlier: Sequence[datetime], policy: Replies, now: datetime) -> bool:
    """`earlier` are the automatic replies this number got lately."""
    return all(
        sum(at > now - ceiling.within for at in earlier) < ceiling.most
        for ceiling in policy.ceilings
    )


def is_command(text: str, policy: Replies) -> bool:
    """It stands alone: STOP, with or without marks, in whatever letters."""
    return bare_words(text) in policy.commands


def fitting(
    policy: Replies, categories: Sequence[str], *, any_words: bool
) -> tuple[ReadyText, ...]:
    """Those for these categories first, in their order; then those for any."""
    safe = [one for one in policy.ready if any_words or not one.telling]
    ours = [one for one in safe if not one.categories.isdisjoint(categories)]
    ours.sort(key=lambda one: _first(one.categories, categories))
    return (*ours, *(one for one in safe if not one.categories))


def _first(mine: Collection[str], categories: Sequence[str]) -> int:
    return min(n for n, category in enumerate(categories) if category in mine)


def cost(text: str, price: Price) -> Cost:
    """Nothing costs nothing: an empty text does not leave."""
    counted = segments(text)
    parts = counted.count if text else 0
    return Cost(counted.encoding, parts, parts * price.per_part)


def cheaper(text: str, price: Price) -> str | None:
    """The text without marks, where that is fewer parts."""
    plain = unaccented(text)
    return plain if cost(plain, price).parts < cost(text, price).parts else None
