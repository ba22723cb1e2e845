"""gather pages into digests"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("ticket_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_digest_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
    )
    op.create_index("ix_digest_left", "digest", ["staff_id", "channel", "left_at"])
    op.create_index(
        "uq_digest_gathering",
        "digest",
        ["staff_id", "channel"],
        unique=True,
        postgresql_where=sa.text("state = 'gathering'"),
    )
    op.add_column("outgoing", sa.Column("digest_id", sa.Uuid(), nullable=True))
    op.alter_column("outgoing", "ticket_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    op.alter_column("outgoing", "ticket_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_column("outgoing", "digest_id")
    op.drop_table("digest")
