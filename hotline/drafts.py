"""What somebody has typed on a ticket and not sent: sealed, for nobody else, until it is sent."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, and_, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline import presses
from hotline.errors import InvalidError
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.text import typed

KEPT = timedelta(days=30)  # whoever has not come back to it by then does not
LONGEST = 8000
FORM = re.compile(r"[a-z-]{1,40}(/[0-9a-f-]{36}){0,2}(:[a-z_]{1,40})?")
FIELD = re.compile(r"[a-z0-9_-]{1,80}")


class Draft(Base):
    """`form` is its address below the ticket's, `field` a name in it."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("ticket_id", "staff_id", "form", "field"),)

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    form: Mapped[str]
    field: Mapped[str]
    text = Sealed()
    saved_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Desk:
    """Where one person works at one ticket."""

    ticket_id: uuid.UUID
    staff_id: uuid.UUID


@dataclass(frozen=True)
class Typed:
    form: str
    field: str
    text: str


def keep(work: Work, desk: Desk, one: Typed, *, key: str = "") -> None:
    """An empty text is no draft. What comes after its form was sent, which `key` knows, is late."""
    if not (FORM.fullmatch(one.form) and FIELD.fullmatch(one.field)) or len(one.text) > LONGEST:
        raise InvalidError("no such form")
    presses.hold(work, desk.ticket_id, desk.staff_id)
    if key and presses.was_sent(work, key):
        return
    here = and_(_at(desk), Draft.form == one.form, Draft.field == one.field)
    row, text = work.session.scalar(select(Draft).where(here)), typed(one.text)
    if not text.strip():
        drop(work, desk, one.form, one.field)
    elif row is not None:
        row.text, row.saved_at = text, work.now
    else:
        _begin(work, Draft(**vars(desk), form=one.form, field=one.field, text=text))


def _begin(work: Work, row: Draft) -> None:
    work.session.execute(delete(Draft).where(Draft.saved_at < work.now - KEPT))
    row.saved_at = work.now
    work.add(row)


def drop(work: Work, desk: Desk, form: str, field: str | None = None) -> None:
    """Of one field, or of the whole form, which was sent."""
    of_form = or_(Draft.form == form, Draft.form.startswith(f"{form}:", autoescape=True))
    which = of_form if field is None else and_(Draft.form == form, Draft.field == field)
    work.session.execute(delete(Draft).where(_at(desk), which))


def of(work: Work, desk: Desk) -> Mapping[str, str]:
    """What was typed, by form and field: `reply|text`."""
    rows = work.session.scalars(select(Draft).where(_at(desk)))
    return {f"{row.form}|{row.field}": row.text or "" for row in rows}


def _at(desk: Desk) -> ColumnElement[bool]:
    return and_(Draft.ticket_id == desk.ticket_id, Draft.staff_id == desk.staff_id)
