"""tickets are found by sealed words, without showing which words are frequent

What stood in `contact.words` were tokens that every text with the same word shared: by how often
each came one could have guessed the words. Tickets that are there already are filed by
`file-tickets`, for only a process with the keys can read them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# Every shelf of 8192 numbers on which there is a ticket; a canary has none of a child's numbers.
KNOWN = """
insert into search_shelf (id, shelf, complete)
select gen_random_uuid(), shelf, false
from (select distinct number / 8192 as shelf from ticket where number > 0) as known
"""


def upgrade() -> None:
    op.create_table(
        "search_waiting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_waiting")),
    )
    op.create_table(
        "search_shelf",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelf", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_shelf")),
        sa.UniqueConstraint("shelf", name=op.f("uq_search_shelf_shelf")),
    )
    op.create_table(
        "search_posting",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("shelf", sa.Integer(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_search_posting")),
    )
    op.create_index(op.f("ix_search_posting_shelf"), "search_posting", ["shelf"])
    # Rows grow with their terms: a change that finds room on its own page touches no index.
    op.execute("alter table search_posting set (fillfactor = 80)")
    op.create_index("ix_ticket_commune", "ticket", ["commune_code", "number"])
    op.create_index(
        "ix_journal_searched",
        "journal",
        ["actor", "at"],
        postgresql_where=sa.text("act = 'searched'"),
    )
    op.drop_index("ix_contact_words", table_name="contact", postgresql_using="gin")
    op.drop_column("contact", "words")
    op.execute(KNOWN)


def downgrade() -> None:
    op.add_column(
        "contact",
        sa.Column("words", postgresql.ARRAY(sa.LargeBinary()), server_default="{}", nullable=False),
    )
    op.alter_column("contact", "words", server_default=None)
    op.create_index("ix_contact_words", "contact", ["words"], postgresql_using="gin")
    op.drop_index("ix_journal_searched", table_name="journal")
    op.drop_index("ix_ticket_commune", table_name="ticket")
    op.drop_table("search_posting")
    op.drop_table("search_shelf")
    op.drop_table("search_waiting")
