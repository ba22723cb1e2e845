"""One press on the ticket page: done, and the ticket shown; or the page says why nothing was."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import casefile, desk_page, pressing
from dashboards.desk_page import Refused
from dashboards.door import person, visitor, workplace
from dashboards.refusals import PART_OF, said
from dashboards.wording import gettext
from hotline import tickets
from hotline.errors import IllegalMoveError, InvalidError, MergedError, NotAllowedError, TakenError
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket

Act = Callable[[Work, Ticket, Staff], object]


def press(number: int, act: Act) -> ResponseReturnValue:
    """Do it and show the ticket; refused, show it with the reason and all that was typed."""
    try:
        with workplace().work() as work:
            ticket, who = tickets.by_number(work, number), person(work)
            pressing.once(work, ticket, lambda: act(work, ticket, who))
    except (IllegalMoveError, InvalidError, NotAllowedError, TakenError) as error:
        return _refused(number, said(error)), 422
    return redirect(url_for("dashboards.ticket_page", number=number), 303)


def part_of(error: MergedError) -> ResponseReturnValue:
    """Whoever looks is led on. Whoever did something did it to a ticket that is no longer there:
    nothing was done, and they are shown the one it is part of."""
    if request.method == "GET":
        return redirect(url_for("dashboards.ticket_page", number=error.number))
    return _refused(error.number, gettext(PART_OF, number=error.number), "merged"), 409


def _refused(number: int, sentence: str, form: str = "") -> str:
    form = form or (request.endpoint or "").rpartition(".")[2]
    with workplace().work() as work:
        file = casefile.read(work, number, visitor().staff_id)
        return desk_page.page(work, file, Refused(form, sentence, request.form))
