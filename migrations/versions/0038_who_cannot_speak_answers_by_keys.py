"""who waits and cannot speak answers by keys, and what the caller thought of it at the end"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    keys = sa.Column("keys", sa.Integer(), nullable=False, server_default="0")
    op.add_column("waiting", keys)
    op.add_column("contact", sa.Column("felt_heard", sa.Boolean(), nullable=True))
    op.add_column("contact", sa.Column("feels_safer", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("contact", "feels_safer")
    op.drop_column("contact", "felt_heard")
    op.drop_column("waiting", "keys")
