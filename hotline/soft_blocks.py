"""A number that is not put through for a while: why, until when, by whom; anybody may look."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ForeignKey, LargeBinary, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline import slowing
from hotline.contacts import Contact
from hotline.errors import InvalidError, NotAllowedError, NotFoundError
from hotline.slowing import NUISANCES, Known, Manner
from hotline.staff import PHONE, Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared, blind_in, under_keys
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.text import clean
from hotline.tickets import Ticket
from hotline.vocabulary import Severity

LOOKED_AT = timedelta(days=30)  # how far back they are listed


class SoftBlock(Base):
    """It ends by itself; `lifted_at` is when somebody ended it sooner."""

    __tablename__ = "soft_block"

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    number_index: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    reason = Sealed()
    set_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    set_at: Mapped[datetime]
    until: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


@cache
def _known(keys: int) -> Prepared:
    nuisances = (
        select(func.count(Ticket.id.distinct()))
        .join(Contact, Contact.ticket_id == Ticket.id)
        .where(blind_in(Contact.caller_index, keys), Contact.received_at >= bindparam("since"))
        .where(Ticket.level.in_(NUISANCES))
    )
    blocked_until = (
        select(func.max(SoftBlock.until))
        .where(blind_in(SoftBlock.number_index, keys), SoftBlock.lifted_at.is_(None))
        .where(SoftBlock.until > MOMENT)
    )
    return Prepared(select(nuisances.scalar_subquery(), blocked_until.scalar_subquery()))


def manner(work: Work, number: str | None, before: Severity | None) -> Manner:
    """How a call of this number is taken now; `before` is how grave the ticket was that it joins.

    One that it opens says nothing: coming again alone makes it graver.
    """
    if number is None:
        return Manner.USUAL
    indexes = work.keyring.blinds(number, PHONE)
    values = {
        **under_keys(indexes),
        "since": work.now - work.policy.slowing.within,
        MOMENT.key: work.now,
    }
    nuisances, until = work.glance(_known(len(indexes)), values) or (0, None)
    return slowing.manner(Known(nuisances, until, before), work.policy.slowing, work.now)


def block(work: Work, ticket: Ticket, person: Staff, reason: str, minutes: int) -> SoftBlock:
    """Raises InvalidError for one without a reason, too long, or where there is no number."""
    if not ticket.caller:
        raise InvalidError("the caller withheld the number: there is nobody to answer")
    reason = clean(reason).strip()
    until = slowing.block_until(minutes, reason, work.policy.slowing, work.now)
    row = SoftBlock(
        ticket_id=ticket.id,
        number_index=work.keyring.blind(ticket.caller, PHONE),
        reason=reason,
        set_by=person.id,
        set_at=work.now,
        until=until,
    )
    work.add(row)
    facts = {"text": reason, "minutes": str(minutes)}
    by = journal.staff(person.id)
    journal.write(work, Act.SOFT_BLOCK_SET, by=by, ticket_id=ticket.id, facts=facts)
    return row


def lift(work: Work, block_id: uuid.UUID, person: Staff) -> None:
    """By a supervisor, or by whoever set it; twice is once."""
    row = work.session.get(SoftBlock, block_id, with_for_update=True)
    if row is None:
        raise NotFoundError("no such soft block")
    if person.role is not Role.SUPERVISOR and person.id != row.set_by:
        raise NotAllowedError("a supervisor decides this")
    if row.lifted_at is None and row.until > work.now:
        row.lifted_at, row.lifted_by = work.now, person.id
        by = journal.staff(person.id)
        journal.write(work, Act.SOFT_BLOCK_LIFTED, by=by, ticket_id=row.ticket_id)


def lately(work: Work) -> Sequence[SoftBlock]:
    """For whoever looks them over, the newest first."""
    work.session.flush()
    query = select(SoftBlock).where(SoftBlock.set_at > work.now - LOOKED_AT)
    return work.session.scalars(query.order_by(SoftBlock.set_at.desc())).all()
