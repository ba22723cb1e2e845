"""What supervisors and agencies are told: the least that lets them act. Pure.

No letter holds a name, a number or a word of a caller; `place` is a commune, never an address.
"""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from hotline.policy import Channel, Language, Policy, Severity

NAMED = 10  # tickets a text names; so many fit in two segments


@dataclass(frozen=True)
class PageFacts:
    ticket_number: int
    severity: Severity
    code: str


@dataclass(frozen=True)
class DigestFacts:
    """`tickets` are the numbers of all, the worst first."""

    tickets: tuple[tuple[int, Severity], ...]
    code: str


@dataclass(frozen=True)
class ReferralFacts:
    code: str
    severity: Severity
    place: str | None
    link: str


def page(facts: PageFacts, channel: Channel, policy: Policy, language: Language) -> str:
    severity = policy.say(f"severity.{facts.severity}", language)
    if channel is Channel.SMS:
        return policy.say_plain(
            "page.sms", language, ticket=facts.ticket_number, severity=severity, code=facts.code
        )
    spoken = digit_by_digit(facts.ticket_number)
    return policy.say("page.call", language, ticket_spoken=spoken, severity=severity)


def digest(facts: DigestFacts, channel: Channel, policy: Policy, language: Language) -> str:
    count = len(facts.tickets)
    if channel is Channel.SMS:
        named = _named(facts.tickets, policy, language)
        return policy.say_plain(
            "page.digest_sms", language, count=count, tickets=named, code=facts.code
        )
    number, severity = facts.tickets[0]
    return policy.say(
        "page.digest_call",
        language,
        count=count,
        ticket_spoken=digit_by_digit(number),
        severity=policy.say(f"severity.{severity}", language),
    )


def _named(tickets: tuple[tuple[int, Severity], ...], policy: Policy, language: Language) -> str:
    """The first few by their severity, and how many more there are."""
    parts = []
    for severity, group in groupby(tickets[:NAMED], key=itemgetter(1)):
        numbers = " ".join(str(number) for number, _ in group)
        parts.append(f"{policy.say(f'severity.{severity}', language)}: {numbers}")
    if (more := len(tickets) - NAMED) > 0:
        parts.append(policy.say("page.digest_more", language, count=more))
    return ", ".join(parts)


def referral(facts: ReferralFacts, channel: Channel, policy: Policy) -> str:
    place = facts.place or policy.say("referral.place_unknown")
    if channel is Channel.SMS:
        severity = policy.say(f"severity.{facts.severity}")
        return policy.say_plain(
            "referral.sms", code=facts.code, severity=severity, place=place, link=facts.link
        )
    return policy.say("referral.call", code_spoken=letter_by_letter(facts.code), place=place)


def digit_by_digit(number: int) -> str:
    return " ".join(str(number))


def letter_by_letter(code: str) -> str:
    """With a breath after each, so that it can be written down."""
    return ", ".join(code)
