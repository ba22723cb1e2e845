"""call callers back, record conversations, and put some numbers off for a while"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came", sa.String(32), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_call_back_ticket_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_call_back_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
    )
    op.create_index(op.f("ix_call_back_ticket_id"), "call_back", ["ticket_id"])
    op.create_index(
        "ix_call_back_under_way",
        "call_back",
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'over'"),
    )

    op.create_table(
        "taping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("call_sid", sa.String(), nullable=False),
        sa.Column("carrier_sid", sa.String(), nullable=True),
        sa.Column("provider", sa.String(32), nullable=True),
        sa.Column("wanted", sa.String(32), nullable=False),
        sa.Column("doing", sa.String(32), nullable=True),
        sa.Column("try_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_taping_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taping")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_taping_call_sid")),
    )
    op.create_index(op.f("ix_taping_ticket_id"), "taping", ["ticket_id"])
    op.create_index(
        "ix_taping_to_do", "taping", ["try_after"], postgresql_where=sa.text("over_at IS NULL")
    )
    op.create_index(
        "ix_recording_here",
        "recording",
        ["made_at"],
        postgresql_where=sa.text("state = 'ours'"),
    )

    op.create_table(
        "soft_block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_soft_block_ticket_id")),
        sa.ForeignKeyConstraint(["set_by"], ["staff.id"], name=op.f("fk_soft_block_set_by")),
        sa.ForeignKeyConstraint(["lifted_by"], ["staff.id"], name=op.f("fk_soft_block_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_soft_block")),
    )
    op.create_index(op.f("ix_soft_block_number_index"), "soft_block", ["number_index"])


def downgrade() -> None:
    op.drop_table("soft_block")
    op.drop_index("ix_recording_here", table_name="recording")
    op.drop_table("taping")
    op.drop_table("call_back")
