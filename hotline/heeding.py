"""What is said about reaching a caller safely is heeded at once, also for what waits to leave."""

from dataclasses import dataclass, replace
from uuid import UUID

from hotline import safe_contact, safety
from hotline.errors import InvalidError
from hotline.intake import Received
from hotline.safe_contact import SafeContact
from hotline.safety import Errand, Message, Rules, Verdict
from hotline.sending import recalls
from hotline.store import journal
from hotline.store.work import Work
from hotline.vocabulary import Channel


@dataclass(frozen=True)
class Heard:
    """What somebody of the line heard is safe, and when that was set which they had before them."""

    rules: Rules
    seen: str = ""


def write_down(work: Work, number: str, heard: Heard, *, by: str, ticket_id: UUID) -> None:
    """Raises InvalidError where the caller forbade more meanwhile: their newest word counts.

    What the caller asked stays until somebody has heard that one of both ways is safe.
    """
    row = safe_contact.held(work, number, by=by)
    if heard.seen != seen(row):
        raise InvalidError("what is safe has changed meanwhile; look at it again")
    rules, known = heard.rules, safe_contact.read(row)
    better = bool(rules.may_call or rules.may_text)
    rules = replace(rules, asked_not_to=known.asked_not_to and not better)
    safe_contact.keep(work, row, rules, by=by, ticket_id=ticket_id)
    _recall(work, number, rules)


def seen(row: SafeContact | None) -> str:
    """What a form holds so that nobody overwrites what they have not read."""
    return row.set_at.isoformat() if row is not None and row.rules else ""


def listen(work: Work, received: Received) -> Rules:
    """A caller's own words forbid more, whoever wrote down what before; they allow nothing.

    What is known now.
    """
    number, policy = received.number, work.policy.safe_contact
    if number is None:
        return Rules()
    found = ((reason.code, reason.quote) for reason in received.reasons)
    forbidden = safety.forbidden(found, policy)
    no_news = safety.opts_out(received.contact.text or "", policy)
    if not (forbidden or no_news):
        row = safe_contact.of(work, number) if received.known.has_rules else None
        return safe_contact.read(row)
    row = safe_contact.held(work, number, by=journal.CALLER)
    rules = _less(safe_contact.read(row), forbidden, no_news=no_news)
    safe_contact.keep(work, row, rules, by=journal.CALLER, ticket_id=received.ticket.id)
    _recall(work, number, rules)
    return rules


def _less(known: Rules, forbidden: frozenset[Channel], *, no_news: bool) -> Rules:
    return replace(
        known,
        may_call=False if Channel.CALL in forbidden else known.may_call,
        may_text=False if Channel.SMS in forbidden else known.may_text,
        may_tell=False if no_news else known.may_tell,
        asked_not_to=known.asked_not_to or bool(forbidden),
    )


def _recall(work: Work, number: str, rules: Rules) -> None:
    allowed = {Channel.CALL: rules.may_call, Channel.SMS: rules.may_text}
    never = frozenset(channel for channel, said in allowed.items() if said is False)
    if never:
        recalls.to_caller(work, number, never)


def first_reply(work: Work, words: str, rules: Rules) -> Verdict:
    """Whether the automatic answer to a text that has just come may go."""
    message = Message(Errand.FIRST_REPLY, Channel.SMS, words, heard_at=work.now)
    return safe_contact.judge(work, message, rules)
