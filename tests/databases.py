"""A database for every test: copied from one that was migrated once, or used before and emptied."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine

from config.database import engine_for
from config.embedded import databases, postgres
from config.migrating import migrate

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"
BUILDING = 7_264_551_002  # the advisory lock under which the template is made
SOONER_NEW = 50  # uses after which what was deleted weighs more than a copy costs
# What the tables are, and of which release: a test that changed them keeps its database to itself.
# By the numbers the server gave them: a copy has those of what it was copied from.
SHAPE = """
    select
        (select bit_xor(hash_record_extended(
                    (attrelid, attname, atttypid, attnotnull, attisdropped), 0))
           from pg_attribute where attrelid in
            (select oid from pg_class where relnamespace = 'public'::regnamespace)),
        (select bit_xor(hashtextextended(
                    concat_ws(' ', conrelid, conname, convalidated, confdeltype, conkey, confkey,
                              conbin), 0))
           from pg_constraint where connamespace = 'public'::regnamespace),
        (select string_agg(concat_ws(' ', tgrelid, tgname, tgenabled), ',' order by oid)
           from pg_trigger where not tgisinternal),
        (select string_agg(version_num, ',') from alembic_version)
"""
# Who has not ended what the test before began, or holds a lock of its own.
AT_WORK = """
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()
       and (state <> 'idle' or pid in (select pid from pg_locks where locktype = 'advisory'))
"""
UNASKED = "set session_replication_role = replica"  # no reference and no trigger is asked
# Every sequence from its start. To ALTER them took as long as all deletes, and every line that knew
# them by heart had to read them anew.
AGAIN = "select setval(seqrelid, seqstart, false) from pg_sequence"
Line = psycopg.Connection[tuple[Any, ...]]
_numbers = count()


@contextmanager
def server() -> Iterator[str]:
    """The server named in TEST_DATABASE_URL, or the embedded one that all test processes share."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if url:
        yield url.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    folder = Path(tempfile.gettempdir()) / f"lang-nghe-tests-{os.getuid()}"
    with postgres.running(folder, durable=False) as url:
        yield url


class Databases:
    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._template = f"template_{_digest()}"
        self._make_template()
        with self._connected(self._template) as connection:
            self._shape = _shape(connection)
            self._emptying = _emptying(connection)
        self._kept = _name()
        self._line: Line | None = None  # open as long as the database: it knows the tables by heart
        self._engines: dict[str, Engine] = {}
        self._uses = SOONER_NEW

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Of its own, and gone afterwards for whoever is late."""
        name = _name()
        yield databases.create_database(self._server_url, name, self._template)
        databases.drop_database(self._server_url, name)

    @contextmanager
    def kept(self) -> Iterator[str]:
        """The one that this process keeps, with nothing in it, and nobody at work in it.

        Who is connected stays so: lines are open and the server knows tables and statements by
        heart, which is half of what a short test would wait for.
        """
        self._uses += 1
        if self._uses > SOONER_NEW or not self._emptied():
            self.end()
            databases.create_database(self._server_url, self._kept, self._template)
            self._line = self._connected(self._kept)
            self._line.execute(UNASKED)
            self._uses = 0
        yield databases.beside(self._server_url, self._kept)

    def engine(self, url: str) -> Engine:
        """One for all tests with this database: what was once written as SQL need not be again."""
        if url not in self._engines:
            self._engines[url] = engine_for(url)
        return self._engines[url]

    def end(self) -> None:
        """Its lines are dead with it."""
        if self._line is not None:
            self._line.close()
        for engine in self._engines.values():
            engine.dispose()
        databases.drop_database(self._server_url, self._kept)

    def _emptied(self) -> bool:
        """Whether it is again as the template is; not so when a test has changed its tables."""
        if self._line is None:
            return False
        try:
            self._line.execute(AT_WORK)
            self._line.execute(self._emptying)
            return _shape(self._line) == self._shape
        except psycopg.Error:
            return False

    def _connected(self, name: str) -> Line:
        url = _plain(databases.beside(self._server_url, name))
        return psycopg.connect(url, autocommit=True)

    def _make_template(self) -> None:
        """Once per set of migrations; built under another name, so that no half is ever copied."""
        with psycopg.connect(_plain(self._server_url), autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(%s)", [BUILDING])
            known = "select 1 from pg_database where datname = %s"
            if connection.execute(known, [self._template]).fetchone() is None:
                draft = f"{self._template}_draft"
                databases.drop_database(self._server_url, draft)
                _migrate(databases.create_database(self._server_url, draft))
                connection.execute(f'alter database "{draft}" rename to "{self._template}"')


def _migrate(url: str) -> None:
    engine = engine_for(url)
    migrate(engine)
    engine.dispose()


def _name() -> str:
    return f"test_{os.getpid()}_{next(_numbers)}"


def _shape(line: Line) -> tuple[Any, ...]:
    found = line.execute(SHAPE).fetchone()
    assert found is not None
    return found


def _emptying(line: Line) -> sql.Composed:
    """Deletes every row in one trip, in any order: the line is `UNASKED`."""
    named = """
        select relname from pg_class where relnamespace = 'public'::regnamespace
           and relkind = 'r' and relname <> 'alembic_version'
    """
    tables = line.execute(named).fetchall()
    deletes = [sql.SQL("delete from {}").format(sql.Identifier(name)) for (name,) in tables]
    return sql.SQL("; ").join([*deletes, sql.SQL(AGAIN)])


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _digest() -> str:
    texts = (path.read_bytes() for path in sorted(VERSIONS.glob("*.py")))
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]
