"""what an agency is told beyond its pack, and who agreed"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "widening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("detail", sa.String(32), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_widening_referral_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_widening_asked_by")),
        sa.ForeignKeyConstraint(["granted_by"], ["staff.id"], name=op.f("fk_widening_granted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_widening")),
        sa.UniqueConstraint("referral_id", "detail", name=op.f("uq_widening_referral_id_detail")),
    )
    # What was kept until now were the letters, which stand in the outbox as well.
    op.execute("UPDATE referral SET disclosed_sealed = NULL")


def downgrade() -> None:
    op.drop_table("widening")
