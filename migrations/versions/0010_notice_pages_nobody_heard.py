"""notice pages nobody heard"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outgoing", sa.Column("unheard_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_outgoing_unheard",
        "outgoing",
        ["unheard_at"],
        postgresql_where=sa.text("unheard_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_outgoing_unheard", "outgoing")
    op.drop_column("outgoing", "unheard_at")
