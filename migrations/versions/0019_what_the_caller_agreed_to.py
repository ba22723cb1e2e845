"""keep whether the caller agreed that an agency is told more, or which law made it unnecessary"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("widening", sa.Column("consent", sa.String(32), nullable=True))
    op.add_column("widening", sa.Column("consent_words_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("widening", sa.Column("basis", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("widening", "basis")
    op.drop_column("widening", "consent_words_sealed")
    op.drop_column("widening", "consent")
