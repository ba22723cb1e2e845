"""say who owes a deadline, and when it was done"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadline", sa.Column("holder", sa.String(32), nullable=True))
    op.add_column("deadline", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("deadline", "done_at")
    op.drop_column("deadline", "holder")
