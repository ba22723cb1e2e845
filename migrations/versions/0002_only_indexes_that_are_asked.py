"""index codes by their letters, drop what is never asked"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_outgoing_code"), "outgoing", ["code"])
    op.drop_index(op.f("ix_inbox_token"), table_name="inbox")
    op.drop_constraint(op.f("fk_journal_ticket_id"), "journal", type_="foreignkey")


def downgrade() -> None:
    op.create_foreign_key(op.f("fk_journal_ticket_id"), "journal", "ticket", ["ticket_id"], ["id"])
    op.create_index(op.f("ix_inbox_token"), "inbox", ["token"])
    op.drop_index(op.f("ix_outgoing_code"), table_name="outgoing")
