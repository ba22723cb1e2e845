"""how far the automatic reply to a text came"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("reply_status", sa.String(), nullable=True))
    op.add_column("contact", sa.Column("reply_error", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("contact", "reply_error")
    op.drop_column("contact", "reply_status")
