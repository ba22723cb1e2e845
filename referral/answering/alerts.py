"""Whoever is on duty is told of a caller who cannot wait for a page of a ladder."""

from collections.abc import Iterator

from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, Severity
from referral.staffing import duty
from referral.staffing.duty import Reachable


def tell(work: Work, ticket: Ticket, reason: str, text: str, **values: object) -> None:
    """Once for each `reason`, by text and by telephone: whoever is on duty, or else everybody."""
    reachable = duty.now_reachable(work)
    people = reachable.roster.on_duty or reachable.roster.everyone
    letters = list(_letters(work, ticket, reason, reachable, text, values))
    if outbox.put(work, *letters):
        facts = {"people": ",".join(str(person) for person in people)}
        journal.write(work, Act.CALLER_TOLD, ticket_id=ticket.id, facts=facts)


def _letters(  # noqa: PLR0913  # of whom, why, to whom and in which words: each said by name
    work: Work,
    ticket: Ticket,
    reason: str,
    reachable: Reachable,
    text: str,
    values: dict[str, object],
) -> Iterator[Letter]:
    for staff_id in reachable.roster.on_duty or reachable.roster.everyone:
        person = reachable.people[staff_id]
        body = work.policy.say_plain(text, person.language, ticket=ticket.number, **values)
        for channel in (Channel.SMS, Channel.CALL):
            yield Letter(
                reason=f"{reason}:{person.id}:{channel}",
                purpose=Purpose.CALLER_ALERT,
                channel=channel,
                severity=Severity.CRITICAL,
                to=person.phone or "",
                body=body,
                ticket_id=ticket.id,
                staff_id=person.id,
                language=person.language,
            )
