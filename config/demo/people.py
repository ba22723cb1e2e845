"""Who works at the demonstration's line, and when they are on duty."""

from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import delete, select

from hotline import staff
from hotline.staff import Role, Staff
from hotline.store.work import Work
from referral.directory import agencies, sheet, upkeep
from referral.staffing import numbers, shifts
from referral.staffing.duty import DutyShift
from referral.staffing.shifts import Hours

PASSWORD = "lang-nghe-demo"  # noqa: S105  # printed at start-up; a demonstration has nothing to hide
AGENCIES = Path(__file__).parent / "agencies.csv"
DAYS_AHEAD = 14
BY_DAY, BY_NIGHT = Hours(time(7), time(19)), Hours(time(19), time(7))


@dataclass(frozen=True)
class Person:
    login: str
    role: Role
    name: str
    phone: str | None


PEOPLE = (
    Person("lan", Role.COUNSELOR, "Trần Thị Lan", None),
    Person("minh", Role.COUNSELOR, "Lê Quang Minh", None),
    Person("hoa", Role.SUPERVISOR, "Nguyễn Thị Thanh Hoa", "+84990000001"),
    Person("dung", Role.SUPERVISOR, "Phạm Tiến Dũng", "+84990000002"),
    Person("mai", Role.SUPERVISOR, "Đỗ Phương Mai", "+84990000003"),
    Person("quan", Role.ADMIN, "Hoàng Anh Quân", None),
)


def load(work: Work, secret: str | None = None) -> None:
    """People, agencies and fourteen days of shifts; again changes only the shifts.

    `secret` is a hash of PASSWORD that was made before.
    """
    known = set(work.session.scalars(select(Staff.login)))
    for person in PEOPLE:
        if person.login not in known:
            _join(work, person, secret or _secret())
    text = AGENCIES.read_text(encoding="utf-8")
    lines = sheet.read(text, work.policy.communes, agencies.today(work))
    upkeep.import_lines(work, lines)
    work.session.flush()
    _shifts(work)


@cache
def _secret() -> str:
    """All have one password, and to hash it is meant to take long."""
    return staff.HASHER.hash(PASSWORD)


def _join(work: Work, person: Person, secret: str) -> None:
    """Their numbers are verified: nobody of the demonstration waits for a code."""
    name, phone = person.name, person.phone
    row = staff.add(work, person.login, person.role, secret, name=name, phone=phone)
    if person.phone:
        numbers.prove(work, row)


def _shifts(work: Work) -> None:
    """Hoa by night and Dũng by day come first; the other is second. Nobody is ever alone."""
    work.session.execute(delete(DutyShift))
    by_login = {person.login: person.id for person in work.session.scalars(select(Staff))}
    today = work.now.astimezone(work.zone).date() - timedelta(days=1)
    for day in shifts.days(today, today + timedelta(days=DAYS_AHEAD + 1)):
        for hours, *pair in ((BY_DAY, "dung", "hoa"), (BY_NIGHT, "hoa", "mai")):
            starts, ends = hours.on(day, work.zone)
            for place, login in enumerate(pair, start=1):
                values = {"place": place, "starts_at": starts, "ends_at": ends}
                work.add(DutyShift(staff_id=by_login[login], **values))
