"""Who is on duty now, and who could be reached at all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.staff import Role, Staff
from hotline.store.sealing import SealError
from hotline.store.work import Base, Work
from referral.staffing import shifts
from referral.staffing.reachable import Roster
from referral.staffing.shifts import Shift


class DutyShift(Base):
    """One person's shift in UTC; `place` 1 is paged first, 2 is the second supervisor."""

    __tablename__ = "duty_shift"
    __table_args__ = (Index("ix_duty_shift_time", "starts_at", "ends_at"),)

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    place: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    @property
    def shift(self) -> Shift:
        return Shift(self.staff_id, self.starts_at, self.ends_at, self.place)


@dataclass(frozen=True)
class Reachable:
    """The roster of this instant and the people in it."""

    roster: Roster
    people: dict[uuid.UUID, Staff]


def now_reachable(work: Work) -> Reachable:
    """Whoever has a number is paged, verified or not: that decides only who is counted."""
    supervisors = work.session.scalars(
        select(Staff).where(
            Staff.active,
            Staff.role == Role.SUPERVISOR,
            Staff.phone_sealed.is_not(None),  # type: ignore[attr-defined]  # the column of a Sealed attribute is added when the class is mapped
        )
    ).all()
    people = {person.id: person for person in supervisors if _has_number(person)}
    held = on_now(work)
    return Reachable(
        Roster(
            on_duty=_of(held, 1, people),
            second=_of(held, 2, people),
            everyone=tuple(people),
        ),
        people,
    )


def _has_number(person: Staff) -> bool:
    """A number sealed with a key we no longer have must not stop the pages of the others."""
    try:
        return bool(person.phone)
    except SealError:
        return False


def on_now(work: Work) -> list[Shift]:
    """Who is paged as on duty: whose shift it is and, until the hand-over is over, who went off."""
    return _paged(work, work.policy.roster.handover_overlap)


def on_shift(work: Work) -> list[Shift]:
    """Whose shift it is, and nobody else."""
    return _paged(work, timedelta())


def _paged(work: Work, overlap: timedelta) -> list[Shift]:
    rows = work.session.scalars(
        select(DutyShift).where(
            DutyShift.starts_at <= work.now, DutyShift.ends_at > work.now - overlap
        )
    )
    return shifts.paged_at([row.shift for row in rows], work.now, overlap)


def _of(held: Sequence[Shift], place: int, people: dict[uuid.UUID, Staff]) -> tuple[uuid.UUID, ...]:
    on = (shift.staff_id for shift in held if shift.place == place)
    return tuple(dict.fromkeys(person for person in on if person in people))
