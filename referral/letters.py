"""What supervisors and agencies are told: the least that lets them act. Pure.

No letter holds a name, a number or a word of a caller; `place` is a commune, never an address.
"""

from dataclasses import dataclass

from hotline.policy import Channel, Language, Policy, Severity


@dataclass(frozen=True)
class PageFacts:
    ticket_number: int
    severity: Severity
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
