"""One picture or file that came with a text: where it lies until it is ours, then sealed here."""

import hashlib
import uuid
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, func, literal_column, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from hotline.contacts import Contact
from hotline.errors import NotFoundError
from hotline.handling import Why, Word
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.tickets import Ticket

LEASE = timedelta(minutes=2)  # five megabytes over a bad line


class State(StrEnum):
    WAITING = "waiting"  # at the carrier
    KEPT = "kept"  # here, and still at the carrier
    OURS = "ours"  # here, and nowhere else
    ERASED = "erased"  # after it was handed over
    REFUSED = "refused"  # not here: `why` says so, and what is at the carrier stays there


class Picture(Base):
    """`media_type` is what its first bytes say, `digest` the SHA-256 of the whole, `content` it in
    Base64. `word` is what somebody who has seen it says of it, `handed_at` when it was last
    written down that somebody outside got the file.

    `fence` and `not_before` are the lease of whoever fetches it, as in the outbox.
    """

    __tablename__ = "picture"
    __table_args__ = (
        Index(
            "ix_picture_waiting",
            "not_before",
            postgresql_where=text("state IN ('waiting', 'kept')"),
        ),
    )

    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id"))
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    nth: Mapped[int]
    address: Mapped[str]
    state: Mapped[State] = mapped_column(default=State.WAITING)
    came_at: Mapped[datetime]
    not_before: Mapped[datetime]
    fence: Mapped[int] = mapped_column(default=0)
    kept_at: Mapped[datetime | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    digest: Mapped[str | None]
    why: Mapped[Why | None]
    word: Mapped[Word | None]
    handed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    content = Sealed()


@dataclass(frozen=True)
class Errand:
    """What is to be done about one picture now; `holds` is that it is here already."""

    id: uuid.UUID
    ticket_id: uuid.UUID
    address: str
    came_at: datetime
    fence: int
    holds: bool


@dataclass(frozen=True)
class Listed:
    """A picture as it is named, without what it shows. `nth` counts from 1 in its text."""

    id: uuid.UUID
    nth: int
    state: State
    came_at: datetime
    media_type: str | None
    size: int | None
    digest: str | None
    why: Why | None
    word: Word | None
    handed_at: datetime | None
    erased_at: datetime | None


# Spelled out: a prepared statement with parameters here could not use the index of what waits.
TO_DO = Picture.state.in_([literal_column(f"'{s}'") for s in (State.WAITING, State.KEPT)])
_LISTED = (
    *(Picture.id, Picture.nth, Picture.state, Picture.came_at, Picture.media_type, Picture.size),
    *(Picture.digest, Picture.why, Picture.word, Picture.handed_at, Picture.erased_at),
)


def expect(work: Work, contact: Contact) -> None:
    """A row for each that came with a text, to be fetched when nobody waits for an answer."""
    for nth, address in enumerate(contact.media, start=1):
        work.add(
            Picture(
                contact_id=contact.id,
                ticket_id=contact.ticket_id,
                nth=nth,
                address=address,
                state=State.WAITING,
                came_at=work.now,
                not_before=work.now,
                fence=0,
            )
        )


def claim(work: Work) -> Errand | None:
    """Lease the one that waits longest; a lease that ran out is anybody's again."""
    due = (
        select(Picture.id)
        .where(TO_DO, Picture.not_before <= work.now)
        .order_by(Picture.not_before)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    change = (
        update(Picture)
        .where(Picture.id.in_(due))
        .values(fence=Picture.fence + 1, not_before=work.now + LEASE)
        .returning(
            *(Picture.id, Picture.ticket_id, Picture.address, Picture.came_at, Picture.fence),
            Picture.state == State.KEPT,
        )
    )
    row = work.session.execute(change.execution_options(synchronize_session=False)).one_or_none()
    return Errand(*row) if row else None


def held(work: Work, errand: Errand) -> Picture | None:
    """Its row, locked; None when the lease has passed on."""
    row = work.session.get_one(Picture, errand.id, with_for_update=True)
    return row if row.fence == errand.fence else None


def keep(work: Work, row: Picture, content: bytes, media_type: str) -> None:
    row.content = b64encode(content).decode()
    row.media_type, row.size = media_type, len(content)
    row.digest = hashlib.sha256(content).hexdigest()
    row.state, row.kept_at, row.not_before = State.KEPT, work.now, work.now
    facts = {"nth": str(row.nth), "type": media_type, "digest": row.digest}
    journal.write(work, Act.PICTURE_KEPT, ticket_id=row.ticket_id, facts=facts)


def refuse(work: Work, row: Picture, why: Why) -> None:
    row.state, row.why = State.REFUSED, why
    facts = {"nth": str(row.nth), "why": why.value}
    journal.write(work, Act.PICTURE_NOT_KEPT, ticket_id=row.ticket_id, facts=facts)


def awaited(work: Work, ticket_id: uuid.UUID) -> int:
    """How many of a ticket nobody has yet fetched, or given up."""
    work.session.flush()
    waiting = select(func.count()).where(
        Picture.ticket_id == ticket_id, Picture.state == State.WAITING
    )
    return work.session.scalar(waiting) or 0


def of_ticket(work: Work, ticket_id: uuid.UUID) -> list[Listed]:
    query = select(*_LISTED).where(Picture.ticket_id == ticket_id)
    rows = work.session.execute(query.order_by(Picture.came_at, Picture.nth))
    return [Listed(*row) for row in rows]


def listed(work: Work, ticket: Ticket, picture_id: uuid.UUID) -> Listed:
    """Raises NotFoundError for one of another ticket too."""
    query = select(*_LISTED).where(Picture.id == picture_id, Picture.ticket_id == ticket.id)
    row = work.session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("no such picture")
    return Listed(*row)
