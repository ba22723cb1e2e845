"""The one database: how it is reached, and whether its tables are of this release."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path

import psycopg
import structlog
from psycopg.pq import TransactionStatus
from sqlalchemy import Dialect, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from config.embedded import postgres
from config.settings import Settings
from hotline import (
    attempts,
    callbacks,
    contacts,
    drafts,
    findable,
    guided_answers,
    inbox,
    informants,
    people,
    presses,
    safe_contact,
    sessions,
    soft_blocks,
    units,
)
from hotline.calls import orders, presence, rooms
from hotline.pictures import picture
from hotline.recordings import kept, taping
from hotline.search import index
from hotline.sending import breakers, outbox, receipts
from hotline.store import seals
from hotline.store.lines import LinePool
from referral import (
    attachments,
    checks,
    links,
    opinion,
    referrals,
    regrading,
    relays,
    results,
    widening,
)
from referral.canary import flights
from referral.forms import papers
from referral.ladder import digests, plans
from referral.staffing import duty, handover, number_tests
from referral.threads import regroupings, suggestions

ROWS = (
    attempts,
    breakers,
    callbacks,
    contacts,
    drafts,
    guided_answers,
    inbox,
    kept,
    findable,
    index,
    outbox,
    presses,
    picture,
    informants,
    orders,
    people,
    presence,
    receipts,
    rooms,
    safe_contact,
    seals,
    sessions,
    soft_blocks,
    taping,
    units,
    attachments,
    checks,
    digests,
    duty,
    flights,
    handover,
    links,
    opinion,
    plans,
    referrals,
    relays,
    regrading,
    regroupings,
    results,
    number_tests,
    papers,
    suggestions,
    widening,
)  # and what these need
VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"
RECOVERY = (0.1, 0.3, 0.6)  # seconds between tries to connect; then the spool takes the event
LONG_ENOUGH = 1.0  # seconds; whoever got no answer at all in that time does not try again
# A host that is cut off neither refuses nor answers: a line on which nothing comes is given up.
CUT_OFF = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
PATIENCE = "-c lock_timeout=4s -c statement_timeout=15s -c idle_in_transaction_session_timeout=15s"

log = structlog.get_logger()


class SchemaError(Exception):
    """The database is not of this release; the sentence says what to do."""


@contextmanager
def url_of(settings: Settings) -> Iterator[str]:
    """The configured server, or the embedded one for as long as somebody uses it."""
    with ExitStack() as stack:
        if settings.database_url:
            yield settings.database_url
        else:
            yield stack.enter_context(postgres.running(settings.data_dir))


def engine_for(url: str, size: int = 30) -> Engine:
    """At most `size` connections, opened when first needed and then kept.

    One more for a moment would cost a burst of texts more than it gives: to open it takes ten times
    as long as to take a text in.
    """
    engine = create_engine(
        url,
        poolclass=LinePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=5,
        pool_reset_on_return=None,  # but where something is under way: `_undo`
        pool_use_lifo=True,  # the warmest connection first: its statements are prepared
        hide_parameters=True,  # an error never quotes what a caller wrote
        connect_args={"options": PATIENCE, **CUT_OFF},
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "reset", _undo)
    return engine


def _undo(line: psycopg.Connection, _record: object, _how: object) -> None:
    """What was not finished on a line that is given back. Mostly nothing: to ask the driver to undo
    that takes longer than to look."""
    if line.pgconn.transaction_status != TransactionStatus.IDLE:
        line.rollback()


def _connect(
    dialect: Dialect, _record: object, given: list[object], named: dict[str, object]
) -> object:
    """A server that recovers from a crash turns everybody away for a second or two."""
    began = time.monotonic()
    for pause in RECOVERY:
        try:
            return dialect.connect(*given, **named)
        except psycopg.OperationalError:
            if time.monotonic() - began > LONG_ENOUGH:
                raise
            time.sleep(pause)
    return dialect.connect(*given, **named)


def ensure(engine: Engine) -> None:
    """Create an empty database, refuse an older one: nobody migrates by surprise."""
    if release_of(engine) is None:
        # Half a second to read, for once in years.
        import_module("config.migrating").migrate(engine)
    check(engine)


def ensure_if_there(engine: Engine) -> None:
    """As `ensure`, but for a database that does not answer: whoever can spool can still answer."""
    try:
        ensure(engine)
    except OperationalError as error:
        log.error("started_without_database", error=type(error).__name__)  # noqa: TRY400  # an address may hold a password


def check(engine: Engine) -> None:
    """Raises SchemaError unless the database stands exactly at this release."""
    current = release_of(engine)
    if current != needed():
        raise SchemaError(
            f"the database is at {current or 'nothing'} and this release needs {needed()}: "
            "run `./run flask migrate`"
        )


def release_of(engine: Engine) -> str | None:
    """What its tables are of; None where there are none."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("select version_num from alembic_version"))
        return found


@cache
def needed() -> str:
    """The newest migration, by the number its file begins with."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))
