"""keep when a request was withdrawn; after that the agency may be told anew"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("referral", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("uq_referral_ticket_id_agency_id"), "referral", type_="unique")
    op.create_index(
        "ix_referral_told",
        "referral",
        ["ticket_id", "agency_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )


def downgrade() -> None:
    op.drop_index("ix_referral_told", table_name="referral")
    op.create_unique_constraint(
        op.f("uq_referral_ticket_id_agency_id"), "referral", ["ticket_id", "agency_id"]
    )
    op.drop_column("referral", "withdrawn_at")
