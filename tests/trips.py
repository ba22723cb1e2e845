"""How often somebody goes to the database and waits there, as its own protocol says."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import Connection
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

# Somebody asks: by a statement with values, or by one of words alone, as BEGIN is. That a line
# begins or ceases to know a statement by heart is no question, and hangs on what it was asked
# before.
ASKED = re.compile(r"^\S+ \S+\tF\t\d+\t(?:Bind|Query)\t(?!.*DEALLOCATE)", re.MULTILINE)


@dataclass
class Trips:
    """`made` is known after the block."""

    made: int = 0


@contextmanager
def trips(engine: Engine) -> Iterator[Trips]:
    """Counts those within the block, whoever asks and how; BEGIN and COMMIT are asked too.

    Lines that were open before are closed: they would not be followed.
    """
    found = Trips()
    engine.dispose()
    with tempfile.TemporaryFile("r") as heard:

        def follow(
            line: Connection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
        ) -> None:
            line.pgconn.trace(heard.fileno())

        def leave(line: Connection | None, _record: ConnectionPoolEntry) -> None:
            if line is not None and not line.closed:
                line.pgconn.untrace()

        event.listen(engine, "checkout", follow)
        event.listen(engine, "checkin", leave)
        try:
            yield found
        finally:
            event.remove(engine, "checkout", follow)
            event.remove(engine, "checkin", leave)
        heard.seek(0)
        found.made = len(ASKED.findall(heard.read()))
