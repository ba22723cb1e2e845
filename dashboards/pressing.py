"""A press of a button about a ticket: done, and the ticket shown; or refused, with its reason."""

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

Act = Callable[[Work, Ticket, Staff], object]


def press(number: int, act: Act) -> ResponseReturnValue:
    """Refused, the page keeps all that was typed."""
    try:
        with workplace().work() as work:
            act(work, tickets.by_number(work, number), person(work))
    except (IllegalMoveError, InvalidError, NotAllowedError, TakenError) as error:
        return refused(number, said(error)), 422
    return redirect(url_for("dashboards.ticket_page", number=number), 303)


def refused(number: int, sentence: str) -> str:
    form = (request.endpoint or "").rpartition(".")[2]
    with workplace().work() as work:
        file = casefile.read(work, number, visitor().staff_id)
        return desk_page.page(work, file, Refused(form, sentence, request.form))
