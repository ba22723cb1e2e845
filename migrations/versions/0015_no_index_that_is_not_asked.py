"""drop indexes that every text paid for and no question used"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OWNED = sa.text("owner_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_contact_caller", table_name="contact")
    op.drop_index(op.f("ix_ticket_owner_id"), table_name="ticket")
    op.create_index("ix_ticket_owner", "ticket", ["owner_id"], postgresql_where=OWNED)
    op.drop_constraint(op.f("pk_journal"), "journal", type_="primary")
    op.drop_constraint(op.f("uq_journal_seq"), "journal", type_="unique")
    op.create_primary_key(op.f("pk_journal"), "journal", ["seq"])


def downgrade() -> None:
    op.drop_constraint(op.f("pk_journal"), "journal", type_="primary")
    op.create_unique_constraint(op.f("uq_journal_seq"), "journal", ["seq"])
    op.create_primary_key(op.f("pk_journal"), "journal", ["id"])
    op.drop_index("ix_ticket_owner", table_name="ticket")
    op.create_index(op.f("ix_ticket_owner_id"), "ticket", ["owner_id"])
    op.create_index("ix_contact_caller", "contact", ["caller_index", "received_at"])
