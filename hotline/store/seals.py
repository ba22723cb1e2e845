"""The journal's chain: each row sealed to the one before it, so that no hand goes unnoticed.

Not by whoever writes the row, who would make all writers wait in one line, but a moment later.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, Row, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.journal import JournalEntry
from hotline.store.one_trip import copy_all
from hotline.store.work import Base, Work, table_of
from hotline.text import as_json

BATCH = 5000
CHAIN = "journal"  # purpose of the keyed digests
NOTHING = bytes(32)  # what the first row is sealed to


class JournalSeal(Base):
    """`place` counts without gaps; `digest` is keyed, so the database alone cannot make one."""

    __tablename__ = "journal_seal"

    place: Mapped[int] = mapped_column(BigInteger, unique=True)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class Head:
    """The last seal. Kept elsewhere, it proves that no row before it is gone."""

    place: int = 0
    seq: int = 0
    digest: bytes = NOTHING

    def __str__(self) -> str:
        return f"{self.place}:{self.digest.hex()}"


@dataclass(frozen=True)
class Horizon:
    """Every row up to `seq` stands fast once all transactions that ran at `at` have ended."""

    seq: int
    at: datetime


class Fault(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    CUT = "cut off"


@dataclass(frozen=True)
class Finding:
    """What was done, and to which row of the journal, or before which."""

    fault: Fault
    seq: int


def horizon(work: Work) -> Horizon:
    """How far the journal is written now; some of it may not be committed yet."""
    newest = select(func.coalesce(func.max(JournalEntry.seq), 0)).scalar_subquery()
    seq, at = work.session.execute(select(newest, text("clock_timestamp()"))).one()
    return Horizon(seq, at)


def seal(work: Work, up_to: Horizon) -> Head | None:
    """Seal what stands fast; the new head, or None when there was nothing to do.

    A number is drawn before its row is committed, so rows appear out of order. Nothing is sealed
    before every transaction that began earlier has ended: what appears later is no straggler.
    """
    if not work.session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(CHAIN)))):
        return None  # another metronome is at it
    if work.session.scalar(_STILL_WRITING, {"at": up_to.at}):
        return None
    last = head(work)
    rows = work.session.execute(
        _ROWS.where(JournalEntry.seq > last.seq, JournalEntry.seq <= up_to.seq).limit(BATCH)
    ).all()
    chain = list(_chain(work, last, rows))
    copy_all(work.connection, table_of(JournalSeal), [_values(each) for each in chain])
    return chain[-1] if chain else None


def head(work: Work) -> Head:
    query = select(JournalSeal.place, JournalSeal.seq, JournalSeal.digest)
    found = work.session.execute(query.order_by(JournalSeal.place.desc()).limit(1)).one_or_none()
    return Head(*found) if found else Head()


def verify(work: Work, kept: str = "") -> Iterator[Finding]:
    """Everything that does not hold, in the order of the rows. `kept` is a head noted earlier."""
    work.connection.execute(text("set local statement_timeout = 0"))  # years of rows take minutes
    last, newest = Head(), head(work)
    sealed = JournalSeal.seq
    both = _ROWS.add_columns(JournalSeal.place, JournalSeal.digest, sealed.label("sealed"))
    query = both.join_from(JournalEntry, JournalSeal, sealed == JournalEntry.seq, full=True)
    number = func.coalesce(JournalEntry.seq, sealed)
    found = query.where(number <= newest.seq).order_by(None).order_by(number)
    for row in work.session.execute(found.execution_options(yield_per=BATCH)):
        fault = _fault(work, last, row)
        if fault is not None:
            yield Finding(fault, row.seq or row.sealed)
        if row.sealed is not None:
            last = Head(row.place, row.sealed, row.digest)
    if kept and not _is_there(work, kept):
        yield Finding(Fault.CUT, newest.seq)


def unsealed(work: Work) -> int:
    """Rows too young to be sealed; more than a few mean that no metronome runs."""
    young = select(func.count()).where(JournalEntry.seq > head(work).seq)
    return work.session.scalar(young) or 0


# Whoever only reads, such as a backup that takes an hour, has no transaction number.
_STILL_WRITING = text(
    "select count(*) from pg_stat_activity where datname = current_database()"
    " and backend_xid is not null and xact_start <= :at"
)
_ROWS = select(
    JournalEntry.seq,
    JournalEntry.id,
    JournalEntry.at,
    JournalEntry.act,
    JournalEntry.actor,
    JournalEntry.ticket_id,
    table_of(JournalEntry).c.detail_sealed,
).order_by(JournalEntry.seq)


def _chain(work: Work, last: Head, rows: Sequence[Row[Any]]) -> Iterator[Head]:
    for row in rows:
        said = _said(last.place + 1, last.digest, row)
        last = Head(last.place + 1, row.seq, work.keyring.blind(said, CHAIN))
        yield last


def _said(place: int, before: bytes, row: Row[Any]) -> str:
    """All that a row says, and where it stands. Its details stay sealed."""
    detail = row.detail_sealed.hex() if row.detail_sealed else ""
    about = str(row.ticket_id or "")
    told = [row.seq, str(row.id), row.at.isoformat(), row.act.value, row.actor, about, detail]
    return as_json([place, before.hex(), *told])


def _fault(work: Work, last: Head, row: Row[Any]) -> Fault | None:
    if row.sealed is None:
        return Fault.INSERTED
    if row.seq is None or row.place != last.place + 1:
        return Fault.REMOVED
    said = _said(row.place, last.digest, row)
    return None if row.digest in work.keyring.blinds(said, CHAIN) else Fault.CHANGED


def _is_there(work: Work, kept: str) -> bool:
    place, _, digest = kept.partition(":")
    query = select(JournalSeal.digest).where(JournalSeal.place == int(place))
    found = work.session.scalar(query)
    return found is not None and found.hex() == digest


def _values(each: Head) -> dict[str, object]:
    return {"id": uuid.uuid4(), "place": each.place, "seq": each.seq, "digest": each.digest}
