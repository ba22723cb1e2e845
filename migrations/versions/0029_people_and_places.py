"""who is involved, when it was, and the communes of the whole country"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("sought", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.add_column("ticket", sa.Column("happened", sa.String(), nullable=True))
    _people()
    op.add_column("paper", sa.Column("child_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_paper_child_id"), "paper", "person", ["child_id"], ["id"])

    op.add_column("contact", sa.Column("level", sa.String(32), nullable=True))
    op.execute(NEWEST)


NEWEST = """
update contact set level = ticket.level from ticket
where ticket.id = contact.ticket_id and ticket.level is not null and contact.id = (
    select id from contact as one where one.ticket_id = ticket.id
    order by received_at desc, id limit 1
)
"""  # what a ticket counted as was said of its last contact


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("kin", sa.String(32), nullable=True),
        sa.Column("sex", sa.String(32), nullable=True),
        sa.Column("words", sa.ARRAY(sa.LargeBinary()), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=True),
        sa.Column("home_code", sa.String(), nullable=True),
        sa.Column("home_name", sa.String(), nullable=True),
        sa.Column("home_data", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        *_sealed("age", "name", "number", "address", "occupation", "notes"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_person_ticket_id")),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_person_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_ticket_id"), "person", ["ticket_id"])
    op.create_index("ix_person_words", "person", ["words"], postgresql_using="gin")
    op.create_index("ix_person_number_index", "person", ["number_index"])
    op.create_table(
        "informant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("consent", sa.String(32), nullable=False),
        sa.Column("heard_by", sa.Uuid(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        *_sealed("agreed", "consent_words", "name", "number", "address", "note"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_informant_ticket_id")),
        sa.ForeignKeyConstraint(["heard_by"], ["staff.id"], name=op.f("fk_informant_heard_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_informant")),
    )
    op.create_index(op.f("ix_informant_ticket_id"), "informant", ["ticket_id"])


def _sealed(*names: str) -> list[sa.Column[bytes]]:
    return [sa.Column(f"{name}_sealed", sa.LargeBinary(), nullable=True) for name in names]


def downgrade() -> None:
    op.drop_column("contact", "level")
    op.drop_column("paper", "child_id")
    op.drop_table("informant")
    op.drop_table("person")
    op.drop_column("ticket", "happened")
    op.drop_table("unit")
