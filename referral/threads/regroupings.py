"""What a merge or a split did, kept so that it can be undone while nothing contradicts it."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import NotFoundError
from hotline.staff import Staff
from hotline.store.journal import Act, JournalEntry
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.text import as_json
from hotline.tickets import Ticket

# Done since on either ticket, these were done for both as they are now.
CONTRADICTS = frozenset(
    {
        *(Act.CONTACT_RECEIVED, Act.PLACE_SET, Act.FACT_WRITTEN, Act.PAPER_FINISHED),
        *(Act.TICKET_RAISED, Act.SEVERITY_RAISED, Act.SEVERITY_LOWERED, Act.LOWERING_ASKED),
        *(Act.TICKET_CLOSED, Act.TICKET_REOPENED, Act.REFERRAL_OPENED, Act.DISCLOSED),
        *(Act.MERGED, Act.MERGED_AWAY, Act.MERGE_UNDONE, Act.SPLIT, Act.SPLIT_UNDONE),
    }
)


class Kind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"


class Regrouping(Base):
    """A merge: all of the `other` ticket went to the one that `stays`. A split: the `other` was
    made of contacts of the one that stays. `kept` is what an undo needs."""

    __tablename__ = "regrouping"

    kind: Mapped[Kind]
    stays_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    reason = Sealed()
    kept = Sealed()
    by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    undone_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    undone_at: Mapped[datetime | None]


Fields = Mapping[str, str | list[str] | None]


@dataclass(frozen=True)
class Moved:
    """Ids of rows that went to another ticket, by table; those of requests that became twins; and
    of promises, each with the cycle it had. `ended` are promises that ended with their ticket."""

    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    twins: Sequence[str] = ()
    promises: Mapping[str, int] = field(default_factory=dict)
    ended: Sequence[str] = ()


@dataclass(frozen=True)
class Changed:
    """The ticket that stays: its fields before and after, the promises a merge made and those it
    ended. `hastened` are ladders that it let climb faster, of either ticket: how grave and due
    when, before and after. `told`: an agency heard of it, which nothing takes back."""

    before: Fields = field(default_factory=dict)
    after: Fields = field(default_factory=dict)
    made: Sequence[str] = ()
    dropped: Sequence[str] = ()
    hastened: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: bool = False


@dataclass(frozen=True)
class Kept:
    """`seq` is the last line of the journal that belongs to it."""

    moved: Moved
    seq: int
    other: Fields = field(default_factory=dict)
    stays: Changed = field(default_factory=Changed)


def keep(  # noqa: PLR0913  # what was done to which two, by whom, why, and what an undo needs
    work: Work, kind: Kind, stays: Ticket, other: Ticket, person: Staff, why: str, kept: Kept
) -> None:
    """Last of all that belongs to it."""
    work.add(
        Regrouping(
            kind=kind,
            stays_id=stays.id,
            other_id=other.id,
            reason=why,
            kept=as_json(asdict(kept)),
            by=person.id,
            at=work.now,
        )
    )


def read(row: Regrouping) -> Kept:
    said = json.loads(row.kept or "{}")
    moved, stays = Moved(**said["moved"]), Changed(**said["stays"])
    return Kept(moved=moved, seq=said["seq"], other=said["other"], stays=stays)


def last_line(work: Work, *tickets: Ticket) -> int:
    """Of the journal of these, as it stands now."""
    work.session.flush()
    about = JournalEntry.ticket_id.in_([ticket.id for ticket in tickets])
    return work.session.scalar(select(func.max(JournalEntry.seq)).where(about)) or 0


def of_ticket(work: Work, ticket: Ticket) -> Sequence[Regrouping]:
    """All that made this ticket what it is, the newest first."""
    either = or_(Regrouping.stays_id == ticket.id, Regrouping.other_id == ticket.id)
    query = select(Regrouping).where(either, Regrouping.undone_at.is_(None))
    return work.session.scalars(query.order_by(Regrouping.at.desc())).all()


def of_id(work: Work, ticket: Ticket, regrouping_id: uuid.UUID) -> Regrouping:
    row = work.session.get(Regrouping, regrouping_id)
    if row is None or ticket.id not in (row.stays_id, row.other_id):
        raise NotFoundError("there is nothing to undo")
    return row


def is_contradicted(work: Work, row: Regrouping) -> bool:
    """The journal holds everything: it is asked what was done since."""
    since = select(JournalEntry.seq).where(
        JournalEntry.ticket_id.in_([row.stays_id, row.other_id]),
        JournalEntry.seq > read(row).seq,
        JournalEntry.act.in_(CONTRADICTS),
    )
    return work.session.scalar(since.limit(1)) is not None
