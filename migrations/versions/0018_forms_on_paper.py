"""keep the decree's forms of a ticket: drafts of each person, and finished versions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["begun_by"], ["staff.id"], name=op.f("fk_paper_begun_by")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_paper_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("code", "year", "number", name=op.f("uq_paper_code_year_number")),
    )
    op.create_index(op.f("ix_paper_ticket_id"), "paper", ["ticket_id"])
    op.create_table(
        "paper_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_version_paper_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["staff.id"], name=op.f("fk_paper_version_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_version")),
        sa.UniqueConstraint("paper_id", "version", name=op.f("uq_paper_version_paper_id_version")),
    )
    op.create_table(
        "paper_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_draft_paper_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_paper_draft_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_draft")),
        sa.UniqueConstraint("paper_id", "staff_id", name=op.f("uq_paper_draft_paper_id_staff_id")),
    )


def downgrade() -> None:
    op.drop_table("paper_draft")
    op.drop_table("paper_version")
    op.drop_table("paper")
