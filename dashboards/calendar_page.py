"""The calendar of days off and working days: to read for everybody, to set for supervisors."""

from dataclasses import dataclass
from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards.desk_page import Refused
from dashboards.door import person, visitor, workplace
from dashboards.refusals import said
from dashboards.wording import language
from hotline.errors import InvalidError, NotAllowedError
from hotline.staff import Role, Staff
from hotline.store.work import Work
from referral.promises import calendar_days, working_days


@dataclass(frozen=True)
class DayRow:
    """A day that is not what its place in the week makes of it; `source` empty: public holiday.

    `ours`: somebody set it on this page, and it can be taken back.
    """

    day: date
    working: bool
    why: str
    source: str
    verified: bool
    ours: bool


def calendar() -> ResponseReturnValue:
    return _page(Refused())


def change_calendar() -> ResponseReturnValue:
    """Do it and show the calendar; refused, show it with the reason and all that was typed."""
    try:
        with workplace().work() as work:
            _set(work, person(work), request.form.get("kind", ""))
    except (InvalidError, NotAllowedError) as error:
        return _page(Refused("calendar", said(error), request.form)), 422
    return redirect(url_for("dashboards.calendar"), 303)


def _set(work: Work, who: Staff, kind: str) -> None:
    if kind == "as_before":
        calendar_days.unset_day(work, who, _day())
    elif kind in ("off", "working"):
        why = request.form.get("why", "")
        calendar_days.set_day(work, who, _day(), why, working=kind == "working")
    else:
        raise InvalidError("say whether offices are open")


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError as problem:
        raise InvalidError("no such day") from problem


def _page(refused: Refused) -> str:
    with workplace().work() as work:
        return render_template(
            "calendar.html",
            years=_years(work),
            closes=work.policy.calendar.closes,
            may_set=visitor().role is not Role.COUNSELOR,
            refused=refused,
            policy=work.policy,
            now=work.now,
        )


def _years(work: Work) -> dict[int, list[DayRow]]:
    """This year and the next: a promise in working days reaches no further."""
    this = work.now.astimezone(work.zone).year
    return {year: _rows(work, year) for year in (this, this + 1)}


def _rows(work: Work, year: int) -> list[DayRow]:
    all_days = calendar_days.in_force(work)
    ours = calendar_days.set_by_people(work)
    holidays = working_days.public_holidays(all_days.country, year, language())
    rows = {
        day: DayRow(day, working=False, why=why, source="", verified=True, ours=False)
        for day, why in holidays.items()
    }
    for day, one in all_days.days.items():
        if day.year == year:
            why, source = one.why[language()], one.source[language()]
            rows[day] = DayRow(day, one.working, why, source, one.verified, day in ours)
    return [rows[day] for day in sorted(rows)]
