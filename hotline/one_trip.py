"""A session that writes all the new rows of a unit of work in one statement.

A text from a child makes a ticket, a contact, a deadline and its journal. Row by row that
is five trips to the database and as many turns of the ORM's machinery; it is the most of what a
message costs. Here they leave together, as one `WITH ... INSERT ..., INSERT ...`, whose foreign
keys the database checks at its end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import count, groupby
from typing import Any, cast

from sqlalchemy import Column, Connection, Table
from sqlalchemy.orm import Session, make_transient_to_detached, object_mapper
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from hotline.prepared import DIALECT, say
from hotline.sealing import seal_waiting

_Row = tuple[Table, Mapping[str, object]]
_Shape = tuple[Table, tuple[int, ...], int]  # into which places of a table, and how many rows


@dataclass(frozen=True)
class _Place:
    """How one column of a table gets its value from a row object."""

    name: str
    attribute: str
    cast: str
    default: Callable[[], object]
    bind: Callable[[Any], Any] | None

    def value(self, row: Mapping[str, object]) -> object:
        value = row.get(self.attribute)
        if value is None:
            value = self.default()
        return self.bind(value) if self.bind and value is not None else value


class OneTripSession(Session):
    """As any session on a connection that is in a transaction; only new rows wait here.

    They never depend on each other's order. What is kept or written leaves with the next flush;
    a unit of work that asks nothing of the ORM never starts it.
    """

    bind: Connection

    @cached_property
    def _columns(self) -> list[_Row]:
        return []

    @cached_property
    def _rows(self) -> list[object]:
        return []

    def keep(self, row: object) -> None:
        """A new row object; it is the session's as soon as it has been flushed."""
        self._rows.append(row)

    def write(self, table: Table, values: Mapping[str, object]) -> None:
        """A new row that needs no row object, by its columns."""
        self._columns.append((table, values))

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        if objects is None:
            for row in self._write_new():
                self.add(row)
        super().flush(objects)

    def finish(self) -> None:
        """The end of the unit of work: nobody will ask for the rows that are still new."""
        self._write_new()
        if self.in_transaction():
            self.commit()

    def _write_new(self) -> list[object]:
        """The rows that were kept, as if they had been read from the database."""
        fresh = self._rows.copy()
        if not (fresh or self._columns):
            return fresh
        for row in fresh:
            seal_waiting(row, self.info["keyring"])
        objects = ((_table(row), row.__dict__) for row in fresh)
        say(self.bind, *_together([*self._columns, *objects]))
        self._columns.clear()
        self._rows.clear()
        for row in fresh:
            make_transient_to_detached(row)
        return fresh


def _together(rows: Iterable[_Row]) -> tuple[str, list[object]]:
    """The one statement that writes the rows, and its values; rows of a table keep their order.

    Columns that hold nothing are left out: fewer to send, and shorter to read for the server.
    """
    shape: list[_Shape] = []
    flat: list[object] = []
    for table, same in groupby(sorted(rows, key=_name), key=_table_of):
        full = [[place.value(row) for place in _places(table)] for _, row in same]
        used = tuple(
            i
            for i, column in enumerate(zip(*full, strict=True))
            if column.count(None) < len(column)
        )
        shape.append((table, used, len(full)))
        flat += [row[i] for row in full for i in used]
    return _statement(tuple(shape)), flat


def _name(row: _Row) -> str:
    return row[0].name


def _table_of(row: _Row) -> Table:
    return row[0]


def insert_all(
    session: Session, table: Table, rows: Sequence[Mapping[str, object]], *, unless_known: str = ""
) -> int:
    """Insert many rows that need no row objects; how many were new.

    One array per column, so that the statement is the same for any number of rows; a table with a
    column of arrays cannot be written so. A row whose unique column `unless_known` is there already
    is passed over.
    """
    columns = tuple([place.value(row) for row in rows] for place in _places(table))
    inserted = session.connection().exec_driver_sql(_insert_arrays(table, unless_known), columns)
    return len(inserted.all())


@cache
def _insert_arrays(table: Table, unless_known: str) -> str:
    places = _places(table)
    arrays = ", ".join(f"%s::{place.cast}[]" for place in places)
    conflict = f" ON CONFLICT ({_quoted(unless_known)}) DO NOTHING" if unless_known else ""
    return (
        f"INSERT INTO {_quoted(table.name)} {_names(places)}"  # noqa: S608  # names of our own models
        f" SELECT * FROM unnest({arrays}) AS new{conflict} RETURNING 1"
    )


def _table(row: object) -> Table:
    table = object_mapper(row).local_table
    assert isinstance(table, Table)  # noqa: S101  # every class of ours has one of its own
    return table


@cache
def _places(table: Table) -> tuple[_Place, ...]:
    return tuple(_place(column) for column in table.columns if column.identity is None)


def _place(column: Column[Any]) -> _Place:
    kind = column.type.dialect_impl(DIALECT)
    return _Place(
        name=column.name,
        attribute=column.key,
        cast=column.type.compile(DIALECT),
        default=_default(column),
        bind=kind.bind_processor(DIALECT),
    )


def _default(column: Column[Any]) -> Callable[[], object]:
    """What a column holds when nobody said; only defaults made in Python are known here."""
    default = column.default
    if isinstance(default, CallableColumnDefault):
        make = cast("Callable[[None], object]", default.arg)  # none of ours asks for a context
        return lambda: make(None)
    value = default.arg if isinstance(default, ScalarElementColumnDefault) else None
    return lambda: value


@lru_cache(512)
def _statement(shape: tuple[_Shape, ...]) -> str:
    numbers = count(1)
    inserts = (f"w{n} AS ({_insert(one, numbers)})" for n, one in enumerate(shape))
    return f"WITH {', '.join(inserts)} SELECT 1"


def _insert(shape: _Shape, numbers: Iterator[int]) -> str:
    table, used, many = shape
    places = [_places(table)[i] for i in used]
    rows = (
        f"({', '.join(f'${next(numbers)}::{place.cast}' for place in places)})" for _ in range(many)
    )
    return f"INSERT INTO {_quoted(table.name)} {_names(places)} VALUES {', '.join(rows)}"  # noqa: S608  # names of our own models


def _names(places: Iterable[_Place]) -> str:
    return f"({', '.join(_quoted(place.name) for place in places)})"


def _quoted(name: str) -> str:
    return f'"{name}"'
