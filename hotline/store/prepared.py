"""Statements of the busiest path: written out once, then said to the driver itself.

From a statement to its rows SQLAlchemy goes a long way, which for a text that a child is waiting
for is most of the way there is. What fails here fails with SQLAlchemy's own errors all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NoReturn, cast

import psycopg
from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Connection,
    DateTime,
    bindparam,
)
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler

from hotline.store.by_heart import ByHeart


class _Written(PGCompiler_psycopg):
    """Writes out what is fixed in a statement, so that the server knows it when it makes its plan:
    of a parameter it expects the worst, and then may plan anew for each value."""

    def visit_bindparam(self, bindparam: Any, *place: Any, **how: Any) -> Any:
        how["literal_binds"] = not bindparam.required
        return super().visit_bindparam(bindparam, *place, **how)  # type: ignore[no-untyped-call]  # that file ships no types


class _Dialect(PGDialect_psycopg):
    statement_compiler = _Written


DIALECT = _Dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # that file ships no types
MOMENT = bindparam("moment", type_=DateTime(timezone=True))  # at which `Work.sees` looks


class Prepared:
    """A statement with its named parameters; every value must be one the driver can write."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement

    @cached_property
    def _compiled(self) -> SQLCompiler:
        return cast(SQLCompiler, self._statement.compile(dialect=DIALECT))

    @cached_property
    def _sql(self) -> str:
        return str(self._compiled)

    @cached_property
    def _order(self) -> Sequence[str]:
        return self._compiled.positiontup or ()

    def first(self, connection: Connection, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        return ask(connection, self._sql, self._in_order(values))

    def all(self, connection: Connection, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        return ask_all(connection, self._sql, self._in_order(values))

    def _in_order(self, values: Mapping[str, object]) -> list[object]:
        return [values[name] for name in self._order]


def blind_in(column: InstrumentedAttribute[Any], keys: int) -> ColumnElement[bool]:
    """Whether a blind number is the one asked for, under any of so many keys: see `under_keys`.

    Not as one array: the server does not know how short it is, and would rather plan each time.
    """
    return column.in_([bindparam(name, type_=column.type) for name in _names(keys)])


def under_keys(indexes: Sequence[bytes]) -> dict[str, bytes]:
    """The values of `blind_in`."""
    return dict(zip(_names(len(indexes)), indexes, strict=True))


def _names(keys: int) -> list[str]:
    return [f"under_{n}" for n in range(keys)]


def bytes_in_braces(values: Sequence[bytes]) -> str:
    """An array as PostgreSQL reads it: the driver takes ten times as long to write one of bytes."""
    return "{" + ",".join(f'"\\\\x{value.hex()}"' for value in values) + "}"


def ask(connection: Connection, sql: str, values: Sequence[object]) -> tuple[Any, ...] | None:
    """The first row of a statement that gives rows; its parameters are `$1`, `$2`, ...

    The connection must be in a transaction, or stand `alone`.
    """
    return next(iter(_run(connection, sql, values)), None)


def ask_all(connection: Connection, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """As `ask`, for all rows; what they hold travels as it is, which for bytes is half the way."""
    return _run(connection, sql, values, binary=True)


def tell(connection: Connection, sql: str, values: Sequence[object]) -> None:
    """As `ask`, for a statement that gives none."""
    _run(connection, sql, values)


def alone(connection: Connection, *, yes: bool = True) -> Connection:
    """Whether each statement is a transaction by itself; the connection must be in none."""
    driver = driver_of(connection)
    if driver.autocommit is not yes and not driver.closed:
        driver.autocommit = yes
    return connection


@contextmanager
def copying(connection: Connection, sql: str) -> Iterator[psycopg.Copy]:
    """A COPY FROM STDIN, to write rows to."""
    try:
        with driver_of(connection).cursor() as cursor, cursor.copy(sql) as copy:
            yield copy
    except psycopg.Error as error:
        _fail_as_sqlalchemy(connection, sql, error)


def _run(
    connection: Connection, sql: str, values: Sequence[object], *, binary: bool = False
) -> list[tuple[Any, ...]]:
    known = connection.info.get(ByHeart)
    if known is None:
        known = connection.info[ByHeart] = ByHeart(driver_of(connection))
    try:
        return cast(ByHeart, known).say(sql, values, binary=binary)
    except psycopg.Error as error:
        _fail_as_sqlalchemy(connection, sql, error)


def driver_of(connection: Connection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)


def _fail_as_sqlalchemy(connection: Connection, sql: str, error: psycopg.Error) -> NoReturn:
    """Private, but the one place that knows a lost connection and what to do with the others."""
    connection._handle_dbapi_exception(error, sql, None, None, None)
