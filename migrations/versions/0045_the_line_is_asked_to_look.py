"""the line is asked to look, by rows of their own"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0041"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.drop_index("ix_waiting_look_at", "waiting")
    op.drop_column("waiting", "look_at")


def downgrade() -> None:
    op.add_column("waiting", sa.Column("look_at", INSTANT, nullable=True))
    op.execute("update waiting set look_at = since where ended is null")
    due = {"postgresql_where": sa.text("look_at IS NOT NULL")}
    op.create_index("ix_waiting_look_at", "waiting", ["look_at"], **due)
    op.drop_table("look")
