"""What the wallboard shows: nothing of any caller."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Status, Ticket
from hotline.vocabulary import Severity
from referral import checks
from referral.canary import flights
from referral.checks import Check
from referral.ladder import paging
from referral.ladder.paging import OpenPage
from referral.staffing import duty
from referral.staffing.shifts import Shift


@dataclass(frozen=True)
class OnDuty:
    """`place` 1 is paged first. Who is `leaving` has gone off, and is paged until it is over."""

    name: str
    place: int
    until: datetime
    leaving: bool


@dataclass(frozen=True)
class Board:
    late: tuple[OpenPage, ...]
    on_duty: tuple[OnDuty, ...]
    checks: tuple[Check, ...]
    last_sweep: datetime | None
    canary_home: datetime | None
    waiting: dict[Severity, int]

    @property
    def all_well(self) -> bool:
        return not self.late and all(check.ok for check in self.checks)


def read(work: Work) -> Board:
    return Board(
        late=tuple(paging.open_pages(work)),
        on_duty=_on_duty(work),
        checks=tuple(checks.run(work)),
        last_sweep=checks.last_beat(work, "metronome"),
        canary_home=flights.last_home(work),
        waiting=_waiting(work),
    )


def _on_duty(work: Work) -> tuple[OnDuty, ...]:
    held = duty.on_now(work)
    ids = [shift.staff_id for shift in held]
    people = {
        person.id: person for person in work.session.scalars(select(Staff).where(Staff.id.in_(ids)))
    }
    return tuple(_on(work, people[shift.staff_id], shift) for shift in held)


def _on(work: Work, person: Staff, shift: Shift) -> OnDuty:
    leaving = not shift.covers(work.now)
    overlap = work.policy.roster.handover_overlap if leaving else timedelta()
    return OnDuty(person.shown_name, shift.place, shift.ends_at + overlap, leaving)


def _waiting(work: Work) -> dict[Severity, int]:
    """Open tickets by severity, those with none left out as zero."""
    rows = work.session.execute(
        select(Ticket.severity, func.count().label("tickets"))
        .where(Ticket.status != Status.CLOSED)
        .group_by(Ticket.severity)
    )
    counts = {row.severity: row.tickets for row in rows}
    return {severity: counts.get(severity, 0) for severity in Severity}
