"""a note for the search says which contact is new"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_waiting", sa.Column("contact_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("search_waiting", "contact_id")
