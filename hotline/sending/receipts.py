"""What became of what we sent: the carrier's receipts, in any order, twice, or for nobody."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint, bindparam, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from hotline.sending import course
from hotline.sending.course import Course
from hotline.sending.outbox import TO_CALLERS, Outgoing, Purpose, State
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work, table_of
from hotline.telephony.carrier import Receipt


class ReceiptRow(Base):
    """The raw log: every distinct receipt, also the late and the contradictory."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("carrier_sid", "status", "error_code"),)

    carrier_sid: Mapped[str]
    status: Mapped[str]
    error_code: Mapped[str]
    received_at: Mapped[datetime]


def record(work: Work, receipt: Receipt, outgoing_id: uuid.UUID | None) -> Course | None:
    """Log the receipt and let its row rise; how far it is then, when this receipt changed it.

    It is about the row of `outgoing_id`, which its URL carries; without one about that of its id.
    """
    about = {"carrier_sid": receipt.sid} if outgoing_id is None else {course.ROW: outgoing_id}
    look = _LOG_AND_FIND if outgoing_id is None else _LOG_AND_READ
    found = look.first(work.connection, {**_said(work, receipt), **about})
    if found is None:
        return None
    was = course.of(found)
    now = course.risen(was, receipt, work.policy, work.now)
    if now == was:
        return None
    course.write(work, now)
    tell(work, now)
    return now


def tell(work: Work, now: Course) -> None:
    """How far a message to a caller has come stands on the ticket's page, which looks again
    whenever the journal has grown; so does the answer to the national line."""
    if now.purpose not in {*TO_CALLERS, Purpose.RELAY_ANSWER}:
        return
    failed = now.state is State.REFUSED
    facts = {"channel": now.channel.value, "outgoing": str(now.id)}
    facts |= {"code": now.error_code or ""} if failed else {"status": now.carrier_status or ""}
    act = Act.NOT_SENT if failed else Act.SENT
    journal.write(work, act, ticket_id=now.ticket_id, facts=facts)


_LOGGED = (
    insert(table_of(ReceiptRow))
    .values(
        id=func.gen_random_uuid(),
        received_at=MOMENT,
        **{name: bindparam(name) for name in ("carrier_sid", "status", "error_code")},
    )
    .on_conflict_do_nothing()
)
_LOG = Prepared(_LOGGED.returning(ReceiptRow.id))
_READING = course.reading().add_cte(_LOGGED.returning(ReceiptRow.id).cte("logged"))
_LOG_AND_READ = Prepared(_READING.where(Outgoing.id == bindparam(course.ROW)))
_LOG_AND_FIND = Prepared(_READING.where(Outgoing.carrier_sid == bindparam("carrier_sid")))


def log(work: Work, receipt: Receipt) -> None:
    """Whatever it is news of."""
    _LOG.first(work.connection, _said(work, receipt))


def _said(work: Work, receipt: Receipt) -> dict[str, object]:
    said = {"carrier_sid": receipt.sid, "status": receipt.status, "error_code": receipt.error_code}
    return {**said, MOMENT.key: work.now}
