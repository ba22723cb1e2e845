"""One recording: at the carrier first, then sealed here and nowhere else, then forgotten."""

import uuid
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    delete,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hotline import recording_rules as rules
from hotline.recording_rules import NotHad, Source
from hotline.recordings import sound
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.one_trip import insert_unknown
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work, table_of
from hotline.telephony.carrier import Provider
from hotline.tickets import Status, Ticket

LEASE = timedelta(seconds=60)


class State(StrEnum):
    AT_CARRIER = "at_carrier"
    KEPT = "kept"  # sealed here, and the carrier still has it
    OURS = "ours"  # here alone
    LOST = "lost"  # the carrier did not hand it over
    ERASED = "erased"  # its time was over


TO_DO = (State.AT_CARRIER, State.KEPT)
PLAYABLE = (State.KEPT, State.OURS)


class Recording(Base):
    """`try_after` is when the carrier is asked next, by whoever has leased it until then.

    `heard_at` is when somebody of the line first listened.
    """

    __tablename__ = "recording"
    __table_args__ = (
        Index(
            "ix_recording_to_do",
            "try_after",
            postgresql_where=text("state IN ('at_carrier', 'kept')"),
        ),
        Index("ix_recording_here", "made_at", postgresql_where=text("state = 'ours'")),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id"))
    source: Mapped[Source]
    carrier_sid: Mapped[str] = mapped_column(unique=True)
    provider: Mapped[Provider | None]
    seconds: Mapped[int]
    made_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.AT_CARRIER)
    try_after: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    why: Mapped[NotHad | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    heard_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class RecordingPiece(Base):
    """So much of a recording as is sealed together, as Base64; `n` counts from 0."""

    __tablename__ = "recording_piece"
    __table_args__ = (UniqueConstraint("recording_id", "n"),)

    recording_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recording.id"))
    n: Mapped[int]
    content = Sealed()


def notice(  # noqa: PLR0913  # which, of what, for whom, how long: each said by name
    work: Work,
    sid: str,
    *,
    ticket_id: uuid.UUID,
    seconds: int,
    contact_id: uuid.UUID | None = None,
    source: Source = Source.MESSAGE,
) -> None:
    """The carrier has made one: somebody will fetch it. Told twice, it is one."""
    if not sid:
        return
    row = {
        "id": uuid.uuid4(),
        "ticket_id": ticket_id,
        "contact_id": contact_id,
        "source": source,
        "carrier_sid": sid,
        "seconds": seconds,
        "made_at": work.now,
        "state": State.AT_CARRIER,
        "try_after": work.now,
        "tries": 0,
    }
    work.session.flush()
    insert_unknown(work.connection, table_of(Recording), [row], "carrier_sid")


def take(work: Work, limit: int) -> Sequence[Recording]:
    """Those the carrier is to be asked about now, oldest first; nobody else has them meanwhile."""
    rows = work.session.scalars(
        select(Recording)
        .where(Recording.state.in_(TO_DO), Recording.try_after <= work.now)
        .order_by(Recording.try_after)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.tries += 1
        row.try_after = work.now + LEASE
    return rows


def keep(work: Work, row: Recording, content: bytes, media_type: str, by: Provider) -> None:
    """Sealed here; that the carrier can forget it now follows once this is committed."""
    work.session.execute(delete(RecordingPiece).where(RecordingPiece.recording_id == row.id))
    for n, part in enumerate(sound.pieces(content)):
        piece = RecordingPiece(recording_id=row.id, n=n)
        piece.content = b64encode(part).decode()
        work.add(piece)
    row.state, row.provider, row.why = State.KEPT, by, None
    row.media_type, row.size = media_type, len(content)
    row.tries, row.try_after = 0, work.now


def not_had(work: Work, row: Recording, why: NotHad) -> None:
    """Ask again later, or say on the ticket that there is nothing to hear."""
    row.why, row.try_after = why, work.now + rules.retry_after(row.tries)
    if rules.gives_up(why, row.made_at, work.policy.recordings, work.now):
        row.state = State.LOST
        facts = {"seconds": str(row.seconds), "why": why.value}
        journal.write(work, Act.RECORDING_LOST, ticket_id=row.ticket_id, facts=facts)


def put_off(work: Work, row: Recording) -> None:
    """The carrier could not be asked to forget it; it will be."""
    row.try_after = work.now + rules.retry_after(row.tries)


def content(work: Work, row: Recording) -> bytes:
    query = select(RecordingPiece).where(RecordingPiece.recording_id == row.id)
    pieces = work.session.scalars(query.order_by(RecordingPiece.n))
    return b"".join(b64decode(piece.content or "") for piece in pieces)


# Spelled out: a prepared statement with a parameter here could not use the index.
HERE_ALONE = Recording.state == literal_column(f"'{State.OURS}'")


def forget(work: Work, limit: int = 20) -> int:
    """Erase what has been kept for as long as the policy says; how many. What its ticket is open
    for stays, whatever its age."""
    kept_for = work.policy.recordings.kept_for
    old = or_(
        *(
            and_(
                Recording.source == source,
                Recording.made_at <= work.now - span,
                Ticket.closed_at <= work.now - span,
            )
            for source, span in kept_for.items()
        )
    )
    rows = work.session.scalars(
        select(Recording)
        .join(Ticket, Ticket.id == Recording.ticket_id)
        .where(HERE_ALONE, Recording.made_at <= work.now - min(kept_for.values()))
        .where(Ticket.status == Status.CLOSED, old)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Recording)
    ).all()
    for row in rows:
        _erase(work, row)
    return len(rows)


def _erase(work: Work, row: Recording) -> None:
    work.session.execute(delete(RecordingPiece).where(RecordingPiece.recording_id == row.id))
    row.state, row.erased_at = State.ERASED, work.now
    facts = {"seconds": str(row.seconds), "source": row.source.value}
    journal.write(work, Act.RECORDING_ERASED, ticket_id=row.ticket_id, facts=facts)


def of_ticket(work: Work, ticket_id: uuid.UUID) -> Sequence[Recording]:
    query = select(Recording).where(Recording.ticket_id == ticket_id)
    return work.session.scalars(query.order_by(Recording.made_at)).all()


def overdue(work: Work) -> int:
    """How many the carrier should have handed over by now."""
    long_ago = work.now - work.policy.recordings.alarm_after
    query = select(Recording.id).where(
        Recording.made_at < long_ago,
        or_(
            Recording.state == State.AT_CARRIER,
            (Recording.state == State.LOST) & (Recording.try_after > work.now - timedelta(days=1)),
        ),
    )
    return len(work.session.scalars(query.limit(1000)).all())
