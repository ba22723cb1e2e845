"""Days that people set off or working, over the policy's calendar; what was promised stays so."""

import uuid
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import InvalidError, NotAllowedError
from hotline.limits import (
    Calendar,
    SetDay,
    TimeLimit,
)
from hotline.staff import Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Base, Work
from hotline.text import clean
from hotline.vocabulary import Language, LimitClock
from referral.promises import working_days

LONGEST_WHY = 200


class CalendarDay(Base):
    """One day as somebody set it; the journal has who set it before."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(unique=True)
    working: Mapped[bool]
    why: Mapped[str]
    set_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    set_at: Mapped[datetime]


def in_force(work: Work) -> Calendar:
    """The policy's calendar with what people set over it."""
    calendar = work.policy.calendar
    return replace(calendar, days={**calendar.days, **set_by_people(work)})


def set_by_people(work: Work) -> dict[date, SetDay]:
    return {
        row.day: SetDay(
            working=row.working,
            why=dict.fromkeys(Language, row.why),
            source=dict.fromkeys(Language, person.shown_name),
            verified=True,
        )
        for row, person in work.session.execute(
            select(CalendarDay, Staff).join(Staff, Staff.id == CalendarDay.set_by)
        )
    }


def due_at(work: Work, start: datetime, limit: TimeLimit) -> datetime:
    """When a limit that starts at `start` ends, as the calendar stands now."""
    calendar = work.policy.calendar
    if limit.clock is LimitClock.WORKING_DAYS:
        calendar = in_force(work)
    return working_days.due_at(start, limit, calendar, work.zone)


def set_day(work: Work, person: Staff, day: date, why: str, *, working: bool) -> None:
    """Offices are open or closed on `day` for every promise made from now on."""
    _may_set(person)
    why = clean(why).strip()
    if not why or len(why) > LONGEST_WHY:
        raise InvalidError("say why in a few words")
    row = _of(work, day) or work.add(CalendarDay(day=day))
    row.working, row.why = working, why
    row.set_by, row.set_at = person.id, work.now
    facts = {"day": day.isoformat(), "working": str(working).lower(), "why": why}
    journal.write(work, Act.CALENDAR_SET, by=journal.staff(person.id), facts=facts)


def unset_day(work: Work, person: Staff, day: date) -> None:
    """The day is again what the policy makes of it."""
    _may_set(person)
    row = _of(work, day)
    if row is None:
        raise InvalidError("nobody has set this day")
    work.session.delete(row)
    facts = {"day": day.isoformat(), "why": row.why}
    journal.write(work, Act.CALENDAR_UNSET, by=journal.staff(person.id), facts=facts)


def _may_set(person: Staff) -> None:
    if person.role is Role.COUNSELOR:
        raise NotAllowedError("a supervisor or an administrator sets the calendar")


def _of(work: Work, day: date) -> CalendarDay | None:
    return work.session.scalars(
        select(CalendarDay).where(CalendarDay.day == day).with_for_update()
    ).one_or_none()
