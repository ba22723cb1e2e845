"""What a line to the database says most often, said with as little as possible between.

The driver waits for an answer in steps, gives up the interpreter at each of them to whoever waits
for it, and looks up anew how every value is written. Here one call of libpq says it and waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import abc
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

OFTEN = 5  # times; the driver, too, only then lets the server know a statement by heart
MOST = 200  # statements of one line; more are said as the driver says them

Rows = list[tuple[Any, ...]]


@dataclass
class _Statement:
    """`names` are what the server knows it by, for the types that values were sent as."""

    writer: abc.Transformer
    said: int = 0
    names: dict[tuple[int, ...] | None, bytes] = field(default_factory=dict)


class ByHeart:
    """Of one line, for one thread at a time."""

    def __init__(self, line: psycopg.Connection[Any]) -> None:
        self._line = line
        self._statements: dict[str, _Statement] = {}
        self._learned = 0

    def say(self, sql: str, values: Sequence[object], *, binary: bool) -> Rows:
        """The rows of a statement with `$1`, `$2`, ...; psycopg.Error where it fails.

        In a transaction the driver says it: what fails there cannot be said once more.
        """
        if self._line.autocommit and (statement := self._often_said(sql)):
            try:
                return self._at_once(sql, statement, values, binary=binary)
            except InvalidSqlStatementName:
                self._forget()
        return _rows(psycopg.RawCursor(self._line).execute(sql, values, binary=binary))

    def _often_said(self, sql: str) -> _Statement | None:
        statement = self._statements.get(sql)
        if statement is None and len(self._statements) < MOST:
            statement = self._statements[sql] = _Statement(Transformer(self._line))
        if statement is None:
            return None
        statement.said += 1
        return statement if statement.said > OFTEN else None

    def _at_once(
        self, sql: str, statement: _Statement, values: Sequence[object], *, binary: bool
    ) -> Rows:
        writer = statement.writer
        written = writer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        name = statement.names.get(writer.types) or self._learn(sql, statement)
        result = self._line.pgconn.exec_prepared(name, written, writer.formats, int(binary))  # type: ignore[arg-type]  # None is NULL, which its types do not say
        self._check(result)
        if not result.ntuples:
            return []
        writer.set_pgresult(result)
        rows = writer.load_rows(0, result.ntuples, tuple)
        writer.set_pgresult(None)  # what was found is not kept for as long as the line is
        return rows

    def _learn(self, sql: str, statement: _Statement) -> bytes:
        types = statement.writer.types
        name = f"by_heart_{self._learned}".encode()
        self._check(self._line.pgconn.prepare(name, sql.encode(), types))
        self._learned += 1
        statement.names[types] = name
        return name

    def _forget(self) -> None:
        """The driver has the server forget everything when something on the line was undone."""
        for statement in self._statements.values():
            statement.said = 0
            statement.names.clear()

    def _check(self, result: PGresult) -> None:
        if result.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            return
        if self._line.pgconn.status != ConnStatus.OK:
            raise psycopg.OperationalError("the line to the database broke")
        raise error_from_result(result)


def _rows(cursor: psycopg.RawCursor[tuple[Any, ...]]) -> Rows:
    result = cursor.pgresult
    return cursor.fetchall() if result and result.status == ExecStatus.TUPLES_OK else []
