"""keep under which reference the national line has a ticket"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.String(32), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("reference_index", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=False),
        sa.Column("reference_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_relay_ticket_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_relay_referral_id")
        ),
        sa.ForeignKeyConstraint(["kept_by"], ["staff.id"], name=op.f("fk_relay_kept_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_relay_referral_id")),
    )
    op.create_index(op.f("ix_relay_ticket_id"), "relay", ["ticket_id"])
    op.create_index(op.f("ix_relay_reference_index"), "relay", ["reference_index"])
    op.create_index(
        "uq_relay_passed_on",
        "relay",
        ["reference_index"],
        unique=True,
        postgresql_where=sa.text("direction = 'from'"),
    )


def downgrade() -> None:
    op.drop_table("relay")
    # What only this release has words for; contacts stay, as texts.
    op.execute("delete from deadline where kind = 'relay_answer'")
    op.execute("update contact set channel = 'sms' where channel = 'relay'")
    op.execute("update agency set kind = 'council' where kind = 'national_line'")
