"""Whether somebody who reached us may be texted or called now, and in which words. Pure.

A text or a call of ours can hurt: somebody else may hold the telephone. So what nobody said is no.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from operator import contains

from hotline.errors import InvalidError
from hotline.text import bare_words, clean, fold, words
from hotline.vocabulary import Channel


class Whose(StrEnum):
    """Whose telephone a number is."""

    UNKNOWN = "unknown"
    CHILD = "child"
    ADULT = "adult"


class Errand(StrEnum):
    """Why we would reach them."""

    ANSWER = "answer"  # somebody of the line answers, or calls back
    FIRST_REPLY = "first_reply"  # automatic
    FEEDBACK = "feedback"  # what became of it


class Refusal(StrEnum):
    ASKED_NOT_TO = "asked_not_to"  # in their own words
    SAID_NO = "said_no"  # somebody of the line wrote it down
    WANTS_NO_NEWS = "wants_no_news"
    NOT_SAID = "not_said"
    OUTSIDE_HOURS = "outside_hours"
    TELLING_WORDS = "telling_words"


@dataclass(frozen=True)
class Rules:
    """What is known about reaching one number; None is that nobody said.

    `may_tell` is whether they want to hear what became of it. `any_words`: more than neutral words
    are safe. `picks_up` is who may, `saying` what we say we are. `asked_not_to` is in their own
    words, and ends when somebody of the line writes down better.
    """

    whose: Whose = Whose.UNKNOWN
    may_call: bool | None = None
    may_text: bool | None = None
    may_tell: bool | None = None
    any_words: bool = False
    opens: time | None = None
    closes: time | None = None
    picks_up: str = ""
    saying: str = ""
    asked_not_to: bool = False


@dataclass(frozen=True)
class SafeContact:
    """The policy's part. `unsaid` is what is allowed by whose number it is where nobody said.

    Who wrote to us within `answer_within` is taken to hold the telephone still: a text may answer.
    `stops` are rules of the lexicon by which a caller forbids calls, and texts too where the words
    hold one of `stops_texts`. `telling` words give away what this is about. `opt_out` words,
    standing alone, end the news of what became of it.
    """

    unsaid: Mapping[Whose, frozenset[Channel]]
    answer_within: timedelta
    stops: frozenset[str]
    stops_texts: tuple[str, ...]
    telling: tuple[str, ...]
    opt_out: frozenset[str]


@dataclass(frozen=True)
class Message:
    """What would leave. `heard_at` is when they last wrote to us."""

    errand: Errand
    channel: Channel
    words: str = ""
    heard_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """`refusal` is why not; `words` are those that gave it away, `opens` when it may be tried."""

    refusal: Refusal | None = None
    words: tuple[str, ...] = ()
    opens: time | None = None

    @property
    def may(self) -> bool:
        return self.refusal is None


YES = Verdict()


def decide(message: Message, rules: Rules, policy: SafeContact, now: datetime) -> Verdict:
    """`now` by the clock on the caller's wall, which the safe hours are said in."""
    refusal = _refusal(message, rules, policy, now)
    if refusal is not None:
        return Verdict(refusal)
    if not _is_answer(message, policy, now) and not _is_open(rules, now.time()):
        return Verdict(Refusal.OUTSIDE_HOURS, opens=rules.opens)
    found = () if rules.any_words else telling(message.words, policy)
    return Verdict(Refusal.TELLING_WORDS, words=found) if found else YES


def _refusal(message: Message, rules: Rules, policy: SafeContact, now: datetime) -> Refusal | None:
    """By whom they may be reached at all."""
    said = rules.may_call if message.channel is Channel.CALL else rules.may_text
    if message.errand is Errand.FEEDBACK and rules.may_tell is False:
        return Refusal.WANTS_NO_NEWS
    if said is False:
        return Refusal.ASKED_NOT_TO if rules.asked_not_to else Refusal.SAID_NO
    if rules.asked_not_to and message.errand is not Errand.ANSWER:
        return Refusal.ASKED_NOT_TO
    if said or _is_answer(message, policy, now) or message.channel in policy.unsaid[rules.whose]:
        return None
    return Refusal.NOT_SAID


def _is_answer(message: Message, policy: SafeContact, now: datetime) -> bool:
    """They have just written to us: whoever did so holds the telephone."""
    if message.channel is not Channel.SMS or message.errand is Errand.FEEDBACK:
        return False
    return message.heard_at is not None and now - message.heard_at <= policy.answer_within


def _is_open(rules: Rules, at: time) -> bool:
    """Hours may run through midnight; a number without hours is open."""
    if rules.opens is None or rules.closes is None:
        return True
    if rules.opens <= rules.closes:
        return rules.opens <= at < rules.closes
    return at >= rules.opens or at < rules.closes


def telling(text: str, policy: SafeContact) -> tuple[str, ...]:
    """The words of `text` by which whoever reads it over a shoulder knows what it is about."""
    said, begun = words(text), _begun(policy.telling)
    likely = {phrase for word in begun.keys() & said for phrase in begun[word]}
    return tuple(one for one in policy.telling if one in likely and _holds(said, one))


def forbidden(found: Iterable[tuple[str, str]], policy: SafeContact) -> frozenset[Channel]:
    """What a caller's own words forbid; `found` are rules of the lexicon with the words said."""
    said = [quote for code, quote in found if code in policy.stops]
    if not said:
        return frozenset()
    texts = any(_holds(words(quote), word) for quote in said for word in policy.stops_texts)
    return frozenset(Channel) if texts else frozenset({Channel.CALL})


def opts_out(text: str, policy: SafeContact) -> bool:
    return bare_words(text) in policy.opt_out


def _holds(said: Sequence[str], phrase: str) -> bool:
    """As whole words. Marks count where they were typed: `từ từ` is not `tự tử`, `tu tu` may be."""
    wanted = _spelt(phrase)
    starts = range(len(said) - len(wanted) + 1)
    return any(all(map(contains, wanted, said[at:])) for at in starts)


@lru_cache(maxsize=8)
def _begun(phrases: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Phrases by the words they may begin with."""
    begun: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        for word in _spelt(phrase)[0]:
            begun[word].append(phrase)
    return dict(begun)


@cache
def _spelt(phrase: str) -> tuple[frozenset[str], ...]:
    """Each of its words with and without marks; phrases are the policy's, so they are few."""
    return tuple(frozenset({word, fold(word)}) for word in words(phrase))


_SAID = {"": None, "yes": True, "no": False}
LONGEST = 200


def read(form: Mapping[str, str]) -> Rules:
    """As somebody of the line wrote it down; raises InvalidError where a choice is none."""
    try:
        opens, closes = _hours(form.get("opens", ""), form.get("closes", ""))
        return Rules(
            whose=Whose(form.get("whose", "")),
            may_call=_SAID[form.get("may_call", "")],
            may_text=_SAID[form.get("may_text", "")],
            may_tell=_SAID[form.get("may_tell", "")],
            any_words=form.get("any_words") == "yes",
            opens=opens,
            closes=closes,
            picks_up=clean(form.get("picks_up", "")).strip()[:LONGEST],
            saying=clean(form.get("saying", "")).strip()[:LONGEST],
        )
    except (KeyError, ValueError) as problem:
        raise InvalidError("say what is safe, or leave it open") from problem


def _hours(opens: str, closes: str) -> tuple[time | None, time | None]:
    if not opens and not closes:
        return None, None
    if not opens or not closes or opens == closes:
        raise InvalidError("safe hours have a beginning and an end")
    return time.fromisoformat(opens), time.fromisoformat(closes)
