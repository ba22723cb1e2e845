"""Which tickets are, or may be, one child with this one: as its page shows it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from dashboards import labels
from dashboards.wording import gettext, language
from hotline.contacts import Contact
from hotline.likeness import Sign
from hotline.phones import masked
from hotline.store.work import Work, among
from hotline.tickets import Ticket
from hotline.vocabulary import Severity
from referral.threads import regroupings, suggestions
from referral.threads.regroupings import Kind, Regrouping
from referral.threads.suggestions import Suggestion

LONGEST_WORDS = 90  # of a contact, to know it by


@dataclass(frozen=True)
class Likely:
    """A ticket that may be the same child, and why in words."""

    number: int
    severity: Severity
    received_at: datetime
    closed_at: datetime | None
    reasons: tuple[str, ...]
    same_number: bool


@dataclass(frozen=True)
class Spoken:
    """A contact to choose; `other` is the masked number of somebody other than the ticket's own
    caller."""

    id: uuid.UUID
    at: datetime
    words: str
    other: str | None


@dataclass(frozen=True)
class Done:
    """A merge or a split that stands. `number` is that of the other ticket; `here` says that it
    came here, or was split off here."""

    id: uuid.UUID
    kind: Kind
    number: int
    here: bool
    reason: str
    who: str
    at: datetime
    may_undo: bool


@dataclass(frozen=True)
class Threads:
    likely: tuple[Likely, ...]
    spoken: tuple[Spoken, ...]
    done: tuple[Done, ...]

    @property
    def closed_lately(self) -> Likely | None:
        """This caller's own ticket that was closed."""
        return next((one for one in self.likely if one.same_number and one.closed_at), None)


def of_ticket(work: Work, ticket: Ticket, people: Mapping[uuid.UUID, str]) -> Threads:
    found = suggestions.of_ticket(work, ticket)
    query = select(Contact).where(Contact.ticket_id == ticket.id).order_by(Contact.received_at)
    told = work.session.scalars(query).all()
    return Threads(
        likely=tuple(_likely(work, one) for one in found),
        spoken=tuple(_spoken(contact, ticket) for contact in told),
        done=_done(work, ticket, people),
    )


def _likely(work: Work, one: Suggestion) -> Likely:
    reasons = one.likeness.reasons
    return Likely(
        number=one.ticket.number,
        severity=one.ticket.severity,
        received_at=one.ticket.received_at,
        closed_at=None if one.ticket.is_open else one.ticket.closed_at,
        reasons=tuple(
            work.policy.say(f"likeness.{reason.sign}", language(), seen=reason.seen)
            if reason.seen
            else work.policy.say(f"likeness.{reason.sign}", language())
            for reason in reasons
        ),
        same_number=any(reason.sign is Sign.NUMBER for reason in reasons),
    )


def _spoken(contact: Contact, ticket: Ticket) -> Spoken:
    return Spoken(
        contact.id,
        contact.received_at,
        (contact.text or gettext(labels.CONTACT[contact.channel]))[:LONGEST_WORDS],
        masked(contact.caller) if contact.caller != ticket.caller else None,
    )


def _done(work: Work, ticket: Ticket, people: Mapping[uuid.UUID, str]) -> tuple[Done, ...]:
    rows = regroupings.of_ticket(work, ticket)
    numbers = _numbers(work, rows)
    return tuple(
        Done(
            id=row.id,
            kind=row.kind,
            number=numbers[row.other_id if row.stays_id == ticket.id else row.stays_id],
            here=row.stays_id == ticket.id,
            reason=row.reason or "",
            who=people.get(row.by, "—"),
            at=row.at,
            may_undo=not regroupings.is_contradicted(work, row),
        )
        for row in rows
    )


def _numbers(work: Work, rows: Sequence[Regrouping]) -> dict[uuid.UUID, int]:
    ids = [one for row in rows for one in (row.stays_id, row.other_id)]
    found = work.session.execute(select(Ticket.id, Ticket.number).where(among(Ticket.id, ids)))
    return {row.id: row.number for row in found}
