"""What became of what we sent: the carrier's receipts, in any order, twice, or for nobody."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from hotline.sending import outbox
from hotline.sending.outbox import TO_CALLERS, Outgoing, Purpose, State
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work, table_of
from hotline.telephony.carrier import FAILED, HEARD, UNHEARD, Receipt, rises


class ReceiptRow(Base):
    """The raw log: every distinct receipt, also the late and the contradictory."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("carrier_sid", "status", "error_code"),)

    carrier_sid: Mapped[str]
    status: Mapped[str]
    error_code: Mapped[str]
    received_at: Mapped[datetime]


def record(work: Work, receipt: Receipt, outgoing_id: uuid.UUID | None) -> Outgoing | None:
    """Log the receipt and let its row rise; the row, when this receipt changed it.

    A receipt that comes before our own commit of the carrier's id proves the id: the URL it came
    to carries `outgoing_id`. One without id or without status proves nothing.
    """
    log(work, receipt)
    row = _row(work, receipt.sid, outgoing_id)
    if row is None or not (receipt.sid and receipt.status):
        return None
    if row.carrier_sid is None:
        row.carrier_sid = receipt.sid
        if row.state in (State.PENDING, State.LEASED):
            outbox.accepted(work, row)
    if row.carrier_sid != receipt.sid or not rises(row.carrier_status, receipt.status):
        return None
    row.carrier_status = receipt.status
    row.error_code = receipt.error_code or row.error_code
    if row.unheard_at is not None and receipt.status in HEARD | UNHEARD:
        row.unheard_at = work.now if receipt.status in UNHEARD else None
    if receipt.status in FAILED and row.state is State.ACCEPTED:
        row.state = State.REFUSED
    tell(work, row)
    return row


def tell(work: Work, row: Outgoing) -> None:
    """How far a message to a caller has come stands on the ticket's page, which looks again
    whenever the journal has grown; so does the answer to the national line."""
    if row.purpose not in {*TO_CALLERS, Purpose.RELAY_ANSWER}:
        return
    failed = row.state is State.REFUSED
    facts = {"channel": row.channel.value, "outgoing": str(row.id)}
    facts |= {"code": row.error_code or ""} if failed else {"status": row.carrier_status or ""}
    act = Act.NOT_SENT if failed else Act.SENT
    journal.write(work, act, ticket_id=row.ticket_id, facts=facts)


_LOG = Prepared(
    insert(table_of(ReceiptRow))
    .values(
        id=func.gen_random_uuid(),
        received_at=MOMENT,
        **{name: bindparam(name) for name in ("carrier_sid", "status", "error_code")},
    )
    .on_conflict_do_nothing()
    .returning(ReceiptRow.id)
)


def log(work: Work, receipt: Receipt) -> None:
    """Whatever it is news of."""
    said = {"carrier_sid": receipt.sid, "status": receipt.status, "error_code": receipt.error_code}
    _LOG.first(work.connection, {**said, MOMENT.key: work.now})


def _row(work: Work, sid: str, outgoing_id: uuid.UUID | None) -> Outgoing | None:
    mine = Outgoing.carrier_sid == sid
    query = select(Outgoing).where(mine if outgoing_id is None else (Outgoing.id == outgoing_id))
    return work.session.scalars(query.with_for_update()).one_or_none()
