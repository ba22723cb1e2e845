"""keep recordings sealed here"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("carrier_sid", sa.String(), nullable=False),
        sa.Column("provider", sa.String(32), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("try_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(32), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_recording_ticket_id")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_recording_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("carrier_sid", name=op.f("uq_recording_carrier_sid")),
    )
    op.create_index(op.f("ix_recording_ticket_id"), "recording", ["ticket_id"])
    op.create_index(
        "ix_recording_to_do",
        "recording",
        ["try_after"],
        postgresql_where=sa.text("state IN ('at_carrier', 'kept')"),
    )
    op.create_table(
        "recording_piece",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_recording_piece_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_piece")),
        sa.UniqueConstraint("recording_id", "n", name=op.f("uq_recording_piece_recording_id_n")),
    )
    _fetch_what_is_still_at_the_carrier()


def downgrade() -> None:
    op.drop_table("recording_piece")
    op.drop_table("recording")


def _fetch_what_is_still_at_the_carrier() -> None:
    """The older release kept only the name of the longest recording of a call."""
    op.execute(
        "insert into recording (id, ticket_id, contact_id, source, carrier_sid, seconds, made_at,"
        " state, try_after, tries)"
        " select gen_random_uuid(), ticket_id, id, 'message', recording_sid,"
        " coalesce(recording_seconds, 0), received_at, 'at_carrier', now(), 0"
        " from contact where recording_sid <> ''"
        " on conflict do nothing"
    )
