"""The figures an office reports each year, added up: every ticket once, and nothing made to fit."""

from datetime import tzinfo
from typing import Any

from sqlalchemy import Integer, Select, String, cast, distinct, extract, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from hotline.tickets import REAL, Ticket
from referral.referrals import Referral
from referral.results import COUNTS, Result

EVERY_YEAR = "all"


def query(zone: tzinfo) -> Select[*tuple[Any, ...]]:
    """A row for each year in which tickets were received, where the line is, and one for all.

    Of each agency the newest result counts. Where several told of one ticket the highest of each
    figure does: they speak of the same child. What nobody said stays empty.
    """
    newest = select(Result).ext(distinct_on(Result.referral_id))
    last = newest.order_by(Result.referral_id, Result.given_at.desc()).subquery()
    of_ticket = (
        select(
            Ticket.id,
            cast(extract("year", func.timezone(str(zone), Ticket.received_at)), Integer).label(
                "year"
            ),
            func.count(distinct(last.c.referral_id)).label("results"),
            func.bool_or(last.c.taken_up).label("taken_up"),
            *(func.max(last.c[name]).label(name) for name in COUNTS),
        )
        .join(Referral, Referral.ticket_id == Ticket.id)
        .outerjoin(last, last.c.referral_id == Referral.id)
        .where(REAL)
        .group_by(Ticket.id)
        .subquery()
    )
    year, taken_up = of_ticket.c.year, of_ticket.c.taken_up
    return (
        select(
            func.coalesce(cast(year, String), EVERY_YEAR).label("year"),
            func.count().label("tickets_referred"),
            func.count().filter(of_ticket.c.results > 0).label("tickets_with_result"),
            func.count().filter(taken_up.is_(True)).label("cases_taken_up"),
            func.count().filter(taken_up.is_(False)).label("cases_not_taken_up"),
            *(func.sum(of_ticket.c[name]).label(name) for name in COUNTS),
        )
        .group_by(func.rollup(year))
        .order_by(year.nulls_last())
    )
