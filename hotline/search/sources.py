"""What a ticket is found by, read from the rows that hold it.

Another kind of row whose words should find their ticket is another `Source` here, and a
`findable.changed` where such a row is written. The whole index is made by these and by what
`referral/indexing.py` adds. Of each ticket a search shows all of them are read again: so they are
one statement, written out once, and make no row objects.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    Select,
    String,
    Uuid,
    any_,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)

from hotline.contacts import Contact
from hotline.guided_answers import GuidedAnswer
from hotline.people import Person
from hotline.search.terms import Said, Where
from hotline.store.journal import Act, JournalEntry
from hotline.store.prepared import Prepared
from hotline.store.sealing import opened
from hotline.store.work import Base, Work, table_of
from hotline.tickets import Ticket

IDS = bindparam("ids", type_=ARRAY(Uuid))
NO_SEALED, NO_CLEAR = cast(null(), LargeBinary), cast(null(), String)
Read = Callable[[str | None, str | None], Iterable[tuple[Where, str | None]]]


@dataclass(frozen=True)
class Source:
    """Rows that belong to a ticket, as its id, their own, a text that is sealed in them as `name`,
    and one in the clear; `read` tells what these two say, either of which may be None."""

    rows: Select[*tuple[uuid.UUID | None, uuid.UUID, bytes | None, str | None]]
    table: str
    name: str
    read: Read


def one_of(column: ColumnElement[uuid.UUID | None]) -> ColumnElement[bool]:
    """Whether it is among `IDS`."""
    return column == any_(IDS)


def _text(row: type[Base], name: str, where: Where, *when: ColumnElement[bool]) -> Source:
    """One sealed text of each row."""
    return _sealed(row, name, partial(_alone, where), one_of(_owner(row)), *when)


def _sealed(row: type[Base], name: str, read: Read, *when: ColumnElement[bool]) -> Source:
    columns = table_of(row).c
    rows = select(_owner(row), columns.id, columns[f"{name}_sealed"], NO_CLEAR)
    return Source(rows.where(*when), table_of(row).name, name, read)


def _clear(row: type[Base], name: str, where: Where, *when: ColumnElement[bool]) -> Source:
    """One text of each row that is no secret."""
    columns, owner = table_of(row).c, _owner(row)
    rows = select(owner, columns.id, NO_SEALED, columns[name]).where(one_of(owner), *when)
    return Source(rows, table_of(row).name, name, partial(_alone, where))


def _owner(row: type[Base]) -> ColumnElement[uuid.UUID | None]:
    columns = table_of(row).c
    return columns.id if row is Ticket else columns.ticket_id


def _alone(
    where: Where, sealed: str | None, clear: str | None
) -> Iterable[tuple[Where, str | None]]:
    return [(where, sealed or clear)]


def _noted(detail: str | None, _clear: str | None) -> Iterable[tuple[Where, str | None]]:
    facts: dict[str, str] = json.loads(detail) if detail else {}
    return [(Where.NOTE, facts.get("text"))]


_CONTACT, _ENTRY, _TICKET = table_of(Contact).c, table_of(JournalEntry).c, table_of(Ticket).c
_IS_INVOLVED = table_of(Person).c.taken_off_at.is_(None)
_REACHED_US_UNREAD = ~select(_CONTACT.id).where(_CONTACT.ticket_id == _TICKET.id).exists()

SOURCES: tuple[Source, ...] = (
    _text(Contact, "text", Where.TEXT),
    _sealed(JournalEntry, "detail", _noted, one_of(_ENTRY.ticket_id), _ENTRY.act == Act.NOTE),
    _clear(Ticket, "commune_name", Where.PLACE),
    _text(Ticket, "place", Where.PLACE),
    _text(Person, "name", Where.NAME, _IS_INVOLVED),
    _text(Person, "number", Where.CALLER, _IS_INVOLVED),
    _text(Person, "address", Where.PLACE, _IS_INVOLVED),
    _clear(Person, "home_name", Where.PLACE, _IS_INVOLVED),
    _text(GuidedAnswer, "text", Where.ANSWER),
    # Contacts are found by their numbers; an event that could not be read made none.
    _text(Ticket, "caller", Where.CALLER, _REACHED_US_UNREAD),
)
# What single contacts said, and nothing else of their tickets.
OF_CONTACTS = (_sealed(Contact, "text", partial(_alone, Where.TEXT), one_of(_CONTACT.id)),)


def said(
    work: Work, ids: Sequence[uuid.UUID], read_from: tuple[Source, ...] = SOURCES
) -> Mapping[uuid.UUID, list[Said]]:
    """All words each ticket is found by; whoever keeps more of it reads from more."""
    found: dict[uuid.UUID, list[Said]] = defaultdict(list)
    for number, ticket_id, row, sealed, clear in work.rows(_all_of(read_from), {IDS.key: [*ids]}):
        one = read_from[number]
        read = one.read(opened(one.table, row, one.name, sealed, work.keyring), clear)
        found[ticket_id].extend(Said(where, words) for where, words in read if words)
    return found


@cache
def _all_of(sources: tuple[Source, ...]) -> Prepared:
    """Their rows, each behind the number of its source."""
    numbered = (
        source.rows.with_only_columns(literal_column(str(number)), *source.rows.selected_columns)
        for number, source in enumerate(sources)
    )
    return Prepared(union_all(*numbered))
