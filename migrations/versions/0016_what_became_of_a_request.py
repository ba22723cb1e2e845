"""keep why agencies are told, when a request was withdrawn, and what came of it"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COUNTS = (
    "offenders",
    "child_victims",
    "prosecuted_cases",
    "accused",
    "administrative_cases",
    "administrative_persons",
    "pending_cases",
)


def upgrade() -> None:
    op.add_column("referral", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("basis", sa.String(), nullable=True))
    op.drop_constraint(op.f("uq_referral_ticket_id_agency_id"), "referral", type_="unique")
    op.create_index(
        "ix_referral_told",
        "referral",
        ["ticket_id", "agency_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("via", sa.String(32), nullable=False),
        sa.Column("taken_up", sa.Boolean(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_result_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
    )
    op.create_index(op.f("ix_result_referral_id"), "result", ["referral_id"])
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_attachment_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_referral_id"), "attachment", ["referral_id"])


def downgrade() -> None:
    op.drop_table("attachment")
    op.drop_table("result")
    op.drop_index("ix_referral_told", table_name="referral")
    _leave_one_request_to_each_agency()
    op.create_unique_constraint(
        op.f("uq_referral_ticket_id_agency_id"), "referral", ["ticket_id", "agency_id"]
    )
    op.drop_column("referral", "basis")
    op.drop_column("referral", "withdrawn_at")


def _leave_one_request_to_each_agency() -> None:
    """An agency may have been told anew after a withdrawal, which the older release cannot say.

    What was withdrawn goes, or the older of two that were; the journal keeps that they were made.
    """
    op.execute(
        "create temporary table surplus on commit drop as "
        "select id, kept from (select id, first_value(id) over (partition by ticket_id, agency_id "
        "order by status = 'withdrawn', opened_at desc, id) as kept from referral) as asked "
        "where id <> kept"
    )
    op.execute("update outgoing set referral_id = kept from surplus where referral_id = surplus.id")
    for table in ("deadline", "link_code", "widening"):
        op.execute(f"delete from {table} where referral_id in (select id from surplus)")  # noqa: S608  # one of these three
    op.execute("delete from referral where id in (select id from surplus)")
    op.execute("drop table surplus")
