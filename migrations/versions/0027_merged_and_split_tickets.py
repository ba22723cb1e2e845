"""a ticket may go on as part of another, and what a merge or a split did can be undone"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TOLD = "ix_referral_told"


def upgrade() -> None:
    op.add_column("ticket", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_ticket_merged_into_id"), "ticket", "ticket", ["merged_into_id"], ["id"]
    )
    op.create_index(
        "ix_ticket_merged",
        "ticket",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.add_column(
        "referral", sa.Column("twin", sa.Boolean(), server_default="false", nullable=False)
    )
    _tell_once("status <> 'withdrawn' AND NOT twin")
    _create_regrouping()
    _create_unlike()


def _tell_once(where: str) -> None:
    op.drop_index(TOLD, table_name="referral")
    op.create_index(
        TOLD,
        "referral",
        ["ticket_id", "agency_id"],
        unique=True,
        postgresql_where=sa.text(where),
    )


def _create_regrouping() -> None:
    op.create_table(
        "regrouping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("stays_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("kept_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["stays_id"], ["ticket.id"], name=op.f("fk_regrouping_stays_id")),
        sa.ForeignKeyConstraint(["other_id"], ["ticket.id"], name=op.f("fk_regrouping_other_id")),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_regrouping_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["staff.id"], name=op.f("fk_regrouping_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrouping")),
    )
    op.create_index(op.f("ix_regrouping_stays_id"), "regrouping", ["stays_id"])
    op.create_index(op.f("ix_regrouping_other_id"), "regrouping", ["other_id"])


def _create_unlike() -> None:
    op.create_table(
        "unlike",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["ticket.id"], name=op.f("fk_unlike_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["ticket.id"], name=op.f("fk_unlike_other_id")),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_unlike_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlike")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_unlike_one_id_other_id")),
    )
    op.create_index(op.f("ix_unlike_other_id"), "unlike", ["other_id"])


def downgrade() -> None:
    op.drop_table("unlike")
    op.drop_table("regrouping")
    op.execute("update referral set status = 'withdrawn' where twin")
    _tell_once("status <> 'withdrawn'")
    op.drop_column("referral", "twin")
    op.drop_index("ix_ticket_merged", table_name="ticket")
    op.drop_column("ticket", "merged_into_id")
