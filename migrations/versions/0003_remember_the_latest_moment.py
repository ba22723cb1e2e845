"""remember the latest moment a clock has said"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_guard",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("latest", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_guard")),
        sa.UniqueConstraint("name", name=op.f("uq_clock_guard_name")),
    )


def downgrade() -> None:
    op.drop_table("clock_guard")
