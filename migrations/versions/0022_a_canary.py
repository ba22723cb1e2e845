"""send a canary through the house, and know how far it came"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carry_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(32), nullable=True),
        sa.Column("lost_at_stage", sa.String(32), nullable=True),
        sa.Column("took", sa.String(), nullable=True),
        sa.Column("carrier_sid", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canary")),
        sa.UniqueConstraint("slot", name=op.f("uq_canary_slot")),
    )


def downgrade() -> None:
    op.drop_table("canary")
    # Nothing a canary left may be met by a release that does not know it.
    op.execute(
        "delete from send_attempt where outgoing_id in (select id from outgoing "
        "where purpose in ('canary', 'alarm'))"
    )
    op.execute("delete from outgoing where purpose in ('canary', 'alarm')")
    op.execute("delete from deadline where kind = 'canary'")
    op.execute("delete from contact where ticket_id in (select id from ticket where number < 0)")
    op.execute("delete from ticket where number < 0")
