"""sign the hand-over of a shift, and know whose number was heard"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("changes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["given_by"], ["staff.id"], name=op.f("fk_handover_given_by")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_handover_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("changes_at", name=op.f("uq_handover_changes_at")),
    )
    op.create_table(
        "number_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_number_code_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_code")),
    )
    op.create_index(op.f("ix_number_code_staff_id"), "number_code", ["staff_id"])
    op.create_table(
        "number_proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("test_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_number_proof_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_proof")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_number_proof_staff_id")),
    )
    op.create_table(
        "number_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("outgoing_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_number_test_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_test")),
        sa.UniqueConstraint("outgoing_id", name=op.f("uq_number_test_outgoing_id")),
    )
    # A roster that could be set yesterday can be set today: every number counts as verified now,
    # and its first test call is due.
    op.execute(
        "insert into number_proof (id, staff_id, verified_at, proven_at, test_due_at) "
        "select gen_random_uuid(), id, now(), now(), now() from staff "
        "where phone_sealed is not null"
    )


def downgrade() -> None:
    op.drop_table("number_test")
    op.drop_table("number_proof")
    op.drop_table("number_code")
    op.drop_table("handover")
