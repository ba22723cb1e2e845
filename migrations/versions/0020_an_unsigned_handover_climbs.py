"""an unsigned hand-over climbs the ladder until it is signed"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handover", sa.Column("rung", sa.Integer(), nullable=True))
    op.add_column("handover", sa.Column("page_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("handover", "page_at")
    op.drop_column("handover", "rung")
