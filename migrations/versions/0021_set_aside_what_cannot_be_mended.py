"""set aside a message that cannot be given a successor, and count how often"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outgoing", sa.Column("mend_tries", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("outgoing", sa.Column("mend_after", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("outgoing", "mend_after")
    op.drop_column("outgoing", "mend_tries")
