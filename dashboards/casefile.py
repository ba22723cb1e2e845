"""Everything one ticket's page shows, read at once."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from dashboards import (
    answering,
    assessed,
    calling_back,
    composing,
    duties,
    involved,
    opinions,
    papers,
    promises,
    relayed,
    requests,
    threads,
    timeline,
    voices,
)
from dashboards.answering import Answerable
from dashboards.assessed import Assessed
from dashboards.calling_back import CallingBackNow
from dashboards.composing import Writing
from dashboards.duties import Duty
from dashboards.involved import Involved
from dashboards.opinions import Voice
from dashboards.papers import Judged
from dashboards.promises import Promise
from dashboards.relayed import Relayed
from dashboards.requests import Asked, Preview, Told
from dashboards.safe_contact import Reaching
from dashboards.threads import Threads
from dashboards.timeline import Moment, Source
from hotline import families, tickets
from hotline.contacts import Contact
from hotline.facts import Fact
from hotline.phones import masked
from hotline.pictures import picture
from hotline.pictures.picture import Listed
from hotline.sending.outbox import TO_CALLERS, Outgoing, Purpose
from hotline.staff import Staff
from hotline.store.journal import JournalEntry
from hotline.store.work import Work
from hotline.tickets import Outcome, Status, Ticket
from hotline.vocabulary import Severity
from referral import casework, no_counselling, relays, widening
from referral.directory.agencies import Agency
from referral.referrals import Referral
from referral.routing import Choice, Plan


@dataclass(frozen=True)
class Basics:
    """What stands on the ticket's own row."""

    number: int
    severity: Severity
    status: Status
    outcome: Outcome | None
    categories: tuple[str, ...]
    commune_code: str | None
    commune: str | None
    landmark: str | None
    received_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class CaseFile(Basics):
    """`number_shown` is masked; the whole number is read only when somebody asks for it.
    `reaching` is that of the ticket's own caller."""

    owner: str | None
    owner_id: uuid.UUID | None
    mine: bool
    number_shown: str
    answerable: tuple[Answerable, ...]
    reaching: Reaching | None
    calling_back: CallingBackNow | None
    may_undo: bool
    relayed: tuple[Relayed, ...]
    references: Mapping[uuid.UUID, str]
    lines: tuple[Choice, ...]
    promise: Promise | None
    assessed: Assessed
    involved: Involved
    judged: tuple[Judged, ...]
    told: tuple[Told, ...]
    callers_word: Asked | None
    plan: Plan
    previews: Mapping[uuid.UUID, Preview]
    duties: tuple[Duty, ...]
    facts: tuple[Fact, ...]
    threads: Threads
    moments: tuple[Moment, ...]
    writing: Writing
    pictures: tuple[Listed, ...]
    voice: Voice

    @property
    def can_reply(self) -> bool:
        return bool(self.answerable)

    @property
    def any_words(self) -> bool:
        """Whether all of them may read any: nobody has been chosen yet."""
        return all(one.reaching.rules.any_words for one in self.answerable)

    @property
    def is_open(self) -> bool:
        return self.status is not Status.CLOSED


def read(work: Work, number: int, reader: uuid.UUID) -> CaseFile:
    """Raises NotFoundError."""
    ticket = tickets.by_number(work, number)
    outgoing = _outgoing(work, ticket)
    staff = work.session.scalars(select(Staff)).all()  # held, so that nobody is asked for again
    people = {person.id: person.shown_name for person in staff}
    answerable = answering.of_ticket(work, ticket, people)
    plan = casework.preview(work, ticket) if ticket.is_open else Plan((), ())
    known, lines = tuple(relays.of_ticket(work, ticket.id)), relays.lines(work, ticket)
    return CaseFile(
        **vars(_basics(ticket)),
        owner=people.get(ticket.owner_id) if ticket.owner_id else None,
        owner_id=ticket.owner_id,
        mine=ticket.owner_id == reader,
        number_shown=masked(ticket.caller),
        answerable=answerable,
        reaching=answerable[0].reaching if ticket.caller else None,
        calling_back=calling_back.of_ticket(work, ticket, reader, people),
        may_undo=no_counselling.may_undo(work, ticket),
        relayed=relayed.of_ticket(work, ticket, known),
        references={one.referral_id: one.reference or "" for one in known if one.referral_id},
        lines=lines,
        promise=promises.of_ticket(work, ticket.id),
        assessed=assessed.of_ticket(work, ticket, reader, people),
        involved=involved.of_ticket(work, ticket, reader, people),
        judged=papers.judged(work, ticket, people),
        told=requests.told(work, ticket, outgoing, people),
        callers_word=_callers_word(work, ticket, people),
        plan=plan,
        previews=requests.previews(work, ticket, (*plan.choices, *lines)),
        duties=duties.of_ticket(work, ticket.id),
        facts=duties.to_write_down(work.policy),
        writing=composing.of_ticket(work, ticket, reader),
        threads=threads.of_ticket(work, ticket, people),
        pictures=tuple(picture.of_ticket(work, ticket.id)),
        voice=opinions.of_ticket(work, ticket),
        moments=timeline.told(_source(work, ticket, outgoing, people, reader), work.policy),
    )


def _basics(ticket: Ticket) -> Basics:
    return Basics(
        number=ticket.number,
        severity=ticket.severity,
        status=ticket.status,
        outcome=ticket.outcome,
        categories=tuple(ticket.categories),
        commune_code=ticket.commune_code,
        commune=ticket.commune_name,
        landmark=ticket.place,
        received_at=ticket.received_at,
        closed_at=ticket.closed_at,
    )


def _callers_word(work: Work, ticket: Ticket, people: Mapping[uuid.UUID, str]) -> Asked | None:
    said = widening.callers_word(work, ticket.id)
    return requests.asked(said, people) if said else None


def _outgoing(work: Work, ticket: Ticket) -> Sequence[Outgoing]:
    return work.session.scalars(
        select(Outgoing)
        .where(Outgoing.ticket_id == ticket.id)
        .where(Outgoing.purpose.in_([*TO_CALLERS, Purpose.REFERRAL, Purpose.WITHDRAWAL]))
        .order_by(Outgoing.created_at)
    ).all()


def _source(
    work: Work,
    ticket: Ticket,
    outgoing: Sequence[Outgoing],
    people: dict[uuid.UUID, str],
    reader: uuid.UUID,
) -> Source:
    contacts = select(Contact).where(Contact.ticket_id == ticket.id)
    all_of_it = families.family(work, ticket.id)
    entries = select(JournalEntry).where(JournalEntry.ticket_id.in_(all_of_it))
    rows = work.session.execute(
        select(Agency.id, Agency.name).join(Referral).where(Referral.ticket_id == ticket.id)
    )
    agencies = {row.id: row.name for row in rows}
    return Source(
        contacts=work.session.scalars(contacts.order_by(Contact.received_at)).all(),
        entries=work.session.scalars(entries.order_by(JournalEntry.seq)).all(),
        outgoing=outgoing,
        names={**people, **agencies},
        voices=voices.of_contacts(work, ticket, reader),
    )
