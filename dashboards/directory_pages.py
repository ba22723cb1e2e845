"""The directory of agencies: find one, change it, try its number, take in and give out the file."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import communes
from dashboards import directory as table
from dashboards.door import person, workplace
from dashboards.refusals import said
from dashboards.wording import gettext, later
from hotline import units
from hotline.errors import HotlineError
from hotline.store import journal
from hotline.store.work import Work
from referral.directory import agencies as register
from referral.directory import sheet, upkeep
from referral.directory.sheet import (
    COLUMNS,
    BadDirectoryError,
    BadLine,
    BadValueError,
    Fault,
    Line,
)
from referral.directory.upkeep import Change

IMPORT = "import"
# What is wrong with a value of the directory, beside the form and beside the line of a file.
FAULT = {
    Fault.NO_COLUMN: later("no column %(value)s"),
    Fault.EMPTY: later("%(value)s is empty"),
    Fault.NO_KIND: later("there is no kind %(value)s"),
    Fault.NO_COMMUNE: later("no commune has the code %(value)s"),
    Fault.NO_PHONE: later("the phone is no telephone number"),
    Fault.NO_EMAIL: later("%(value)s is no e-mail address"),
    Fault.NO_CHANNEL: later("there is no channel %(value)s"),
    Fault.NO_HOURS: later("%(value)s are no hours; write mon-fri 07:30-11:30 13:30-17:00"),
    Fault.NO_DAY: later("%(value)s is no date; write YYYY-MM-DD"),
    Fault.ENDS_FIRST: later("it ends on %(value)s, before it begins"),
    Fault.TWICE: later("the code %(value)s stands here twice"),
    Fault.NOT_UTF8: later("the file is not UTF-8"),
}


@dataclass(frozen=True)
class Intake:
    """A file that was handed in: what is wrong with it, or what it changes."""

    text: str = ""
    bad: tuple[BadLine, ...] = ()
    changes: tuple[Change, ...] = ()
    read: bool = False


def agencies() -> ResponseReturnValue:
    asked = request.args
    search = table.Search(asked.get("q", ""), asked.get("kind", ""), "to_try" in asked)
    with workplace().work() as work:
        return render_template(
            "agencies.html",
            found=table.read(work, search),
            search=search,
            policy=work.policy,
            now=work.now,
        )


def new_agency() -> ResponseReturnValue:
    with workplace().work() as work:
        return _form(work, None, dict.fromkeys(COLUMNS, ""))


def edit_agency(agency_id: uuid.UUID) -> ResponseReturnValue:
    with workplace().work() as work:
        line = upkeep.line_of(work, upkeep.by_id(work, agency_id))
        return _form(work, agency_id, sheet.columns(line))


def add_agency() -> ResponseReturnValue:
    return _save(None)


def save_agency(agency_id: uuid.UUID) -> ResponseReturnValue:
    return _save(agency_id)


def _save(agency_id: uuid.UUID | None) -> ResponseReturnValue:
    """A refused form keeps every field as it was typed."""
    typed = {name: request.form.get(name, "").strip() for name in (*COLUMNS, "typed")}
    try:
        with workplace().work() as work:
            agency = upkeep.by_id(work, agency_id) if agency_id else None
            there = communes.chosen(work, communes.FOR_AGENCIES)
            typed["commune_code"] = there.code if there else ""
            line = sheet.read_line(typed, units.everywhere(work), register.today(work))
            upkeep.save(work, agency, line, person(work))
    except HotlineError as error:
        with workplace().work() as work:
            return _form(work, agency_id, typed, _why(error)), 422
    return redirect(url_for("dashboards.agencies", q=line.code), 303)


def _why(error: HotlineError) -> str:
    return fault(error.fault, error.value) if isinstance(error, BadValueError) else said(error)


def fault(what: Fault, value: str) -> str:
    return gettext(FAULT[what], value=value)


def _form(
    work: Work, agency_id: uuid.UUID | None, typed: Mapping[str, str], problem: str = ""
) -> str:
    return render_template(
        "agency_form.html",
        agency_id=agency_id,
        typed=typed,
        problem=problem,
        policy=work.policy,
        now=work.now,
    )


def try_agency(agency_id: uuid.UUID) -> ResponseReturnValue:
    with workplace().work() as work:
        upkeep.tried(work, upkeep.by_id(work, agency_id), person(work))
    asked = request.args
    back = url_for(
        "dashboards.agencies", q=asked.get("q"), kind=asked.get("kind"), to_try=asked.get("to_try")
    )
    return redirect(back, 303)


def export_agencies() -> ResponseReturnValue:
    with workplace().work() as work:
        text = sheet.written(upkeep.all_lines(work))
    named = {"Content-Disposition": 'attachment; filename="agencies.csv"'}
    return Response(text, mimetype="text/csv", headers=named)


def import_page() -> ResponseReturnValue:
    with workplace().work() as work:
        return _intake_page(work, Intake())


def import_agencies() -> ResponseReturnValue:
    """Nothing is changed by the first press: it shows what the second one would do."""
    with workplace().work() as work:
        upkeep.keeper(person(work))
        intake = _taken_in(work)
        if request.form.get("act") != IMPORT or intake.bad:
            return _intake_page(work, intake), 422 if intake.bad else 200
        lines = [change.line for change in intake.changes]
        upkeep.import_lines(work, lines, by=journal.staff(person(work).id))
    return redirect(url_for("dashboards.agencies"), 303)


def _taken_in(work: Work) -> Intake:
    try:
        text = _text()
        lines: list[Line] = sheet.read(text, units.everywhere(work), register.today(work))
    except BadDirectoryError as error:
        return Intake(bad=error.lines)
    return Intake(text, changes=tuple(upkeep.changes(work, lines)), read=True)


def _text() -> str:
    """The file, or the text of the file as the first press brought it."""
    file = request.files.get("file")
    if file is None:
        return request.form.get("text", "")
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise BadDirectoryError([BadLine(1, Fault.NOT_UTF8)]) from None


def _intake_page(work: Work, intake: Intake) -> str:
    return render_template(
        "agency_import.html", intake=intake, fault=fault, policy=work.policy, now=work.now
    )
