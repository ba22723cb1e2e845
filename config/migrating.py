"""How the tables come to be, and whether they say what the models say."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

from hotline.store.work import Base

ROOT = Path(__file__).parent.parent
MIGRATING = 7_264_551_001  # the advisory lock that lets one process migrate at a time


def migrate(engine: Engine) -> None:
    """Bring the database to this release; two processes at once is one migration."""
    with engine.begin() as connection:
        connection.execute(text("set local lock_timeout = 0"))
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        command.upgrade(config_for(connection), "head")


def drift(engine: Engine) -> list[object]:
    """What the models say and the migrations do not; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def config_for(connection: Connection | None = None) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    return config
