"""How grave is it, and why? Decided from the words and from how they reached us. Pure.

Nothing here closes or lowers a ticket, and every message is still read by a person: the rules only
say who is woken for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from hotline.confidence import Confidence, Ground, confidence
from hotline.policy import Policy
from hotline.text import clean, fold, words
from hotline.vocabulary import ContactChannel, Language, Severity, worst
from hotline.words.lexicon import DENIED, UNSURE, Found, matcher


@dataclass(frozen=True)
class ContactFacts:
    """What is known of a contact when it arrives.

    `local_hour` is the hour on the wall where the child is. `repeats` counts other contacts of the
    same number, or about the same ticket, inside the policy's window. `open_ticket` is the severity
    of the ticket this contact belongs to, if there is one. `media` counts pictures and files.
    """

    channel: ContactChannel
    text: str = ""
    danger_key: bool = False
    silent: bool = False
    local_hour: int = 12
    repeats: int = 0
    open_ticket: Severity | None = None
    media: int = 0


@dataclass(frozen=True)
class Reason:
    """`code` is the rule, `words` what it is called, `quote` the caller's words that fired it.

    A quote is the caller's text: it is stored sealed and never logged. `lowered` says why the words
    counted for less than they say: "denied", or the name of a guard.
    """

    code: str
    words: str
    category: str
    severity: Severity
    quote: str = ""
    lowered: str = ""
    ground: Ground = Ground.CONTEXT


@dataclass(frozen=True)
class Assessment:
    """Reasons and categories stand worst first."""

    severity: Severity
    categories: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def confidence(self) -> Confidence:
        return confidence(self.severity, ((one.severity, one.ground) for one in self.reasons))


def assess(facts: ContactFacts, policy: Policy, now: datetime) -> Assessment:  # noqa: ARG001  # every decision has this shape, and the rules of a season will need it
    text = clean(facts.text)
    reasons = [*_of_the_words(text, policy), *_of_the_contact(facts, text, policy)]
    severity = worst(Severity.ROUTINE, *(reason.severity for reason in reasons))
    raised = list(_raised(facts, severity, reasons, policy))
    reasons = sorted([*reasons, *raised], key=lambda reason: reason.severity.rank)
    categories = dict.fromkeys(reason.category for reason in reasons)
    return Assessment(
        severity=worst(severity, *(reason.severity for reason in raised)),
        categories=tuple(categories) or (policy.triage.other_category,),
        reasons=tuple(reasons),
    )


def explain(reason: Reason, policy: Policy, language: Language) -> str:
    """The reason as a sentence: 'bị nhốt' → bị giam giữ, nguy cấp."""
    label = policy.texts.get(f"reason.{reason.code}", {}).get(language, reason.words)
    quoted = f"'{reason.quote}' → " if reason.quote else ""
    lowered = f" ({policy.say(f'lowered.{reason.lowered}', language)})" if reason.lowered else ""
    return f"{quoted}{label}, {policy.say(f'severity.{reason.severity}', language)}{lowered}"


def _of_the_words(text: str, policy: Policy) -> list[Reason]:
    """What the rules find; and what many small signs say together, where that is graver.

    Of what a rule heard and found denied they make no more than high.
    """
    heard = matcher(policy.lexicon)
    reading = heard.read(text)
    found = heard.find(reading)
    reasons = [_reason(one, policy) for one in found]
    severity = worst(Severity.ROUTINE, *(reason.severity for reason in reasons))
    weighed = None if severity is Severity.CRITICAL else heard.weigh(reading, found)
    denied = any(reason.lowered == DENIED for reason in reasons)
    if weighed and (raised := Severity.HIGH if denied else weighed.severity).rank < severity.rank:
        known = (one.category for one in sorted(reasons, key=lambda one: one.severity.rank))
        category = weighed.category or next(known, policy.triage.other_category)
        signs = _because("signs-together", category, raised, policy)
        reasons.append(replace(signs, quote=" … ".join(weighed.quotes), ground=Ground.WEIGHED))
    return reasons


def _reason(found: Found, policy: Policy) -> Reason:
    entry = found.entry
    because = policy.say(f"reason.{entry.code}")
    return Reason(
        code=entry.code,
        words=because,
        category=entry.category,
        severity=found.severity,
        quote=found.quote,
        lowered=found.lowered,
        ground=_ground(found),
    )


def _ground(found: Found) -> Ground:
    if found.lowered == UNSURE:
        return Ground.UNSURE
    if found.lowered or found.denied:
        return Ground.LOWERED
    return Ground.MARKED if found.marked else Ground.FOLDED


def _because(code: str, category: str, severity: Severity, policy: Policy) -> Reason:
    return Reason(code, policy.say(f"reason.{code}"), category, severity)


def _of_the_contact(facts: ContactFacts, text: str, policy: Policy) -> Iterator[Reason]:
    """What the keys and the silence say, whatever the words are."""
    rules = policy.triage
    if facts.danger_key:
        key = _because("danger-key", rules.danger_category, Severity.CRITICAL, policy)
        yield replace(key, ground=Ground.SAID)
    if facts.silent:
        yield _because("silent-call", rules.unclear_category, Severity.HIGH, policy)
    if facts.channel is ContactChannel.SMS:
        yield from _of_a_text(facts, text, policy)


def _of_a_text(facts: ContactFacts, text: str, policy: Policy) -> Iterator[Reason]:
    """A text without words may be a child who cannot write; one bare word may be all it could."""
    rules, spoken = policy.triage, words(text)
    if facts.media:
        yield _because("unread-media", rules.unclear_category, Severity.HIGH, policy)
    if not spoken:
        yield _because("silent-text", rules.unclear_category, Severity.HIGH, policy)
    elif len(spoken) <= 2 and fold(" ".join(spoken)) in policy.lexicon.single_words:
        alone = _because("one-word", rules.unclear_category, Severity.HIGH, policy)
        yield replace(alone, quote=text.strip())


def _raised(
    facts: ContactFacts, severity: Severity, reasons: list[Reason], policy: Policy
) -> Iterator[Reason]:
    """What raises a contact above its words: coming again, an open ticket, the night."""
    rules = policy.triage
    category = reasons[0].category if reasons else rules.other_category
    if facts.repeats >= rules.repeats_to_raise:
        yield _because("repeat", category, _one_worse(severity, reasons), policy)
    if facts.open_ticket is not None:
        yield _because("open-ticket", category, facts.open_ticket, policy)
    if _is_night(facts.local_hour, policy):
        grave = any(reason.category in rules.night_categories for reason in reasons)
        yield _because("night", category, Severity.HIGH if grave else Severity.ROUTINE, policy)


def _one_worse(severity: Severity, reasons: list[Reason]) -> Severity:
    """Only words or keys make a repeat critical: a prankster who rings all day stays high."""
    return Severity.CRITICAL if severity is not Severity.ROUTINE and reasons else Severity.HIGH


def _is_night(hour: int, policy: Policy) -> bool:
    rules = policy.triage
    if rules.night_from_hour <= rules.night_until_hour:
        return rules.night_from_hour <= hour < rules.night_until_hour
    return hour >= rules.night_from_hour or hour < rules.night_until_hour
