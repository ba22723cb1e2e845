"""A fresh database for every test, copied from one that was migrated once."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from config.database import engine_for, migrate
from config.embedded import postgres

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"
BUILDING = 7_264_551_002  # the advisory lock under which the template is made
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

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        yield postgres.create_database(self._server_url, name, self._template)
        postgres.drop_database(self._server_url, name)

    def _make_template(self) -> None:
        """Once per set of migrations; built under another name, so that no half is ever copied."""
        with psycopg.connect(_plain(self._server_url), autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(%s)", [BUILDING])
            known = "select 1 from pg_database where datname = %s"
            if connection.execute(known, [self._template]).fetchone() is None:
                draft = f"{self._template}_draft"
                postgres.drop_database(self._server_url, draft)
                _migrate(postgres.create_database(self._server_url, draft))
                connection.execute(f'alter database "{draft}" rename to "{self._template}"')


def _migrate(url: str) -> None:
    engine = engine_for(url)
    migrate(engine)
    engine.dispose()


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _digest() -> str:
    texts = (path.read_bytes() for path in sorted(VERSIONS.glob("*.py")))
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]
