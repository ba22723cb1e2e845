"""What a press of a button says of two tickets: one child, two children, or that was a mistake."""

import uuid

from flask import request
from flask.typing import ResponseReturnValue

from dashboards import casefile, desk_page
from dashboards.door import person, workplace
from dashboards.involved import Opened
from dashboards.presses import press
from hotline import tickets
from hotline.errors import InvalidError, NotFoundError
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral.threads import merging, regroupings, splitting, suggestions
from referral.threads.regroupings import Kind


def merge(number: int) -> ResponseReturnValue:
    """The page that is shown then is that of the ticket both go on under."""
    why = request.form.get("why", "")

    def merge_them(work: Work, ticket: Ticket, who: Staff) -> None:
        merging.merge(work, ticket, _other(work), who, why)

    return press(number, merge_them)


def dismiss(number: int) -> ResponseReturnValue:
    why = request.form.get("why", "")

    def two_children(work: Work, ticket: Ticket, who: Staff) -> None:
        suggestions.dismiss(work, ticket, _other(work), who, why)

    return press(number, two_children)


def split(number: int) -> ResponseReturnValue:
    why, chosen = request.form.get("why", ""), _chosen()

    def split_off(work: Work, ticket: Ticket, who: Staff) -> None:
        splitting.split(work, ticket, chosen, who, why)

    return press(number, split_off)


def undo(number: int, regrouping_id: uuid.UUID) -> ResponseReturnValue:
    def take_back(work: Work, ticket: Ticket, who: Staff) -> None:
        row = regroupings.of_id(work, ticket, regrouping_id)
        (merging if row.kind is Kind.MERGE else splitting).undo(work, row, who)

    return press(number, take_back)


def reveal_other(number: int, contact_id: uuid.UUID) -> ResponseReturnValue:
    """As the ticket's own number: on this page only, and written down."""
    with workplace().work() as work:
        ticket, who = tickets.by_number(work, number), person(work)
        whole = merging.reveal(work, ticket, contact_id, who)
        work.session.flush()
        file = casefile.read(work, number, who.id)
        return desk_page.page(work, file, opened=Opened(number=whole, whose=contact_id))


def _other(work: Work) -> Ticket:
    written = request.form.get("other", "").strip().lstrip("#")
    try:
        return tickets.by_number(work, int(written))
    except (ValueError, NotFoundError) as problem:
        raise InvalidError("there is no ticket with this number") from problem


def _chosen() -> set[uuid.UUID]:
    try:
        return {uuid.UUID(one) for one in request.form.getlist("contact")}
    except ValueError as problem:
        raise InvalidError("no such contact") from problem
