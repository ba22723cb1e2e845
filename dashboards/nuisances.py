"""What is no counselling, put away and taken out again; and numbers not put through for a while."""

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from dashboards.door import person, workplace
from dashboards.presses import press
from hotline import soft_blocks
from hotline.errors import InvalidError
from hotline.levels import ContactLevel
from hotline.phones import masked
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import no_counselling

MINUTES = (15, 30, 60, 120)


def put_away(number: int) -> ResponseReturnValue:
    level = request.form.get("level", "")

    def put(work: Work, ticket: Ticket, who: Staff) -> None:
        if level not in set(ContactLevel):
            raise InvalidError("say what it counts as")
        no_counselling.put_away(work, ticket, who, ContactLevel(level))

    return press(number, put)


def take_out(number: int) -> ResponseReturnValue:
    return press(number, no_counselling.undo)


def soft_block(number: int) -> ResponseReturnValue:
    why, minutes = request.form.get("why", ""), request.form.get("minutes", type=int) or 0
    return press(
        number, lambda work, ticket, who: soft_blocks.block(work, ticket, who, why, minutes)
    )


def blocks() -> ResponseReturnValue:
    with workplace().work() as work:
        names = {one.id: one.shown_name for one in work.session.scalars(select(Staff))}
        rows = [
            (row, work.session.get_one(Ticket, row.ticket_id)) for row in soft_blocks.lately(work)
        ]
        shown = [(row, ticket.number, masked(ticket.caller)) for row, ticket in rows]
        return render_template("blocks.html", rows=shown, names=names, now=work.now)


def lift_block(block_id: uuid.UUID) -> ResponseReturnValue:
    with workplace().work() as work:
        soft_blocks.lift(work, block_id, person(work))
    return redirect(url_for("dashboards.blocks"), 303)
