"""count the contacts of a number, so that no two are the next"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("nth", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE contact SET nth = counted.nth FROM ("
        " SELECT id, row_number() OVER (PARTITION BY caller_index ORDER BY received_at, id) AS nth"
        " FROM contact WHERE caller_index IS NOT NULL"
        ") AS counted WHERE contact.id = counted.id"
    )
    op.create_unique_constraint("uq_contact_caller_index_nth", "contact", ["caller_index", "nth"])


def downgrade() -> None:
    op.drop_constraint("uq_contact_caller_index_nth", "contact", type_="unique")
    op.drop_column("contact", "nth")
