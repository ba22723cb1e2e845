"""A caller waits for a person: since when, in which rank, and how it ended, as a row."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from hotline.calls import looks
from hotline.calls.looks import Look
from hotline.calls.queue import Caller, Hearing, InLine, Left, Wait
from hotline.contacts import Contact, Outcome
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work, among
from hotline.tickets import Ticket
from hotline.vocabulary import Language, Severity


class Waiting(Base):
    """`keys` is how often somebody who cannot speak has answered, `asked` what the caller chose by
    a key before leaving. The same leg cannot wait twice.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        Index("uq_waiting_now", "call_sid", unique=True, postgresql_where=text("ended IS NULL")),
    )

    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id"), index=True)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    call_sid: Mapped[str]
    queue_sid: Mapped[str | None]
    language: Mapped[Language]
    danger: Mapped[bool] = mapped_column(default=False)
    silent: Mapped[bool] = mapped_column(default=False)
    front: Mapped[bool] = mapped_column(default=False)
    known: Mapped[bool] = mapped_column(default=False)
    heard: Mapped[int] = mapped_column(default=0)
    keys: Mapped[int] = mapped_column(default=0, server_default="0")
    since: Mapped[datetime]
    told_at: Mapped[datetime | None]
    asked: Mapped[Left | None]
    ended: Mapped[Left | None]
    ended_at: Mapped[datetime | None]

    @property
    def caller(self) -> Caller:
        return Caller(self.id, self.since, self.danger, self.front, self.known, self.language)


WAITS = Waiting.ended.is_(None)
_LOCKED = (
    select(Waiting)
    .where(Waiting.id == bindparam("waiting"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_CURRENT = select(Waiting).where(Waiting.call_sid == bindparam("call"), WAITS)
_CURRENT_LOCKED = _CURRENT.with_for_update()
_IS_WAITING = Prepared(_CURRENT.with_only_columns(Waiting.id))
_IN_LINE = select(
    Waiting.id,
    Waiting.since,
    Waiting.danger,
    Waiting.front,
    Waiting.known,
    Waiting.language,
    Waiting.ticket_id,
    Waiting.told_at,
).where(WAITS)
_COUNT = Prepared(select(func.count()).select_from(Waiting).where(WAITS))
_HEARS = Prepared(
    update(Waiting)
    .where(Waiting.id == bindparam("waiting"), WAITS, Waiting.queue_sid.is_not(None))
    .where(or_(Waiting.danger, Waiting.since > bindparam("lately", type_=MOMENT.type)))
    .values(heard=Waiting.heard + 1)
    .returning(
        Waiting.since,
        Waiting.heard - 1,
        Waiting.danger,
        Waiting.silent,
        Waiting.keys,
        Waiting.language,
    )
)
# Also where nobody asked for one, and somebody waits all the same.
LOOK_IS_DUE = or_(
    exists(select(Look.id).where(Look.at <= MOMENT)),
    exists(select(Waiting.id).where(WAITS)) & ~exists(select(Look.id)),
)


def begin(  # noqa: PLR0913  # whose, and the facts of the rank: each said by name
    work: Work,
    contact: Contact,
    ticket: Ticket,
    *,
    danger: bool = False,
    silent: bool = False,
    front: bool = False,
    repeats: int = 0,
) -> Waiting:
    """The caller of this contact waits from now on; a wait that goes on already goes on."""
    values = {"call": contact.carrier_sid}
    was = work.session.scalar(_CURRENT_LOCKED, values) if work.glance(_IS_WAITING, values) else None
    if was is not None:
        was.danger = was.danger or danger
        looks.ask(work)
        return was
    critical = ticket.is_open and ticket.severity is Severity.CRITICAL
    looks.ask(work)
    return work.add(
        Waiting(
            contact_id=contact.id,
            ticket_id=ticket.id,
            call_sid=contact.carrier_sid,
            language=contact.language,
            danger=danger,
            silent=silent,
            front=front,
            known=critical or repeats > 0,
            since=work.now,
        )
    )


def current(work: Work, call_sid: str) -> Waiting | None:
    return work.session.scalar(_CURRENT, {"call": call_sid})


def locked(work: Work, waiting_id: uuid.UUID) -> Waiting | None:
    work.session.flush()
    return work.session.scalar(_LOCKED, {"waiting": waiting_id})


def now_waiting(work: Work) -> Sequence[InLine]:
    """Everybody, as they stand now; no row is held."""
    rows = work.session.execute(_IN_LINE)
    return [InLine(Caller(*row[:6]), *row[6:]) for row in rows]


def still_waiting(work: Work, waiting_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Waiting]:
    """Those of these who wait still, locked; without whoever an event is being written down for in
    this very moment."""
    query = select(Waiting).where(WAITS, among(Waiting.id, waiting_ids))
    locked = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return {row.id: row for row in work.session.scalars(locked)}


def count(work: Work) -> int:
    """How many wait, at a glance."""
    (number,) = work.glance(_COUNT, {}) or (0,)
    return int(number)


def tickets_waiting(work: Work, ticket_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these tickets whose caller waits now."""
    query = select(Waiting.ticket_id).where(WAITS, among(Waiting.ticket_id, ticket_ids))
    return set(work.session.scalars(query))


def hears(work: Work, waiting_id: uuid.UUID) -> Hearing | None:
    """One sentence more is said to somebody who waits on, and had the first; one statement, since
    everybody in the line asks for it again and again. None for all others: see `hearing`."""
    since = work.now - work.policy.calls.longest_wait
    found = work.at_once(_HEARS, {"waiting": waiting_id, "lately": since})
    return _hearing(work, waiting_id, *found) if found else None


def hearing(work: Work, row: Waiting) -> Hearing:
    facts = (row.since, row.heard, row.danger, row.silent, row.keys, row.language)
    return _hearing(work, row.id, *facts)


def _hearing(  # noqa: PLR0913  # a row's columns, in their order
    work: Work,
    waiting_id: uuid.UUID,
    since: datetime,
    heard: int,
    danger: bool,
    silent: bool,
    keys: int,
    language: str,
) -> Hearing:
    after_hours = work.policy.calls.after_hours(work.now.astimezone(work.zone))
    wait = Wait(since, heard, danger, silent, after_hours, keys)
    return Hearing(waiting_id, Language(language), wait)


def end(work: Work, row: Waiting, left: Left) -> None:
    """Once; who was already fetched did not give up."""
    if row.ended is not None:
        return
    row.ended, row.ended_at = left, work.now
    contact = work.session.get_one(Contact, row.contact_id)
    seconds = int((work.now - row.since).total_seconds())
    contact.wait_seconds = (contact.wait_seconds or 0) + seconds
    if left is Left.ABANDONED and contact.outcome is not Outcome.SILENT:
        contact.outcome = Outcome.ABANDONED
        contact.hung_up_by = journal.CALLER
    facts = {"how": left.value, "seconds": str(seconds)}
    journal.write(work, Act.WAIT_ENDED, ticket_id=row.ticket_id, facts=facts)
