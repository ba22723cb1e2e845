"""A transaction that writes all the new rows of a unit of work in one statement.

A text from a child makes a ticket, a contact, a deadline and its journal. Row by row that
is five trips to the database and as many turns of the ORM's machinery; it is the most of what a
message costs. Here they leave together, as one `WITH (INSERT ...), ... INSERT ...`, whose foreign
keys the database checks at its end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property, lru_cache
from itertools import count
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table
from sqlalchemy.orm import Session, make_transient_to_detached, object_mapper

from hotline.store.columns import Place, places_of, said_by
from hotline.store.premises import Premises
from hotline.store.prepared import Prepared, alone, copying, tell
from hotline.store.sealing import seal_waiting
from hotline.text import as_json

_Rows = defaultdict[Table, list[Mapping[str, object]]]
_Shape = tuple[Table, tuple[int, ...], int]  # into which places of a table, and how many rows


class Trip:
    """A transaction, and the new rows that leave in it together, in whatever order.

    It begins with the first question whose answer has to hold until its end. Where there is none,
    the one statement with the new rows is all of it. A unit of work that asks nothing of the ORM
    never starts that either.
    """

    def __init__(self, line: Connection, premises: Premises) -> None:
        self._line, self.premises = line, premises
        self.to_send = False
        self._columns: _Rows = defaultdict(list)
        self._last: _Rows = defaultdict(list)
        self._objects: list[object] = []

    @cached_property
    def connection(self) -> Connection:
        """The transaction, begun by whoever needs it first."""
        if not self._line.in_transaction():
            alone(self._line, yes=False).begin()
        return self._line

    def glance(self, statement: Prepared, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The first row as it stands now, which before the transaction begins is no promise."""
        if self._begun:
            return statement.first(self.connection, values)
        return statement.first(self._alone, values)

    def rows(self, statement: Prepared, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows, with what this unit of work has changed so far."""
        self.session.flush()
        return statement.all(self.connection, values)

    def at_once(self, statement: Prepared, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The first row of a change, which before the transaction begins is one by itself."""
        return self.glance(statement, values)

    @cached_property
    def session(self) -> Session:
        """The ORM joins the transaction, to ask for rows and to change them."""
        return _TripSession(self)

    def keep(self, row: object) -> None:
        """A new row object; it is the session's as soon as it has been written."""
        self._objects.append(row)

    def keep_as_it_is(self, row: object) -> None:
        """Written now by the ORM, also what the database would have numbered by itself."""
        seal_waiting(row, self.premises.keyring)
        self.session.add(row)
        self.session.flush()

    def write(self, table: Table, values: Mapping[str, object]) -> None:
        """A new row that needs no row object, by its columns."""
        self._columns[table].append(values)

    def write_last(self, table: Table, values: Mapping[str, object]) -> None:
        """As `write`, at the very end: this unit of work itself never asks for it."""
        self._last[table].append(values)

    def write_new(self) -> list[object]:
        """All that is new, in one statement; gives the row objects among it."""
        return self._write_new(self.connection) if self._objects or self._columns else []

    def finish(self) -> None:
        """The end of the unit of work: nobody will ask for rows that are still new."""
        for table, rows in self._last.items():
            self._columns[table] += rows
        if self._begun:
            self.write_new()
            if "session" in self.__dict__:
                self.session.commit()
            self._line.commit()
        elif self._objects or self._columns:
            self._write_new(self._alone)

    @cached_property
    def _alone(self) -> Connection:
        """For as long as nothing is begun."""
        return alone(self._line)

    @property
    def _begun(self) -> bool:
        return "connection" in self.__dict__

    def _write_new(self, connection: Connection) -> list[object]:
        fresh = self._objects
        for row in fresh:
            seal_waiting(row, self.premises.keyring)
            self._columns[_table(row)].append(row.__dict__)
        rows, self._objects, self._columns = self._columns, [], defaultdict(list)
        tell(connection, *_together(rows))
        return fresh

    def close(self) -> None:
        """What the ORM still holds is let go; the line belongs to whoever gave it."""
        if "session" in self.__dict__:
            self.session.close()


class _TripSession(Session):
    """Sees to it that the trip's new rows are there before anything is asked or changed."""

    def __init__(self, trip: Trip) -> None:
        info = {"keyring": trip.premises.keyring}
        super().__init__(trip.connection, expire_on_commit=False, info=info)
        self._trip = trip

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        if objects is None:
            fresh = self._trip.write_new()
            for row in fresh:
                make_transient_to_detached(row)  # as if it had been read
            self.add_all(fresh)
        super().flush(objects)


def _together(rows: _Rows) -> tuple[str, list[object]]:
    """The one statement that writes the rows, and its values; rows of a table keep their order.

    Columns that hold nothing are left out: fewer to send, and shorter to read for the server.
    """
    shape: list[_Shape] = []
    flat: list[object] = []
    for table in sorted(rows, key=_NAME):
        places = places_of(table)
        full = [_values(row, places) for row in rows[table]]
        held = full[0] if len(full) == 1 else _held(full)
        used = [at for at, value in enumerate(held) if value is not None]
        shape.append((table, tuple(used), len(full)))
        flat += [row[at] for row in full for at in used]
    return _statement(tuple(shape)), flat


def _held(rows: Sequence[Sequence[object]]) -> Sequence[object]:
    """Of each column something that is not None, if any of the rows holds such a thing."""
    first, *others = rows
    for row in others:
        first = [b if a is None else a for a, b in zip(first, row, strict=True)]
    return first


def _values(row: Mapping[str, object], places: Sequence[Place]) -> list[object]:
    values = []
    for _, attribute, _, default, bind in places:
        value = row.get(attribute)
        if value is None and default is not None:
            value = default()
        if value is not None and bind is not None:
            value = bind(value)
        values.append(value)
    return values


_NAME = attrgetter("name")


def copy_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write many rows that need no row objects, as fast as the server takes them.

    All say the same columns; the others are left to their defaults.
    """
    if not rows:
        return
    places = said_by(table, frozenset(rows[0]))
    columns = f"COPY {_quoted(table.name)} {_names(places)} FROM STDIN"
    with copying(connection, columns) as copy:
        for row in rows:
            copy.write_row(_values(row, places))


def insert_unknown(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, object]], unique: str
) -> int:
    """As `copy_all`, but a row whose `unique` column is there already is passed over.

    How many were new. They travel as one document, so that any number is the same statement.
    """
    places = said_by(table, frozenset(rows[0]))
    names = [place.name for place in places]
    document = as_json(
        [dict(zip(names, map(_plain, _values(row, places)), strict=True)) for row in rows]
    )
    inserted = connection.exec_driver_sql(_insert_document(table, places, unique), (document,))
    return len(inserted.all())


@cache
def _insert_document(table: Table, places: Sequence[Place], unique: str) -> str:
    columns = ", ".join(f"{_quoted(place.name)} {place.cast}" for place in places)
    return (
        f"INSERT INTO {_quoted(table.name)} {_names(places)}"  # noqa: S608  # names of our own models
        f" SELECT * FROM json_to_recordset(%s::json) AS new ({columns})"
        f" ON CONFLICT ({_quoted(unique)}) DO NOTHING RETURNING 1"
    )


def _plain(value: object) -> object:
    """A value in JSON as PostgreSQL reads it back."""
    write = _IN_JSON.get(type(value))
    return write(value) if write else value


_IN_JSON: Mapping[type, Callable[[Any], str]] = {
    bytes: lambda value: f"\\x{value.hex()}",
    datetime: datetime.isoformat,
    UUID: str,
}


def _table(row: object) -> Table:
    table = object_mapper(row).local_table
    assert isinstance(table, Table)  # noqa: S101  # every class of ours has one of its own
    return table


@lru_cache(512)
def _statement(shape: tuple[_Shape, ...]) -> str:
    numbers = count(1)
    *others, last = (_insert(one, numbers) for one in shape)
    beside = ", ".join(f"w{n} AS ({insert})" for n, insert in enumerate(others))
    return f"WITH {beside} {last}" if beside else last


def _insert(shape: _Shape, numbers: Iterator[int]) -> str:
    table, used, many = shape
    places = [places_of(table)[i] for i in used]
    rows = (
        f"({', '.join(f'${next(numbers)}::{place.cast}' for place in places)})" for _ in range(many)
    )
    return f"INSERT INTO {_quoted(table.name)} {_names(places)} VALUES {', '.join(rows)}"  # noqa: S608  # names of our own models


def _names(places: Iterable[Place]) -> str:
    return f"({', '.join(_quoted(place.name) for place in places)})"


def _quoted(name: str) -> str:
    return f'"{name}"'
