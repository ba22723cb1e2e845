"""when a picture was handed over, and that it was erased after that"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("picture", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("picture", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("picture", "erased_at")
    op.drop_column("picture", "handed_at")
