"""write to staff by e-mail"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("email_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff", "email_sealed")
