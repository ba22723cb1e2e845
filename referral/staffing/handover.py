"""A change of shift, signed twice: by who goes, with a note, and by who comes and has read it."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import IllegalMoveError, InvalidError, NotAllowedError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import Prepared
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.text import clean
from referral.staffing import shifts
from referral.staffing.duty import DutyShift
from referral.staffing.shifts import DAY, Change

OPENS = timedelta(minutes=30)  # before the change, who goes may sign
LOOK_BACK = timedelta(hours=1)  # a clockwork that stood longer accuses nobody


class Handover(Base):
    """One change of shift, known by its instant.

    `missed_at` is when it was found that nobody had taken it over in time; from then on people are
    paged, next at `page_at` on `rung`.
    """

    __tablename__ = "handover"

    changes_at: Mapped[datetime] = mapped_column(unique=True)
    note = Sealed()
    given_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    given_at: Mapped[datetime | None]
    taken_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    rung: Mapped[int | None]
    page_at: Mapped[datetime | None]


_IS_SETTLED = Handover.taken_at.is_not(None) | Handover.missed_at.is_not(None)
# Shifts that ended in a span, at which a change may have been.
_UNSETTLED = Prepared(
    select(DutyShift.id)
    .where(DutyShift.ends_at > bindparam("start"), DutyShift.ends_at <= bindparam("end"))
    .where(DutyShift.ends_at.not_in(select(Handover.changes_at).where(_IS_SETTLED)))
)


def current(work: Work) -> Change | None:
    """The newest change of shift, from half an hour before it until the next one."""
    until = work.now + OPENS
    found = _changes(work, until - DAY, until)
    return found[-1] if found else None


def following(work: Work) -> Change | None:
    """The one after that, within a day."""
    since = work.now + OPENS
    return next(iter(_changes(work, since, since + DAY)), None)


def of(work: Work, change: Change) -> Handover | None:
    """What was signed at this change; nothing yet where it is None."""
    return work.session.scalar(select(Handover).where(Handover.changes_at == change.at))


def ends_at(work: Work, change: Change) -> datetime:
    """By then somebody must have taken it over."""
    return change.at + work.policy.roster.handover_overlap


def give(work: Work, person: Staff, at: datetime, note: str, facts: Mapping[str, str]) -> None:
    """Who goes off signs for the note and for what stood open; again, until it is taken over."""
    change = _open(work, at)
    if person.id not in change.leaving:
        raise NotAllowedError("only who goes off duty signs this")
    note = clean(note).strip()
    if not note:
        raise InvalidError("an empty note says nothing")
    row = _locked(work, at)
    if row.taken_at is not None:
        raise IllegalMoveError("hand-over", "taken over", "given")
    if (row.given_by, row.note) == (person.id, note):
        return
    row.note, row.given_by, row.given_at = note, person.id, work.now
    said = {"at": at.isoformat(), "text": note, **facts}
    journal.write(work, Act.HANDOVER_GIVEN, by=journal.staff(person.id), facts=said)


def take(work: Work, person: Staff, at: datetime) -> None:
    """Who comes has read it; without a note where who goes has not signed in time."""
    change = _open(work, at)
    if person.id not in change.coming:
        raise NotAllowedError("only who comes on duty takes this over")
    row = _locked(work, at)
    if row.taken_at is not None:
        return
    if row.given_at is None and work.now < ends_at(work, change):
        raise InvalidError("who goes off has not signed yet")
    row.taken_by, row.taken_at, row.page_at = person.id, work.now, None
    facts = {"at": at.isoformat(), "people": str(row.given_by or "")}
    journal.write(work, Act.HANDOVER_TAKEN, by=journal.staff(person.id), facts=facts)


def watch(work: Work) -> int:
    """Write down the hand-overs that nobody took over in time; how many are new."""
    until = work.now - work.policy.roster.handover_overlap
    if work.glance(_UNSETTLED, {"start": until - LOOK_BACK, "end": until}) is None:
        return 0
    late = {change.at for change in _changes(work, until - LOOK_BACK, until)}
    if not late:
        return 0
    settled = select(Handover.changes_at).where(Handover.changes_at.in_(late), _IS_SETTLED)
    return sum(_missed(work, at) for at in sorted(late - set(work.session.scalars(settled))))


def _missed(work: Work, at: datetime) -> bool:
    row = _locked(work, at)
    if row.taken_at is not None or row.missed_at is not None:
        return False  # another clockwork, or a signature, came first
    row.missed_at = row.page_at = work.now
    facts = {"at": at.isoformat(), "people": str(row.given_by or "")}
    journal.write(work, Act.HANDOVER_UNSIGNED, facts=facts)
    return True


def is_unsigned(work: Work) -> bool:
    """Of the newest change only: whoever comes next begins anew."""
    newest = work.session.scalar(select(Handover).order_by(Handover.changes_at.desc()).limit(1))
    return newest is not None and newest.missed_at is not None and newest.taken_at is None


def is_over(work: Work, row: Handover) -> bool:
    """Nobody can sign it any more, or somebody has."""
    change = current(work)
    return row.taken_at is not None or change is None or change.at != row.changes_at


def _open(work: Work, at: datetime) -> Change:
    change = current(work)
    if change is None or change.at != at:
        raise InvalidError("this change of shift is over")
    return change


def _locked(work: Work, at: datetime) -> Handover:
    """The row of this change, made when first asked for: two who sign at once sign one."""
    work.session.flush()
    fresh = insert(Handover).values(id=uuid.uuid4(), changes_at=at)
    work.session.execute(fresh.on_conflict_do_nothing())
    query = select(Handover).where(Handover.changes_at == at).with_for_update()
    return work.session.scalars(query.execution_options(populate_existing=True)).one()


def _changes(work: Work, start: datetime, end: datetime) -> list[Change]:
    rows = work.session.scalars(
        select(DutyShift).where(DutyShift.starts_at <= end, DutyShift.ends_at > start)
    )
    return shifts.changes([row.shift for row in rows], start, end)
