"""keep the steps of ladders as they began"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ladder_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("severity", sa.String(32), nullable=False),
        sa.Column("steps", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_plan")),
        sa.UniqueConstraint(
            "policy_version", "severity", name=op.f("uq_ladder_plan_policy_version_severity")
        ),
    )


def downgrade() -> None:
    op.drop_table("ladder_plan")
