"""From the national line: what it passes on is taken in, and found again by its reference."""

import uuid
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import communes
from dashboards.desk_page import Refused
from dashboards.door import person, workplace
from dashboards.presses import press
from dashboards.refusals import said
from hotline.errors import InvalidError
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import relay_answers, relays
from referral.relay_answers import Answer
from referral.relays import Passed


def relays_page() -> ResponseReturnValue:
    return _page(Refused())


def take_in_relay() -> ResponseReturnValue:
    """Open the ticket and show it; refused, show the reason and all that was typed."""
    try:
        with workplace().work() as work:
            number = relays.take_in(work, _passed(work), person(work)).number
    except InvalidError as error:
        return _page(Refused("take_in_relay", said(error), request.form)), 422
    return redirect(url_for("dashboards.ticket_page", number=number), 303)


def find_relay() -> ResponseReturnValue:
    """A reference never stands in an address: it is asked for, and the ticket is shown."""
    with workplace().work() as work:
        found = relays.find(work, request.form.get("reference", ""))
    if len(found) == 1:
        return redirect(url_for("dashboards.ticket_page", number=found[0]), 303)
    return _page(Refused("find_relay", "", request.form), found)


def answer_relay(number: int, relay_id: uuid.UUID) -> ResponseReturnValue:
    chosen = request.form.get("answer", "")

    def answer(work: Work, ticket: Ticket, who: Staff) -> None:
        if chosen not in set(Answer):
            raise InvalidError("choose what the national line is told")
        relay_answers.send(work, ticket, who, relay_id, Answer(chosen))

    return press(number, answer)


def _passed(work: Work) -> Passed:
    form = request.form
    return Passed(
        reference=form.get("reference", ""),
        words=form.get("text", ""),
        heard_at=_when(work, form.get("at", "")),
        number=form.get("number", ""),
        danger=form.get("danger") == "yes",
        commune=communes.chosen(work),
    )


def _when(work: Work, written: str) -> datetime:
    """As the people of the line read their clock."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=work.zone) if written else work.now
    except ValueError as problem:
        raise InvalidError("no such time") from problem


def _page(refused: Refused, found: list[int] | None = None) -> str:
    with workplace().work() as work:
        return render_template(
            "relays.html", refused=refused, found=found, policy=work.policy, now=work.now
        )
