"""What a ticket is found by, read from the rows that hold it.

Another kind of row whose words should find their ticket is another function here, and a
`findable.changed` where such a row is written. The whole index is made by these and by what
`referral/indexing.py` adds.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, select

from hotline.contacts import Contact
from hotline.guided_answers import GuidedAnswer
from hotline.people import Person
from hotline.search.terms import Said, Where
from hotline.store.journal import Act, JournalEntry
from hotline.store.sealing import SealError
from hotline.store.work import Work, among
from hotline.tickets import Ticket

Found = Iterable[tuple[uuid.UUID, Where, str | None]]
Source = Callable[[Work, Sequence[uuid.UUID]], Found]


def texts(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """What was written to us."""
    return _written(work, among(Contact.ticket_id, ticket_ids))


def contacts(work: Work, contact_ids: Sequence[uuid.UUID]) -> Found:
    """What these said, and nothing else of their tickets."""
    return _written(work, among(Contact.id, contact_ids))


def _written(work: Work, which: ColumnElement[bool]) -> Found:
    for row in work.session.scalars(select(Contact).where(which)):
        yield row.ticket_id, Where.TEXT, opened(row, "text")


def notes(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    query = select(JournalEntry).where(among(JournalEntry.ticket_id, ticket_ids))
    for row in work.session.scalars(query.where(JournalEntry.act == Act.NOTE)):
        if row.ticket_id is not None:
            yield row.ticket_id, Where.NOTE, _of(opened(row, "detail"))


def places(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """The commune as it is called, and how to find the place."""
    for row in work.session.scalars(select(Ticket).where(among(Ticket.id, ticket_ids))):
        yield row.id, Where.PLACE, row.commune_name
        yield row.id, Where.PLACE, opened(row, "place")


def involved(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """Who was written down as involved: name, number, and where they live."""
    query = select(Person).where(among(Person.ticket_id, ticket_ids))
    for row in work.session.scalars(query.where(Person.taken_off_at.is_(None))):
        yield row.ticket_id, Where.NAME, opened(row, "name")
        yield row.ticket_id, Where.CALLER, opened(row, "number")
        yield row.ticket_id, Where.PLACE, opened(row, "address")
        yield row.ticket_id, Where.PLACE, row.home_name


def answers(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """What was answered to the questions of a guide."""
    query = select(GuidedAnswer).where(among(GuidedAnswer.ticket_id, ticket_ids))
    for row in work.session.scalars(query):
        yield row.ticket_id, Where.ANSWER, opened(row, "text")


def callers(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """Who reached us by an event that could not be read; contacts are found by their numbers."""
    theirs = select(Contact.id).where(Contact.ticket_id == Ticket.id)
    query = select(Ticket).where(among(Ticket.id, ticket_ids), ~theirs.exists())
    for row in work.session.scalars(query):
        yield row.id, Where.CALLER, opened(row, "caller")


SOURCES: tuple[Source, ...] = (texts, notes, places, involved, answers, callers)


def said(
    work: Work, ticket_ids: Sequence[uuid.UUID], read_from: Sequence[Source] = SOURCES
) -> Mapping[uuid.UUID, list[Said]]:
    """All words each ticket is found by; whoever keeps more of it reads from more."""
    found: dict[uuid.UUID, list[Said]] = defaultdict(list)
    for source in read_from:
        for ticket_id, where, words in source(work, ticket_ids):
            if words:
                found[ticket_id].append(Said(where, words))
    return found


def opened(row: object, name: str) -> str | None:
    """A sealed text of a row. What no key of ours opens finds nothing, and holds up no other."""
    try:
        text: str | None = getattr(row, name)
    except SealError:
        return None
    return text


def _of(detail: str | None) -> str | None:
    facts: dict[str, str] = json.loads(detail) if detail else {}
    return facts.get("text")
