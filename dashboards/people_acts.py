"""What a press of a button about the people of a ticket does: one use case each."""

import uuid

from flask import request
from flask.typing import ResponseReturnValue

from dashboards import casefile, communes, desk_page, involved
from dashboards.door import person as visitors_row
from dashboards.door import visitor, workplace
from dashboards.involved import Opened
from dashboards.presses import press
from hotline import informants, people, person, tickets
from hotline.person import Description
from hotline.policy import Commune
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import involvement


def look_at_people(number: int) -> ResponseReturnValue:
    """Names and numbers, on this page only; the next look at the ticket hides them again."""
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        involvement.look(work, ticket, visitors_row(work))
        return _page(work, number, involved.opened(work, ticket))


def add_person(number: int) -> ResponseReturnValue:
    def add(work: Work, ticket: Ticket, who: Staff) -> None:
        involvement.add(work, ticket, who, _said(work, None))

    return press(number, add)


def change_person(number: int, person_id: uuid.UUID) -> ResponseReturnValue:
    seen = request.form.get("seen", "")

    def change(work: Work, ticket: Ticket, who: Staff) -> None:
        home = people.by_id(work, ticket, person_id).said.home
        involvement.change(work, ticket, who, person_id, _said(work, home), seen)

    return press(number, change)


def take_off_person(number: int, person_id: uuid.UUID) -> ResponseReturnValue:
    why = request.form.get("why", "")
    return press(
        number, lambda work, ticket, who: involvement.take_off(work, ticket, who, person_id, why)
    )


def add_informant(number: int) -> ResponseReturnValue:
    def add(work: Work, ticket: Ticket, who: Staff) -> None:
        involvement.keep_informant(work, ticket, who, None, informants.read(request.form))

    return press(number, add)


def change_informant(number: int, informant_id: uuid.UUID) -> ResponseReturnValue:
    def change(work: Work, ticket: Ticket, who: Staff) -> None:
        row = informants.by_id(work, ticket, informant_id)
        involvement.keep_informant(work, ticket, who, row, informants.read(request.form))

    return press(number, change)


def look_at_informant(number: int, informant_id: uuid.UUID) -> ResponseReturnValue:
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        row = informants.look(work, ticket, informant_id, visitors_row(work))
        return _page(work, number, involved.opened_informant(row))


def set_happened(number: int) -> ResponseReturnValue:
    typed = request.form.get("happened", "")
    return press(
        number, lambda work, ticket, who: involvement.set_happened(work, ticket, who, typed)
    )


def set_categories(number: int) -> ResponseReturnValue:
    codes = request.form.getlist("category")
    return press(
        number, lambda work, ticket, who: involvement.set_categories(work, ticket, who, codes)
    )


def _said(work: Work, known: Commune | None) -> Description:
    """A commune that is left as it stands keeps the release it was written down in."""
    kept = known and request.form.get("commune") == known.code and not request.form.get("typed")
    home = known if kept else communes.chosen(work)
    return person.read(request.form, home, people.today(work))


def _page(work: Work, number: int, opened: Opened) -> str:
    work.session.flush()
    file = casefile.read(work, number, visitor().staff_id)
    return desk_page.page(work, file, opened=opened)
