"""A session that writes all the new rows of a unit of work in one statement.

A text from a child makes a ticket, a contact, a deadline and its journal. Row by row that
is five trips to the database and as many turns of the ORM's machinery; it is the most of what a
message costs. Here they leave together, as one `WITH ... INSERT ..., INSERT ...`, whose foreign
keys the database checks at its end.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import Session, make_transient_to_detached, object_mapper
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from hotline.sealing import seal_waiting

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # that file ships no types
Shape = tuple[tuple[Table, int], ...]


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
    """As any session; only the new rows, which here never depend on each other's order."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        if objects is None and self.new:
            self._write_new()
        super().flush(objects)

    def _write_new(self) -> None:
        rows = sorted(self.new, key=lambda row: str(row.__tablename__))
        for row in rows:
            seal_waiting(row)
        groups = [(table, list(same)) for table, same in groupby(rows, key=_table)]
        shape = tuple((table, len(same)) for table, same in groups)
        values = [
            place.value(row.__dict__)
            for table, same in groups
            for row in same
            for place in _places(table)
        ]
        self.connection().exec_driver_sql(_statement(shape), tuple(values))
        for row in rows:
            self.expunge(row)
            make_transient_to_detached(row)
            self.add(row)


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
    kind = column.type.dialect_impl(_DIALECT)
    return _Place(
        name=column.name,
        attribute=column.key,
        cast=column.type.compile(_DIALECT),
        default=_default(column),
        bind=kind.bind_processor(_DIALECT),
    )


def _default(column: Column[Any]) -> Callable[[], object]:
    """What a column holds when nobody said; only defaults made in Python are known here."""
    default = column.default
    if isinstance(default, CallableColumnDefault):
        make = cast("Callable[[None], object]", default.arg)  # none of ours asks for a context
        return lambda: make(None)
    value = default.arg if isinstance(default, ScalarElementColumnDefault) else None
    return lambda: value


@lru_cache(256)
def _statement(shape: Shape) -> str:
    inserts = (f"w{n} AS ({_insert(table, many)})" for n, (table, many) in enumerate(shape))
    return f"WITH {', '.join(inserts)} SELECT 1"


@lru_cache(256)
def _insert(table: Table, many: int) -> str:
    places = _places(table)
    return f"INSERT INTO {_quoted(table.name)} {_names(places)} VALUES {_rows(places, many)}"  # noqa: S608  # names of our own models


def _names(places: Iterable[_Place]) -> str:
    return f"({', '.join(_quoted(place.name) for place in places)})"


def _rows(places: Iterable[_Place], many: int) -> str:
    one = f"({', '.join(f'%s::{place.cast}' for place in places)})"
    return ", ".join([one] * many)


def _quoted(name: str) -> str:
    return f'"{name}"'
