"""The demo's people: they join one house as the product lets them, and later ones as a copy.

To let six people, their agencies and a fortnight of shifts in, row by row, took longer than what
most tests then do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from sqlalchemy import select

from config.settings import Settings
from hotline.staff import Staff
from hotline.store.work import Base, Work

SEQUENCES = "select quote_ident(sequencename), last_value from pg_sequences where last_value > 0"
Key = tuple[object, ...]


@dataclass(frozen=True)
class Belongings:
    """The rows of each table that has any, and how far the server has counted."""

    tables: list[tuple[str, bytes]]
    sequences: list[tuple[str, int]]


_kept: dict[Key, Belongings] = {}


def move_in(work: Work, settings: Settings, join: Callable[[Work], None]) -> None:
    """Into a house in which nobody is; where somebody is, as the product does it."""
    key = (settings.sealing_keys, settings.tz_name, work.policy.version, work.now)
    if work.session.scalar(select(Staff.id).limit(1)) is not None:
        join(work)
    elif key in _kept:
        _unpack(_line(work), _kept[key])
    else:
        join(work)
        work.session.flush()
        _kept[key] = _packed(_line(work))


def _line(work: Work) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", work.connection.connection.driver_connection)


def _packed(line: psycopg.Connection[Any]) -> Belongings:
    names = [table.name for table in Base.metadata.sorted_tables]
    tables = [(name, rows) for name in names if (rows := b"".join(_rows(line, name)))]
    return Belongings(tables, line.execute(SEQUENCES).fetchall())


def _rows(line: psycopg.Connection[Any], table: str) -> Iterator[bytes]:
    with line.cursor().copy(f'copy "{table}" to stdout') as copy:
        for part in copy:
            yield bytes(part)


def _unpack(line: psycopg.Connection[Any], belongings: Belongings) -> None:
    cursor = line.cursor()
    for table, rows in belongings.tables:
        with cursor.copy(f'copy "{table}" from stdin') as copy:
            copy.write(rows)
    for sequence, last in belongings.sequences:
        cursor.execute("select setval(%s, %s)", [sequence, last])
