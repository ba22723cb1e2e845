"""deputies, e-mail, channels and duty hours of agencies"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("deputy_phone_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("agency", sa.Column("deputy_index", sa.LargeBinary(), nullable=True))
    op.add_column("agency", sa.Column("email_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(
        "agency", sa.Column("channels", sa.ARRAY(sa.String()), nullable=False, server_default="{}")
    )
    op.add_column("agency", sa.Column("duty_hours", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_agency_deputy_index"), "agency", ["deputy_index"])


def downgrade() -> None:
    op.drop_index(op.f("ix_agency_deputy_index"), table_name="agency")
    for column in ("duty_hours", "channels", "email_sealed", "deputy_index", "deputy_phone_sealed"):
        op.drop_column("agency", column)
