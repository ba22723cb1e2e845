"""Who may open a picture, and how one that may show abuse is handled. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.vocabulary import Language


class Why(StrEnum):
    """Why a picture is not kept here; it stays where it is, and a person is told."""

    ELSEWHERE = "elsewhere"  # its address is not the carrier's
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    GONE = "gone"  # the carrier has it no more
    UNREACHABLE = "unreachable"  # for so long that nobody tries any more


class Word(StrEnum):
    """What somebody who has seen a picture says of it."""

    SUSPECTED = "suspected"  # it may show the abuse of a child
    CLEARED = "cleared"  # it shows none


class Telling(StrEnum):
    """What is written down of a picture that may show abuse."""

    TOLD = "told"  # somebody heard that there is one
    HANDED_OVER = "handed_over"  # somebody got the file, by hand


class Bar(StrEnum):
    """Why a picture cannot be erased now."""

    NOT_YOURS = "not_yours"
    NOT_HANDED_OVER = "not_handed_over"
    TOO_SOON = "too_soon"


@dataclass(frozen=True)
class Step:
    """One thing to do with a picture that may show abuse. `verified` is false where nobody has
    read the text of the law for it."""

    words: Mapping[Language, str]
    source: Mapping[Language, str]
    verified: bool


@dataclass(frozen=True)
class Pictures:
    """The policy's part. `guarded` are the categories of a ticket any picture of which may show
    abuse until somebody who may look says otherwise; the two `may_` are roles.

    `give_up_after` is how long the carrier is asked for a picture it does not hand over,
    `erase_after` how long one stays here after it was handed over, at the least.
    """

    give_up_after: timedelta
    guarded: frozenset[str]
    may_open: frozenset[str]
    may_open_guarded: frozenset[str]
    may_erase: frozenset[str]
    erase_after: timedelta
    steps: tuple[Step, ...]


def is_guarded(categories: Collection[str], word: Word | None, rules: Pictures) -> bool:
    """Whether it may show abuse: a person's word counts before what the ticket is about."""
    if word is not None:
        return word is Word.SUSPECTED
    return not rules.guarded.isdisjoint(categories)


def may_open(role: str, rules: Pictures, *, guarded: bool) -> bool:
    return role in (rules.may_open_guarded if guarded else rules.may_open)


def bar_to_erasing(
    role: str, handed_at: datetime | None, rules: Pictures, now: datetime
) -> Bar | None:
    """None where it may be erased: somebody who must have it has it, and has had time to look."""
    if role not in rules.may_erase:
        return Bar.NOT_YOURS
    if handed_at is None:
        return Bar.NOT_HANDED_OVER
    return Bar.TOO_SOON if now < handed_at + rules.erase_after else None


def may_say(role: str, was: Word | None, word: Word, rules: Pictures, *, guarded: bool) -> bool:
    """Whoever may open it may say that it shows abuse; to take that back needs more."""
    if word is Word.SUSPECTED:
        return was is not word and role in rules.may_open | rules.may_open_guarded
    return was is not word and may_open(role, rules, guarded=guarded)
