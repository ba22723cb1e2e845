"""what came with a text: fetched, and kept sealed"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("why", sa.String(32), nullable=True),
        sa.Column("word", sa.String(32), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_picture_contact_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_picture_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
    )
    op.create_index(op.f("ix_picture_ticket_id"), "picture", ["ticket_id"])
    op.create_index(
        "ix_picture_waiting",
        "picture",
        ["not_before"],
        postgresql_where=sa.text("state IN ('waiting', 'kept')"),
    )
    # What came before is fetched too, as far as the carrier still has it.
    op.execute(
        "insert into picture (id, contact_id, ticket_id, nth, address, state, came_at, not_before,"
        " fence) select gen_random_uuid(), contact.id, ticket_id, each.nth, address, 'waiting',"
        " received_at, now(), 0 from contact, unnest(media) with ordinality as each(address, nth)"
    )


def downgrade() -> None:
    op.drop_table("picture")
