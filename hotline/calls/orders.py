"""What the carrier is to do with a call that is under way, as rows: it survives whoever asks it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, exists, not_, or_, select, text, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from hotline.store.one_trip import insert_unknown
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work, table_of

LEASE = timedelta(seconds=12)  # longer than the carrier may take to answer
GIVEN_UP = timedelta(minutes=2)  # by then the call it was about is another matter


class Verb(StrEnum):
    FETCH = "fetch"  # out of the line, to another document
    SEND = "send"  # to another document, wherever the leg is
    HANG_UP = "hang_up"
    CHANGE = "change"  # a place in a room: muted, held, whispering
    CLOSE = "close"  # a whole room


class Ending(StrEnum):
    DONE = "done"
    REFUSED = "refused"  # the leg is not there any more
    GIVEN_UP = "given_up"


class CallOrder(Base):
    """`reason` is unique: asking twice orders once. `place` is the carrier's id of the line or room
    it is about, `how` what to change there."""

    __tablename__ = "call_order"
    __table_args__ = (
        Index("ix_call_order_waiting", "not_before", postgresql_where=text("ending IS NULL")),
    )

    reason: Mapped[str] = mapped_column(unique=True)
    verb: Mapped[Verb]
    room_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    call_sid: Mapped[str | None]
    place: Mapped[str | None]
    url: Mapped[str | None]
    how: Mapped[str | None]
    not_before: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    ordered_at: Mapped[datetime]
    ending: Mapped[Ending | None]
    ended_at: Mapped[datetime | None]
    code: Mapped[str | None]


def put(  # noqa: PLR0913  # what, of whom, where and why: each said by name
    work: Work,
    verb: Verb,
    reason: str,
    *,
    room_id: uuid.UUID | None = None,
    call_sid: str | None = None,
    place: str | None = None,
    url: str | None = None,
    how: str | None = None,
) -> None:
    """To be done once this is committed."""
    row = {
        "id": uuid.uuid4(),
        "reason": reason,
        "verb": verb,
        "room_id": room_id,
        "call_sid": call_sid,
        "place": place,
        "url": url,
        "how": how,
        "not_before": work.now,
        "tries": 0,
        "ordered_at": work.now,
    }
    work.session.flush()
    insert_unknown(work.connection, table_of(CallOrder), [row], "reason")
    work.ring_afterwards()


_COME = (CallOrder.ending.is_(None), CallOrder.not_before <= MOMENT)
_ANY = Prepared(select(CallOrder.id).where(*_COME).order_by(CallOrder.not_before).limit(1))


def claim(work: Work, limit: int = 10) -> Sequence[CallOrder]:
    """Those whose time has come, leased; one whose asker died falls due again by itself.

    Changes of one place are made one after the other: who was held and is back is not held again.
    """
    if not work.sees(_ANY):
        return []
    before = aliased(CallOrder)
    earlier = (before.call_sid == CallOrder.call_sid, before.ordered_at < CallOrder.ordered_at)
    open_changes = (before.ending.is_(None), before.verb == Verb.CHANGE)
    waits = exists().where(*earlier, *open_changes)
    due = (
        select(CallOrder.id)
        .where(*_COME)
        .where(or_(CallOrder.verb != Verb.CHANGE, not_(waits)))
        .order_by(CallOrder.ordered_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = work.session.scalars(
        update(CallOrder)
        .where(CallOrder.id.in_(due))
        .values(tries=CallOrder.tries + 1, not_before=work.now + LEASE)
        .returning(CallOrder)
        .execution_options(populate_existing=True),
        {MOMENT.key: work.now},
    ).all()
    return sorted(rows, key=lambda row: row.ordered_at)


def settle(work: Work, order_id: uuid.UUID, ending: Ending | None, code: str = "") -> CallOrder:
    """Done, refused for good, or to be tried again in a moment."""
    row = work.session.get_one(CallOrder, order_id, with_for_update=True)
    if ending is None and work.now - row.ordered_at > GIVEN_UP:
        ending = Ending.GIVEN_UP
    row.code = code or row.code
    if ending is None:
        row.not_before = work.now + timedelta(seconds=min(2 ** (row.tries - 1), 8))
    elif row.ending is None:
        row.ending, row.ended_at = ending, work.now
    return row
