"""callers wait for a person and talk in a room"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("contact", sa.Column("wait_seconds", sa.Integer(), nullable=True))
    op.add_column("contact", sa.Column("hold_seconds", sa.Integer(), nullable=True))
    _presence()
    _waiting()
    _room()
    _seat()
    _order()


def _presence() -> None:
    op.create_table(
        "presence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("via", sa.String(32), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_presence_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_staff_id"), "presence", ["staff_id"])
    where = {"unique": True, "postgresql_where": sa.text("until IS NULL")}
    op.create_index("uq_presence_now", "presence", ["staff_id"], **where)


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("call_sid", sa.String(), nullable=False),
        sa.Column("queue_sid", sa.String(), nullable=True),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("front", sa.Boolean(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("look_at", INSTANT, nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("asked", sa.String(32), nullable=True),
        sa.Column("ended", sa.String(32), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_waiting_contact_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_waiting_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
    )
    op.create_index(op.f("ix_waiting_contact_id"), "waiting", ["contact_id"])
    op.create_index(op.f("ix_waiting_ticket_id"), "waiting", ["ticket_id"])
    due = {"postgresql_where": sa.text("look_at IS NOT NULL")}
    op.create_index("ix_waiting_look_at", "waiting", ["look_at"], **due)
    now = {"unique": True, "postgresql_where": sa.text("ended IS NULL")}
    op.create_index("uq_waiting_now", "waiting", ["call_sid"], **now)


def _room() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("waiting_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("conference_sid", sa.String(), nullable=True),
        sa.Column("over_sid", sa.String(), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("ended", sa.String(32), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["waiting_id"], ["waiting.id"], name=op.f("fk_room_waiting_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_room_contact_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_room_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("waiting_id", name=op.f("uq_room_waiting_id")),
    )
    op.create_index(op.f("ix_room_ticket_id"), "room", ["ticket_id"])
    now = {"unique": True, "postgresql_where": sa.text("ended IS NULL")}
    op.create_index("uq_room_now", "room", ["contact_id"], **now)


def _seat() -> None:
    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("outgoing_id", sa.Uuid(), nullable=True),
        sa.Column("call_sid", sa.String(), nullable=True),
        sa.Column("own_phone", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("held_at", INSTANT, nullable=True),
        sa.Column("listens", sa.Boolean(), nullable=False),
        sa.Column("rung_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("joined_at", INSTANT, nullable=True),
        sa.Column("gone_at", INSTANT, nullable=True),
        sa.Column("gone", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_seat_room_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_seat_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("outgoing_id", name=op.f("uq_seat_outgoing_id")),
    )
    op.create_index(op.f("ix_seat_room_id"), "seat", ["room_id"])
    open_ = {"unique": True, "postgresql_where": sa.text("standing <> 'gone'")}
    op.create_index("uq_seat_of_person", "seat", ["staff_id"], **open_)
    op.create_index("uq_seat_of_leg", "seat", ["call_sid"], **open_)


def _order() -> None:
    op.create_table(
        "call_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("verb", sa.String(32), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("call_sid", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ordered_at", INSTANT, nullable=False),
        sa.Column("ending", sa.String(32), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_order")),
        sa.UniqueConstraint("reason", name=op.f("uq_call_order_reason")),
    )
    op.create_index(op.f("ix_call_order_room_id"), "call_order", ["room_id"])
    waits = {"postgresql_where": sa.text("ending IS NULL")}
    op.create_index("ix_call_order_waiting", "call_order", ["not_before"], **waits)


def downgrade() -> None:
    for table in ("call_order", "seat", "room", "waiting", "presence"):
        op.drop_table(table)
    op.drop_column("contact", "hold_seconds")
    op.drop_column("contact", "wait_seconds")
    op.execute("update contact set outcome = 'received' where outcome = 'answered'")
    op.execute(
        "delete from send_attempt where outgoing_id in (select id from outgoing "
        "where purpose in ('offer', 'caller_alert'))"
    )
    op.execute("delete from outgoing where purpose in ('offer', 'caller_alert')")
