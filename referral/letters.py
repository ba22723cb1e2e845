"""What supervisors and agencies are told: the least that lets them act. Pure.

No letter holds a name, a number or a word of a caller; `place` is a commune, never an address.
"""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from hotline.policy import Policy
from hotline.text import unaccented
from hotline.vocabulary import Channel, Language, Severity

NAMED = 10  # tickets a text names; so many fit in two segments


@dataclass(frozen=True)
class PageFacts:
    """`link` opens the ticket for whoever may log in; only an e-mail has it."""

    ticket_number: int
    severity: Severity
    code: str
    link: str = ""


@dataclass(frozen=True)
class DigestFacts:
    """`tickets` are the numbers of all, the worst first."""

    tickets: tuple[tuple[int, Severity], ...]
    code: str
    link: str = ""


@dataclass(frozen=True)
class ReferralFacts:
    code: str
    severity: Severity
    place: str | None
    link: str
    opinion: bool = False  # of a child, to whoever answers for it


def page(facts: PageFacts, channel: Channel, policy: Policy, language: Language) -> str:
    severity = policy.say(f"severity.{facts.severity}", language)
    if channel is Channel.SMS:
        return policy.say_plain(
            "page.sms", language, ticket=facts.ticket_number, severity=severity, code=facts.code
        )
    if channel is Channel.EMAIL:
        values = {"ticket": facts.ticket_number, "code": facts.code, "link": facts.link}
        return policy.say("page.email", language, severity=severity, **values)
    spoken = digit_by_digit(facts.ticket_number)
    return policy.say("page.call", language, ticket_spoken=spoken, severity=severity)


def digest(facts: DigestFacts, channel: Channel, policy: Policy, language: Language) -> str:
    count = len(facts.tickets)
    if channel is Channel.SMS:
        named = _named(facts.tickets, NAMED, policy, language)
        return policy.say_plain(
            "page.digest_sms", language, count=count, tickets=named, code=facts.code
        )
    if channel is Channel.EMAIL:
        values = {"count": count, "code": facts.code, "link": facts.link}
        named = _named(facts.tickets, count, policy, language)
        return policy.say("page.digest_email", language, tickets=named, **values)
    number, severity = facts.tickets[0]
    return policy.say(
        "page.digest_call",
        language,
        count=count,
        ticket_spoken=digit_by_digit(number),
        severity=policy.say(f"severity.{severity}", language),
    )


def _named(
    tickets: tuple[tuple[int, Severity], ...], limit: int, policy: Policy, language: Language
) -> str:
    """The first few by their severity, and how many more there are."""
    parts = []
    for severity, group in groupby(tickets[:limit], key=itemgetter(1)):
        numbers = " ".join(str(number) for number, _ in group)
        parts.append(f"{policy.say(f'severity.{severity}', language)}: {numbers}")
    if (more := len(tickets) - limit) > 0:
        parts.append(policy.say("page.digest_more", language, count=more))
    return ", ".join(parts)


def referral(facts: ReferralFacts, channel: Channel, policy: Policy) -> str:
    if facts.opinion:
        return _opinion(facts, channel, policy)
    if channel is Channel.EMAIL:
        return policy.say("referral.email", code=facts.code, link=facts.link)
    place = facts.place or policy.say("referral.place_unknown")
    if channel is Channel.SMS:
        severity = policy.say(f"severity.{facts.severity}")
        return policy.say_plain(
            "referral.sms", code=facts.code, severity=severity, place=place, link=facts.link
        )
    return policy.say("referral.call", code_spoken=letter_by_letter(facts.code), place=place)


def _opinion(facts: ReferralFacts, channel: Channel, policy: Policy) -> str:
    """Nothing is urgent about it, and nothing of it stands in the letter."""
    if channel is Channel.SMS:
        return policy.say_plain("opinion.sms", code=facts.code, link=facts.link)
    if channel is Channel.EMAIL:
        return policy.say("opinion.email", code=facts.code, link=facts.link)
    return policy.say("opinion.call", code_spoken=letter_by_letter(facts.code))


def withdrawal(code: str, channel: Channel, policy: Policy) -> str:
    if channel is Channel.SMS:
        return policy.say_plain("referral.withdrawn", code=code)
    if channel is Channel.EMAIL:
        return policy.say("referral.withdrawn", code=code)
    spoken = policy.say("referral.withdrawn", code=letter_by_letter(code))
    return f"{spoken} {spoken}"  # no key says it again


def relay_answer(key: str, reference: str, ticket: int, channel: Channel, policy: Policy) -> str:
    """To the national line, under its reference and with our number, which name nobody."""
    if channel is Channel.SMS:
        return policy.say_plain(key, reference=reference, ticket=ticket)
    if channel is Channel.EMAIL:
        return policy.say(key, reference=reference, ticket=ticket)
    spelled = letter_by_letter("".join(filter(str.isalnum, reference)))
    spoken = policy.say(key, reference=spelled, ticket=digit_by_digit(ticket))
    return f"{spoken} {spoken}"  # no key says it again


def number_code(digits: str, channel: Channel, policy: Policy, language: Language) -> str:
    if channel is Channel.CALL:
        spoken = letter_by_letter(digits)
        return policy.say("number.code_call", language, digits_spoken=spoken)
    return policy.say_plain("number.code_sms", language, digits=digits)


def handover(house: str, channel: Channel, policy: Policy, language: Language) -> str:
    if channel is Channel.CALL:
        spoken = policy.say("handover.call", language)
        return f"{spoken} {spoken}"  # no key says it again
    text = policy.say("handover.text", language, link=f"{house}/handover")
    return text if channel is Channel.EMAIL else unaccented(text)


def digit_by_digit(number: int) -> str:
    return " ".join(str(number))


def letter_by_letter(code: str) -> str:
    """With a breath after each, so that it can be written down."""
    return ", ".join(code)
