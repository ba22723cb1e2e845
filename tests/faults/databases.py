"""What a database can do to whoever lives on it: hold a row, fail over, take an answer along."""

import shutil
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import LiteralString, TypeVar
from urllib.parse import quote

import psycopg
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from config.embedded import shared
from config.embedded.postgres import DATABASE, ROLE, Postgres, tools
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work, among
from hotline.tickets import Ticket
from hotline.vocabulary import Severity
from referral.promises.deadlines import Deadline
from tests.faults.line import LINES
from tests.faults.oracle import (
    Books,
    Found,
    all_but_the_last_hundredth,
    fall_due,
    heard,
    kept,
    lags,
    longest,
    play,
    texts,
)
from tests.faults.strikes import more_metronomes
from tests.faults.system import System, running
from tests.faults.waiting import until
from tests.referral import crowd

MANY, METRONOMES, EACH = 10_000, 9, 3  # beside the one there is; connections it has at least
SOON = timedelta(seconds=3)
T = TypeVar("T")
STANDBYS: dict[str, Postgres] = {}  # by the address of the database they follow


def ten_thousand_at_once(system: System) -> Found:
    """Ten metronomes, and each deadline is one's alone."""
    before = connections(system)
    with more_metronomes(METRONOMES)(system):
        enough = before + METRONOMES * EACH
        until("ten metronomes turn", lambda: connections(system) >= enough, 60)
        with system.house.workplace.work() as work:
            tickets, missed = crowd.overdue(work, MANY, Severity.ROUTINE, -SOON), misses(work)
        promised = deadlines_of(system, tickets)
        until("every promise is acted on", lambda: kept(system, promised), 60)
        with system.house.workplace.work() as work:
            fired = misses(work) - missed
    late = lags(system, promised)
    note = f"99 of 100 within {all_but_the_last_hundredth(late):.2f} s"
    return Found(max(MANY - fired, 0), max(fired - MANY, 0), late[-1], note)


def connections(system: System) -> int:
    with system.connection() as connection:
        clients = "select count(*) from pg_stat_activity where backend_type = 'client backend'"
        found = connection.execute(clients).fetchone()
        return found[0] if found else 0


def misses(work: Work) -> int:
    """What the journal says was missed: one line for each firing."""
    act = JournalEntry.act == Act.DEADLINE_MISSED
    return work.session.scalar(select(func.count()).where(act)) or 0


def deadlines_of(system: System, tickets: list[uuid.UUID]) -> list[uuid.UUID]:
    """Of tickets with one deadline each."""
    with system.house.workplace.work() as work:
        query = select(Deadline.id).where(among(Deadline.ticket_id, tickets))
        return list(work.session.scalars(query))


def a_row_held(system: System) -> Found:
    """Somebody holds one ticket and says nothing more: the others fire, and that one in the end."""
    books = Books(system)
    sids = texts(system)
    until("people are heard", lambda: heard(system, sids) == len(sids))
    promised = fall_due(system, sids)
    with system.house.engine.connect() as held:
        first = held.scalars(select(Ticket.id).order_by(Ticket.number.desc()).limit(1)).one()
        held.execute(select(Ticket.id).where(Ticket.id == first).with_for_update())
        until("every promise is acted on", lambda: kept(system, promised))
        held.invalidate()
    *others, longest_of_all = lags(system, promised)
    return books.closed(sids, max(others), f"the held one {longest_of_all:.1f} s")


def commits_nobody_hears_of(system: System) -> Found:
    books, line = Books(system), LINES[system.postgres.url]
    line.cutting = True
    sids = texts(system)
    until("people are heard", lambda: heard(system, sids) >= len(sids) // 2)
    promised = made(lambda: fall_due(system, sids))
    until("every promise is acted on", lambda: kept(system, promised), 60)
    until("something leaves", lambda: line.cuts > len(sids))
    line.cutting = False
    return books.closed(sids, longest(system, promised), f"{line.cuts} answers cut off")


def made(act: Callable[[], T]) -> T:
    """Tried until its commit is heard of; it must bear to be done again."""
    done: list[T] = []

    def tried() -> bool:
        try:
            done.append(act())
        except SQLAlchemyError:
            return False
        return True

    until("it is done", tried)
    return done[0]


def fails_over(system: System) -> Found:
    """The server dies, and the standby that confirms each commit takes its place."""
    standby = STANDBYS[system.postgres.url]
    said(system.postgres, "alter system set synchronous_standby_names = '*'")
    synced = "select count(*) from pg_stat_replication where sync_state = 'sync'"
    until("the standby confirms", lambda: said(system.postgres, synced) == 1)
    return play(system, then=lambda system: take_the_place(system, standby))


def fails_over_to_one_that_lags(system: System) -> Found:
    """What the standby had not heard of is gone; the carrier's own lists bring it back."""
    books, standby = Books(system), STANDBYS[system.postgres.url]
    early = texts(system)
    until("people are heard", lambda: heard(system, early) == len(early))
    said(standby, "alter system set primary_conninfo = ''")
    receiving = "select count(*) from pg_stat_wal_receiver"
    until("the standby hears nothing more", lambda: said(standby, receiving) == 0)
    late = texts(system)
    until("people are heard", lambda: heard(system, late) == len(late))
    take_the_place(system, standby)
    until("the standby serves", lambda: heard(system, early) == len(early))
    gone = len(late) - heard(system, late)
    found = books.closed([*early, *late], 0)
    return Found(found.lost, found.duplicates, 0, f"{gone} texts gone and brought back")


def take_the_place(system: System, standby: Postgres) -> None:
    """What whoever watches the databases does."""
    system.stop_postgres(signal.SIGKILL)
    assert said(standby, "select pg_promote()")


def said(server: Postgres, statement: LiteralString) -> object:
    """The first value of what the server answers; its settings are read anew."""
    url = server.url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(statement)
        found = answer.fetchone() if answer.description else None
        connection.execute("select pg_reload_conf()")
        return found[0] if found else None


@contextmanager
def followed(postgres: Postgres) -> Iterator[str]:
    """A second server that follows the first; whoever connects looks for the one that writes."""
    folder = postgres.home.with_name(f"{postgres.home.name}-standby")  # of this run alone
    standby = Postgres(folder)
    copy: list[str | Path] = [tools(postgres.user) / "pg_basebackup", "-h", postgres.sockets]
    copy += ["-U", ROLE, "-D", standby.data, "-R", "-X", "stream", "-c", "fast"]
    assert standby.user.run(copy) == 0
    with shared.running(standby):
        STANDBYS[postgres.url] = standby
        hosts = "&".join(f"host={quote(str(s.sockets), safe='')}" for s in (postgres, standby))
        try:
            yield f"postgresql+psycopg://{ROLE}@/{DATABASE}?{hosts}&target_session_attrs=read-write"
        finally:
            del STANDBYS[postgres.url]
    shutil.rmtree(folder)


@contextmanager
def with_standby(folder: Path) -> Iterator[System]:
    with running(folder, way=followed) as system:
        yield system
