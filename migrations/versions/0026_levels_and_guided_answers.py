"""what a ticket counts as, and what was answered to the questions of a guide"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("level", sa.String(32), nullable=True))
    op.create_table(
        "guided_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_guided_answer_ticket_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_guided_answer_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guided_answer")),
    )
    op.create_index(op.f("ix_guided_answer_ticket_id"), "guided_answer", ["ticket_id"])


def downgrade() -> None:
    op.drop_table("guided_answer")
    op.drop_column("ticket", "level")
