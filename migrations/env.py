"""Runs the migrations on the connection config/database.py hands over."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

import config.database  # noqa: F401  # brings every table into the metadata
from hotline.store.instant import Instant
from hotline.store.work import Base


def plain(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Migrations never import the application: our types are written as the database's own."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_item=plain,
    transaction_per_migration=False,
)
context.run_migrations()
