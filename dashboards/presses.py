"""A button on the ticket page was pressed: done and shown, or refused with a reason and shown."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import casefile, desk_page
from dashboards.desk_page import Refused
from dashboards.door import person, visitor, workplace
from dashboards.refusals import said
from hotline import tickets
from hotline.errors import IllegalMoveError, InvalidError, NotAllowedError, TakenError
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket

Deed = Callable[[Work, Ticket, Staff], object]


def act(number: int, deed: Deed) -> ResponseReturnValue:
    """Do it and show the ticket; refused, show it with the reason and all that was typed."""
    try:
        with workplace().work() as work:
            deed(work, tickets.by_number(work, number), person(work))
    except (IllegalMoveError, InvalidError, NotAllowedError, TakenError) as error:
        return _refused(number, said(error)), 422
    return redirect(url_for("dashboards.ticket_page", number=number), 303)


def _refused(number: int, sentence: str) -> str:
    form = (request.endpoint or "").rpartition(".")[2]
    with workplace().work() as work:
        file = casefile.read(work, number, visitor().staff_id)
        return desk_page.page(work, file, Refused(form, sentence, request.form))
