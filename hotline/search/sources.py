"""What a ticket is found by, read from the rows that hold it.

Another kind of row whose words should find their ticket is another function here, and a
`findable.changed` where such a row is written. The whole index is made by these and by what
`referral/indexing.py` adds. Of each ticket a search shows all of them are read again, so they are
written out once and make no row objects.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, select

from hotline.contacts import Contact
from hotline.guided_answers import GuidedAnswer
from hotline.people import Person
from hotline.search.terms import Said, Where
from hotline.store.journal import Act, JournalEntry
from hotline.store.prepared import Prepared
from hotline.store.sealing import opened
from hotline.store.work import Base, Work, table_of
from hotline.tickets import Ticket

Found = Iterable[tuple[uuid.UUID, Where, str | None]]
Source = Callable[[Work, Sequence[uuid.UUID]], Found]
IDS = bindparam("ids", type_=ARRAY(Uuid))


def sealed(row: type[Base], *names: str) -> Select[*tuple[uuid.UUID | bytes | None, ...]]:
    """The sealed texts of rows that belong to a ticket, behind its id and their own."""
    columns = table_of(row).columns
    owner = columns.id if row is Ticket else columns.ticket_id
    return select(owner, columns.id, *(columns[f"{name}_sealed"] for name in names))


def one_of(column: ColumnElement[uuid.UUID | None]) -> ColumnElement[bool]:
    """Whether it is among `IDS`."""
    return column == any_(IDS)


_CONTACT, _PERSON, _TICKET = table_of(Contact), table_of(Person), table_of(Ticket)
_ENTRY, _ANSWER = table_of(JournalEntry), table_of(GuidedAnswer)
_TEXTS = Prepared(sealed(Contact, "text").where(one_of(_CONTACT.c.ticket_id)))
_CONTACTS = Prepared(sealed(Contact, "text").where(one_of(_CONTACT.c.id)))
_NOTES = Prepared(
    sealed(JournalEntry, "detail").where(one_of(_ENTRY.c.ticket_id), _ENTRY.c.act == Act.NOTE)
)
_PLACES = Prepared(
    sealed(Ticket, "place").add_columns(_TICKET.c.commune_name).where(one_of(_TICKET.c.id))
)
_INVOLVED = Prepared(
    sealed(Person, "name", "number", "address")
    .add_columns(_PERSON.c.home_name)
    .where(one_of(_PERSON.c.ticket_id), _PERSON.c.taken_off_at.is_(None))
)
_ANSWERS = Prepared(sealed(GuidedAnswer, "text").where(one_of(_ANSWER.c.ticket_id)))
_CALLERS = Prepared(
    sealed(Ticket, "caller").where(
        one_of(_TICKET.c.id),
        ~select(_CONTACT.c.id).where(_CONTACT.c.ticket_id == _TICKET.c.id).exists(),
    )
)


def texts(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """What was written to us."""
    return _alone(work, _TEXTS, ticket_ids, Contact, "text", Where.TEXT)


def contacts(work: Work, contact_ids: Sequence[uuid.UUID]) -> Found:
    """What these said, and nothing else of their tickets."""
    return _alone(work, _CONTACTS, contact_ids, Contact, "text", Where.TEXT)


def answers(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """What was answered to the questions of a guide."""
    return _alone(work, _ANSWERS, ticket_ids, GuidedAnswer, "text", Where.ANSWER)


def callers(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """Who reached us by an event that could not be read; contacts are found by their numbers."""
    return _alone(work, _CALLERS, ticket_ids, Ticket, "caller", Where.CALLER)


def notes(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    for ticket_id, row, detail in work.rows(_NOTES, {IDS.key: [*ticket_ids]}):
        yield ticket_id, Where.NOTE, _of(opened("journal", row, "detail", detail, work.keyring))


def places(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """The commune as it is called, and how to find the place."""
    for ticket_id, row, place, commune in work.rows(_PLACES, {IDS.key: [*ticket_ids]}):
        yield ticket_id, Where.PLACE, commune
        yield ticket_id, Where.PLACE, opened("ticket", row, "place", place, work.keyring)


def involved(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    """Who was written down as involved: name, number, and where they live."""
    named = (("name", Where.NAME), ("number", Where.CALLER), ("address", Where.PLACE))
    for ticket_id, row, *texts, home in work.rows(_INVOLVED, {IDS.key: [*ticket_ids]}):
        for (name, where), text in zip(named, texts, strict=True):
            yield ticket_id, where, opened("person", row, name, text, work.keyring)
        yield ticket_id, Where.PLACE, home


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


def _alone(  # noqa: PLR0913  # a text stands in so many coordinates
    work: Work,
    question: Prepared,
    ids: Sequence[uuid.UUID],
    row: type[Base],
    name: str,
    where: Where,
) -> Iterator[tuple[uuid.UUID, Where, str | None]]:
    """Of rows that hold one text each."""
    table = table_of(row).name
    for ticket_id, row_id, text in work.rows(question, {IDS.key: [*ids]}):
        yield ticket_id, where, opened(table, row_id, name, text, work.keyring)


def _of(detail: str | None) -> str | None:
    facts: dict[str, str] = json.loads(detail) if detail else {}
    return facts.get("text")
