"""The roster of the next fourteen days: to read for everybody, to set for supervisors."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from dashboards import numbers
from dashboards.desk_page import Refused
from dashboards.door import person, visitor, workplace
from dashboards.refusals import said
from hotline import staff
from hotline.errors import InvalidError, NotAllowedError, NotFoundError
from hotline.staff import Role, Staff
from hotline.store.work import Work
from referral.staffing import number_tests, roster
from referral.staffing.roster import Wanted
from referral.staffing.shifts import Hours


@dataclass(frozen=True)
class ShiftRow:
    """`place` 1 is paged first."""

    id: uuid.UUID
    name: str
    place: int
    starts_at: datetime
    ends_at: datetime


def roster_page() -> ResponseReturnValue:
    return _page(Refused())


def change_roster() -> ResponseReturnValue:
    """Do it and show the roster; refused, show it with the reason and all that was typed."""
    try:
        with workplace().work() as work:
            ACTS.get(request.form.get("act", ""), _add)(work, person(work))
    except (InvalidError, NotAllowedError, NotFoundError) as error:
        return _page(Refused("roster", said(error), request.form)), 422
    return redirect(url_for("dashboards.roster_page"), 303)


def _add(work: Work, who: Staff) -> None:
    roster.add(work, who, _wanted())


def _give(work: Work, who: Staff) -> None:
    roster.give(work, who, _id("shift"), _id("person"))


def _take_off(work: Work, who: Staff) -> None:
    roster.take_off(work, who, _id("shift"))


def _try(work: Work, who: Staff) -> None:
    roster.keeper(who)
    number_tests.ring(work, staff.by_id(work, _id("person")), by=who)


ACTS: dict[str, Callable[[Work, Staff], None]] = {
    "give": _give,
    "take_off": _take_off,
    "try": _try,
}


def _id(field: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get(field, ""))
    except ValueError as problem:
        raise InvalidError("no such person") from problem


def _wanted() -> Wanted:
    form = request.form
    try:
        first, last = (date.fromisoformat(form.get(name, "")) for name in ("first", "last"))
        starts, ends = (time.fromisoformat(form.get(name, "")) for name in ("starts", "ends"))
        place = int(form.get("place", ""))
    except ValueError as problem:
        raise InvalidError("no such time") from problem
    return Wanted(_id("person"), place, first, last, Hours(starts, ends))


def _page(refused: Refused) -> str:
    with workplace().work() as work:
        return render_template(
            "roster.html",
            days=_days(work),
            thin=roster.thin(work),
            people=roster.who_may_be_on(work),
            numbers=numbers.of_supervisors(work),
            may_set=visitor().role is not Role.COUNSELOR,
            refused=refused,
            policy=work.policy,
            now=work.now,
        )


def _days(work: Work) -> dict[date, list[ShiftRow]]:
    """By the local day on which a shift starts."""
    names = {one.id: one.shown_name for one in work.session.scalars(select(Staff))}
    found: dict[date, list[ShiftRow]] = {}
    for row in roster.upcoming(work):
        if row.starts_at < work.now + roster.AHEAD + timedelta(days=1):
            day = row.starts_at.astimezone(work.zone).date()
            shown = ShiftRow(row.id, names[row.staff_id], row.place, row.starts_at, row.ends_at)
            found.setdefault(day, []).append(shown)
    return found
