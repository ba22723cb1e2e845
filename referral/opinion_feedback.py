"""The answer goes back to the child that gave the opinion: by a text that is safe, or by voice."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline import replying, safe_contact, tickets
from hotline.errors import InvalidError
from hotline.safety import Errand, Message, Verdict
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, Severity
from referral import opinion, reporters
from referral.opinion import Opinion
from referral.promises import progress


@dataclass(frozen=True)
class Offer:
    """`words` name nobody and nothing; whoever sends them may say more where that is safe.
    `verdicts` are by whom they would go to, for somebody else may have reported the same child."""

    words: str
    verdicts: Mapping[str, Verdict]


def offer(work: Work, ticket: Ticket, row: Opinion) -> Offer | None:
    """None while there is no answer, once it was told, and where there is nobody to text."""
    to = reporters.of_ticket(work, ticket)
    if row.answered_at is None or row.told_at is not None or not to:
        return None
    words = work.policy.say("feedback.opinion", ticket.language)
    message = Message(Errand.FEEDBACK, Channel.SMS, words)
    verdicts = {one.key: safe_contact.verdict(work, one.number, message) for one in to}
    return Offer(words, verdicts)


def send(work: Work, ticket: Ticket, person: Staff, words: str, to: str = "") -> None:
    """Once. Raises UnsafeError where these words may not leave now."""
    ticket = tickets.locked(work, ticket.id)
    row = _answered(work, ticket)
    if row.told_at is not None:
        return
    child = reporters.chosen(work, ticket, to)
    number, words = replying.sendable(words, child.number)
    letter = Letter(
        reason=f"opinion:{row.id}",
        purpose=Purpose.FEEDBACK,
        channel=Channel.SMS,
        severity=Severity.ROUTINE,
        to=number,
        body=words,
        ticket_id=ticket.id,
        staff_id=person.id,
        language=child.language,
    )
    outbox.put(work, letter)
    by, facts = journal.staff(person.id), {"text": words, "outgoing": str(letter.id)}
    journal.write(work, Act.FEEDBACK, by=by, ticket_id=ticket.id, facts=facts)
    row.told_at = work.now
    progress.made(work, ticket)


def by_voice(work: Work, ticket: Ticket, person: Staff) -> None:
    """They called, and somebody of ours told them."""
    ticket = tickets.locked(work, ticket.id)
    row = _answered(work, ticket)
    if row.told_at is None:
        row.told_at = work.now
        by = journal.staff(person.id)
        journal.write(work, Act.OPINION_TOLD, by=by, ticket_id=ticket.id)
        progress.made(work, ticket)


def _answered(work: Work, ticket: Ticket) -> Opinion:
    row = opinion.expected(work, ticket.id)
    if row.answered_at is None:
        raise InvalidError("nobody has answered this opinion yet")
    return row
