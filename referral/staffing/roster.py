"""Who will be on duty: shifts are set, given to somebody else and taken off, never down to one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from hotline.errors import InvalidError, NotAllowedError, NotFoundError, TooFewError
from hotline.staff import Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from referral.staffing import duty, numbers, shifts
from referral.staffing.duty import DutyShift
from referral.staffing.shifts import Hours, Shift

LONGEST = 92  # days at once
PLACES = (1, 2)
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Wanted:
    """The same hours on every day from the first to the last, by the local clock."""

    staff_id: uuid.UUID
    place: int
    first: date
    last: date
    hours: Hours


def upcoming(work: Work) -> Sequence[DutyShift]:
    return work.session.scalars(
        select(DutyShift)
        .where(DutyShift.ends_at > work.now)
        .order_by(DutyShift.starts_at, DutyShift.place)
    ).all()


def thin(work: Work) -> list[datetime]:
    """The instants of the next fourteen days from which fewer than two can be reached."""
    ahead = [row.shift for row in upcoming(work)]
    return shifts.thin_from(ahead, numbers.counted(work), work.now, work.now + AHEAD)


def who_may_be_on(work: Work) -> list[Staff]:
    return sorted(duty.now_reachable(work).people.values(), key=lambda one: one.shown_name)


def add(work: Work, person: Staff, wanted: Wanted) -> None:
    keeper(person)
    if wanted.last < wanted.first or (wanted.last - wanted.first).days >= LONGEST:
        raise InvalidError("the last day comes after the first, within three months")
    if wanted.place not in PLACES:
        raise InvalidError("a shift is first or second")
    _must_have_a_number(work, wanted.staff_id)
    made = [wanted.hours.on(day, work.zone) for day in shifts.days(wanted.first, wanted.last)]
    lasting = [(starts, ends) for starts, ends in made if starts < ends]
    if not lasting:
        raise InvalidError("the clock skips these hours on that day")
    for starts, ends in lasting:
        values = {"starts_at": starts, "ends_at": ends, "place": wanted.place}
        work.add(DutyShift(staff_id=wanted.staff_id, **values))
    facts = {"people": str(wanted.staff_id), "first": str(wanted.first), "last": str(wanted.last)}
    journal.write(work, Act.SHIFT_ADDED, by=journal.staff(person.id), facts=facts)


def give(work: Work, person: Staff, shift_id: uuid.UUID, staff_id: uuid.UUID) -> None:
    """Somebody else takes the shift over; what is over stays as it was."""
    keeper(person)
    _must_have_a_number(work, staff_id)
    row, others = _held(work, shift_id)
    _enough(work, [*others, row.shift], [*others, replace(row.shift, staff_id=staff_id)])
    facts = {"people": f"{row.staff_id},{staff_id}", "starts_at": row.starts_at.isoformat()}
    row.staff_id = staff_id
    journal.write(work, Act.SHIFT_GIVEN, by=journal.staff(person.id), facts=facts)


def take_off(work: Work, person: Staff, shift_id: uuid.UUID) -> None:
    keeper(person)
    row, others = _held(work, shift_id)
    _enough(work, [*others, row.shift], others)
    facts = {"people": str(row.staff_id), "starts_at": row.starts_at.isoformat()}
    work.session.delete(row)
    journal.write(work, Act.SHIFT_TAKEN_OFF, by=journal.staff(person.id), facts=facts)


def _held(work: Work, shift_id: uuid.UUID) -> tuple[DutyShift, list[Shift]]:
    """All that is ahead, locked: two changes at once must not each count on the other's people."""
    ahead = work.session.scalars(
        select(DutyShift)
        .where(DutyShift.ends_at > work.now)
        .order_by(DutyShift.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    row = next((one for one in ahead if one.id == shift_id), None)
    if row is None:
        raise NotFoundError("no such shift ahead")
    return row, [one.shift for one in ahead if one is not row]


def _enough(work: Work, before: Sequence[Shift], after: Sequence[Shift]) -> None:
    at = shifts.first_made_thin(before, after, numbers.counted(work), work.now)
    if at is not None:
        raise TooFewError(at.astimezone(work.zone))


def _must_have_a_number(work: Work, staff_id: uuid.UUID) -> None:
    """Verified or not: whoever has a number is paged, and may be on duty."""
    if staff_id not in duty.now_reachable(work).people:
        raise InvalidError("only a supervisor with a telephone can be on duty")


def keeper(person: Staff) -> None:
    """Who may set it."""
    if person.role is Role.COUNSELOR:
        raise NotAllowedError("a supervisor or an administrator sets the roster")
