"""A conversation on tape: what is wanted is written down here, and the carrier is brought to it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline import recording_rules as rules
from hotline.store.work import Base, Work, Workplace
from hotline.telephony.carrier import (
    AmbiguousError,
    Provider,
    RefusedError,
    Tapes,
    ThrottledError,
)

LEASE = timedelta(seconds=15)


class Tape(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"


class Taping(Base):
    """Of one call, in two channels: what its person says, and what they hear.

    `doing` is what the carrier was last brought to; `over_at` is when it said that there is no
    such call any more.
    """

    __tablename__ = "taping"
    __table_args__ = (
        Index("ix_taping_to_do", "try_after", postgresql_where=text("over_at IS NULL")),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    call_sid: Mapped[str] = mapped_column(unique=True)
    carrier_sid: Mapped[str | None]
    provider: Mapped[Provider | None]
    wanted: Mapped[Tape]
    doing: Mapped[Tape | None]
    try_after: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    over_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Order:
    """One row free of its transaction."""

    id: uuid.UUID
    tries: int
    call_sid: str
    carrier_sid: str
    provider: Provider | None
    wanted: Tape


_RUNNING = (
    select(Taping)
    .where(Taping.ticket_id == bindparam("ticket"), Taping.over_at.is_(None))
    .order_by(Taping.try_after.desc())
    .limit(1)
)
_RUNNING_LOCKED = _RUNNING.with_for_update()


def begin(work: Work, ticket_id: uuid.UUID, call_sid: str) -> None:
    """The call is put on tape within the second. Only after the caller was asked, where the policy
    wants that."""
    work.session.flush()
    if of_call(work, call_sid) is None:
        work.add(
            Taping(
                ticket_id=ticket_id,
                call_sid=call_sid,
                wanted=Tape.RUNNING,
                try_after=work.now,
            )
        )


def of_call(work: Work, call_sid: str) -> Taping | None:
    return work.session.scalar(select(Taping).where(Taping.call_sid == call_sid))


def running(work: Work, ticket_id: uuid.UUID, *, lock: bool = False) -> Taping | None:
    """The newest of the ticket's that is not over."""
    work.session.flush()
    query = _RUNNING_LOCKED if lock else _RUNNING
    return work.session.scalar(query, {"ticket": ticket_id})


def want(work: Work, row: Taping, wanted: Tape) -> None:
    row.wanted, row.try_after, row.tries = wanted, work.now, 0


class Recorder:
    """Brings the carrier to what is wanted. Any number may run at once."""

    def __init__(
        self, workplace: Workplace, tapes: Mapping[Provider, Tapes], public_url: str
    ) -> None:
        self._workplace, self._tapes = workplace, tapes
        self._news = f"{public_url}/webhooks/recordings"

    def run(self, batch: int = 20) -> int:
        with self._workplace.work() as work:
            orders = [_order(row) for row in _take(work, batch)]
        return sum(self._obey(order) for order in orders)

    def _obey(self, order: Order) -> bool:
        try:
            provider, sid = self._asked(order)
        except RefusedError:
            self._settle(order, over=True)
            return False
        except (AmbiguousError, ThrottledError):
            self._settle(order)
            return False
        self._settle(order, provider, sid)
        return True

    def _asked(self, order: Order) -> tuple[Provider, str]:
        """Whichever account has the call; the last one's refusal is the answer."""
        refusal = RefusedError("nobody asked")
        known = [order.provider] if order.provider else list(self._tapes)
        for provider in known:
            tapes = self._tapes[provider]
            try:
                sid = order.carrier_sid or tapes.record(order.call_sid, self._news)
                if order.carrier_sid or order.wanted is Tape.PAUSED:
                    tapes.pause(order.call_sid, sid, pause=order.wanted is Tape.PAUSED)
            except RefusedError as error:
                refusal = error
            else:
                return provider, sid
        raise refusal

    def _settle(
        self, order: Order, provider: Provider | None = None, sid: str = "", *, over: bool = False
    ) -> None:
        """What was wanted meanwhile is asked for the next time."""
        with self._workplace.work() as work:
            row = work.session.get_one(Taping, order.id, with_for_update=True)
            if over:
                row.over_at = work.now
            elif provider:
                row.provider, row.carrier_sid, row.doing = provider, sid, order.wanted
            elif row.tries == order.tries:
                row.try_after = work.now + rules.retry_after(order.tries)


def _take(work: Work, limit: int) -> Sequence[Taping]:
    rows = work.session.scalars(
        select(Taping)
        .where(Taping.over_at.is_(None), Taping.try_after <= work.now)
        .where(Taping.doing.is_distinct_from(Taping.wanted))
        .order_by(Taping.try_after)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.tries += 1
        row.try_after = work.now + LEASE
    return rows


def _order(row: Taping) -> Order:
    sid = row.carrier_sid or ""
    return Order(row.id, row.tries, row.call_sid, sid, row.provider, row.wanted)
