"""The search box of every page, and what it finds; what was typed stands in no address."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import search_words
from dashboards.door import person, workplace
from dashboards.refusals import said
from hotline import staff, tickets
from hotline.attempts import TooManyError
from hotline.search import asked
from hotline.search.asked import Asked, Field
from hotline.search.dates import Days
from hotline.search.finder import After, Tier
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.vocabulary import Severity
from referral import finding
from referral.finding import By, Result


@dataclass(frozen=True)
class Sought:
    """How what was typed was understood, what was found, or why nobody looked."""

    asked: Asked = field(default_factory=Asked)
    result: Result | None = None
    problem: str = ""

    @property
    def the_one(self) -> int | None:
        """The ticket whose number is all that was typed."""
        found = self.result.found if self.result else ()
        if len(self.asked.parts) != 1 or len(found) != 1 or found[0].tier is not Tier.NUMBER:
            return None
        return found[0].ticket.number if found[0].why[0].by is By.NUMBER else None


def search_page() -> ResponseReturnValue:
    with workplace().work() as work:
        return _page(work, Sought())


def search() -> ResponseReturnValue:
    """A ticket's number leads to it; everything else to a list."""
    with workplace().work() as work:
        sought = _seek(work, person(work))
        if sought.the_one is not None:
            return redirect(url_for("dashboards.ticket_page", number=sought.the_one), 303)
        return _page(work, sought), 429 if sought.problem else 200


def _seek(work: Work, me: Staff) -> Sought:
    words = search_words.vocabulary(work.policy, staff.everybody(work), me)
    today = work.now.astimezone(work.zone).date()
    typed = asked.read(request.form.get("q", ""), words, today)
    query = asked.narrowed(typed, _fields(request.form), _days(request.form))
    if query.is_empty:
        return Sought()
    try:
        return Sought(query, finding.find(work, query, me, _after(request.form.get("after", ""))))
    except TooManyError as error:
        return Sought(query, problem=said(error))


def _fields(form: Mapping[str, str]) -> dict[Field, tuple[str, ...]]:
    """What was chosen; a value that none of the lists has narrows nothing."""
    status = form.get("status", "")
    chosen: dict[Field, tuple[str, ...]] = {
        Field.SEVERITY: tuple(one.value for one in Severity if one == form.get("severity")),
        Field.STATUS: search_words.OPEN
        if status == "open"
        else tuple(one.value for one in tickets.Status if one == status),
        Field.COMMUNE: (form["commune"],) if form.get("commune") else (),
        Field.OWNER: _id(form.get("owner", "")),
    }
    return {name: values for name, values in chosen.items() if values}


def _id(written: str) -> tuple[str, ...]:
    try:
        return (str(uuid.UUID(written)),) if written else ()
    except ValueError:
        return ()


def _days(form: Mapping[str, str]) -> Days:
    return Days(_day(form.get("since", "")), _day(form.get("until", "")))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _after(written: str) -> After | None:
    tier, _, number = written.partition(".")
    if not (tier.isdecimal() and number.isdecimal() and int(tier) in set(Tier)):
        return None
    return After(Tier(int(tier)), int(number))


def _page(work: Work, sought: Sought) -> str:
    people = staff.everybody(work)
    return render_template(
        "search.html",
        sought=sought,
        people=people,
        names={one.id: one.shown_name for one in people},
        typed=request.form,
        by=Field,
        policy=work.policy,
        now=work.now,
    )
