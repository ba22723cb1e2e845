"""Statements of the busiest path: written out once, then said to the driver itself.

From a statement to its rows SQLAlchemy goes a long way, which for a text that a child is waiting
for is most of the way there is. What fails here fails with SQLAlchemy's own errors all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, cast

import psycopg
from sqlalchemy import ClauseElement, Connection, DateTime, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler

DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # that file ships no types
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
    def _fixed(self) -> Mapping[str, object]:
        """The values that stand in the statement itself."""
        return {name: bind.value for name, bind in self._compiled.binds.items()}

    @cached_property
    def _order(self) -> Sequence[str]:
        return self._compiled.positiontup or ()

    def first(self, connection: Connection, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        return ask(connection, self._sql, self._in_order(values))

    def all(self, connection: Connection, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        return ask_all(connection, self._sql, self._in_order(values))

    def _in_order(self, values: Mapping[str, object]) -> list[object]:
        given = {**self._fixed, **values}
        return [given[name] for name in self._order]


def bytes_in_braces(values: Sequence[bytes]) -> str:
    """An array as PostgreSQL reads it: the driver takes ten times as long to write one of bytes."""
    return "{" + ",".join(f'"\\\\x{value.hex()}"' for value in values) + "}"


def ask(connection: Connection, sql: str, values: Sequence[object]) -> tuple[Any, ...] | None:
    """The first row of a statement that gives rows; its parameters are `$1`, `$2`, ...

    The connection must be in a transaction, or stand `alone`.
    """
    return _run(connection, sql, values).fetchone()


def ask_all(connection: Connection, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """As `ask`, for all rows; what they hold travels as it is, which for bytes is half the way."""
    return _run(connection, sql, values, binary=True).fetchall()


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
    with (
        _failing_as_sqlalchemy(connection, sql),
        driver_of(connection).cursor() as cursor,
        cursor.copy(sql) as copy,
    ):
        yield copy


def _run(
    connection: Connection, sql: str, values: Sequence[object], *, binary: bool = False
) -> psycopg.Cursor[tuple[Any, ...]]:
    with _failing_as_sqlalchemy(connection, sql):
        return psycopg.RawCursor(driver_of(connection)).execute(sql, values, binary=binary)


def driver_of(connection: Connection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


@contextmanager
def _failing_as_sqlalchemy(connection: Connection, sql: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        # Private, but the one place that knows a lost connection and what to do with the others.
        connection._handle_dbapi_exception(error, sql, None, None, None)
