"""Every canary as a row: started once, carried to the door, found and struck off by itself."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Interval, and_, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline import canary
from hotline.contacts import Contact
from hotline.inbox import Inbox
from hotline.sending.outbox import Outgoing
from hotline.sending.receipts import ReceiptRow
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.sealing import Sealed, sealed_values
from hotline.store.work import Base, Work
from hotline.text import as_json
from referral.canary import alarm, flight, traces
from referral.canary.flight import End, Seen, Stage
from referral.promises.deadlines import Deadline

CARRY_AGAIN = timedelta(seconds=10)
KEPT = timedelta(days=1)


class Flight(Base):
    """`slot` counts the canaries there could have been, so two clocks start no two at once.

    `secret` is known to this row and to whoever carries it; without it a text from the canary's
    number is a text like any other. `took` is the seconds of each stage it came through.
    """

    __tablename__ = "canary"

    slot: Mapped[int] = mapped_column(unique=True)
    secret = Sealed()
    started_at: Mapped[datetime]
    carry_after: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end: Mapped[End | None]
    lost_at_stage: Mapped[Stage | None]
    took: Mapped[str | None]
    carrier_sid: Mapped[str | None]

    @property
    def seconds(self) -> dict[str, float]:
        return json.loads(self.took) if self.took else {}


_FLIES = Flight.ended_at.is_(None)
_OLD = (Flight.started_at < MOMENT - literal(KEPT), Flight.ended_at.is_not(None))
_ANY_LEFT = Prepared(select(Flight.id).where(or_(_FLIES, and_(*_OLD))).limit(1))


@dataclass(frozen=True)
class Carried:
    sid: str
    secret: str


def turn(work: Work) -> None:
    """A chore of the clock, and of nothing but the database."""
    if work.canary_number is None and not work.sees(_ANY_LEFT):
        return
    if work.canary_number is not None:
        _start(work)
    for row in _flying(work):
        _judge(work, row)
    _forget(work)


def _start(work: Work) -> None:
    slot = flight.slot(work.now, work.policy.watch.canary_every)
    if work.session.scalar(select(Flight.id).where(Flight.slot >= slot).limit(1)) is not None:
        return
    row = canary.id_of(slot)
    new = insert(Flight).values(
        id=row,
        slot=slot,
        started_at=work.now,
        carry_after=work.now,
        **sealed_values(Flight.__tablename__, row, {"secret": uuid.uuid4().hex}, work.keyring),
    )
    work.session.execute(new.on_conflict_do_nothing())


def take(work: Work) -> Carried | None:
    """One to carry to the door, if any waits for it; nobody else carries it for ten seconds."""
    row = work.session.scalar(
        select(Flight)
        .where(_FLIES, Flight.carry_after <= work.now)
        .order_by(Flight.slot.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.carry_after = work.now + CARRY_AGAIN
    known = select(Inbox.id).where(Inbox.dedup_key == traces.key(row.slot))
    return (
        None if work.session.scalar(known) else Carried(canary.sid_of(row.slot), row.secret or "")
    )


def _flying(work: Work) -> list[Flight]:
    rows = select(Flight).where(_FLIES).with_for_update(skip_locked=True)
    return list(work.session.scalars(rows))


def _judge(work: Work, row: Flight) -> None:
    seen = Seen(row.started_at, _stages(work, row), bool(work.canary_number))
    how = flight.end(seen, work.policy.watch, work.now)
    if how is None:
        return
    row.end, row.ended_at, row.lost_at_stage = how, work.now, seen.missing
    row.took = as_json(seen.took)
    row.carrier_sid = work.session.scalar(select(Outgoing.carrier_sid).where(_its_own(row)))
    traces.remove(work, row.slot, row.carrier_sid)
    work.session.flush()
    if how is End.LOST and seen.missing is not None:
        alarm.sound(work, row.slot, seen.missing, flight.lost_in_a_row(_ends(work)))


def _stages(work: Work, row: Flight) -> dict[Stage, datetime]:
    of_text = select(Inbox.received_at).where(
        Inbox.dedup_key == traces.key(row.slot), Inbox.processed_at.is_not(None)
    )
    of_contact = select(Contact.received_at).where(Contact.carrier_sid == canary.sid_of(row.slot))
    found = {
        Stage.ENTERED: work.session.scalar(of_text),
        Stage.FILED: work.session.scalar(of_contact),
        Stage.FIRED: work.session.scalar(
            select(Deadline.settled_at).where(Deadline.ticket_id == canary.id_of(row.slot))
        ),
        Stage.HANDED: work.session.scalar(select(Outgoing.settled_at).where(_its_own(row))),
        Stage.RECEIPT: work.session.scalar(
            select(ReceiptRow.received_at)
            .where(ReceiptRow.carrier_sid.in_(select(Outgoing.carrier_sid).where(_its_own(row))))
            .order_by(ReceiptRow.received_at)
            .limit(1)
        ),
    }
    return {stage: at for stage, at in found.items() if at is not None}


def _its_own(row: Flight) -> ColumnElement[bool]:
    return Outgoing.ticket_id == canary.id_of(row.slot)


def _ends(work: Work) -> list[End]:
    ended = select(Flight.end).where(Flight.end.is_not(None)).order_by(Flight.slot.desc())
    return [each for each in work.session.scalars(ended) if each is not None]


def last_seconds(work: Work) -> dict[str, float]:
    """What each stage took the newest that came home."""
    home = select(Flight).where(Flight.end == End.HOME).order_by(Flight.slot.desc()).limit(1)
    row = work.session.scalar(home)
    return row.seconds if row else {}


def lost(work: Work) -> int:
    """How many in a row have not come home, the newest among them."""
    return flight.lost_in_a_row(_ends(work))


def last_home(work: Work) -> datetime | None:
    """When the newest that came home did so."""
    return work.session.scalar(select(func.max(Flight.ended_at)).where(Flight.end == End.HOME))


def put_off(work: Work, span: timedelta) -> None:
    """A demonstration's clock is pushed: what is on its way has been there no longer for that."""
    by = literal(span, Interval)
    work.session.execute(
        update(Flight)
        .where(Flight.ended_at.is_(None))
        .values(started_at=Flight.started_at + by, carry_after=Flight.carry_after + by)
        .execution_options(synchronize_session=False)
    )


def _forget(work: Work) -> None:
    """After a day also what came late of it."""
    old = select(Flight).where(*_OLD).limit(10).with_for_update(skip_locked=True)
    for row in work.session.scalars(old, {MOMENT.key: work.now}):
        traces.remove(work, row.slot, row.carrier_sid)
        work.session.delete(row)
