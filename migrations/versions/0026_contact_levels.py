"""what a ticket counts as"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("level", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "level")
