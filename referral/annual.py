"""The figures an office reports each year, added up: every ticket once, and nothing made to fit."""

from datetime import tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    distinct,
    extract,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on

from hotline.contacts import Contact
from hotline.levels import COUNSELLING, NO_COUNSELLING
from hotline.policy import Policy
from hotline.tickets import REAL, Ticket
from referral.opinion import Opinion
from referral.referrals import Referral
from referral.results import COUNTS, Result

EVERY_YEAR = "all"
# How far what children think has come.
HEARD = {
    "opinions": Opinion.marked_at,
    "opinions_passed_on": Opinion.passed_at,
    "opinions_answered": Opinion.answered_at,
    "opinions_told_back": Opinion.told_at,
}
_COUNTED = Ticket.merged_into_id.is_(None)  # two reports of one child are one ticket


def query(zone: tzinfo) -> Select[*tuple[Any, ...]]:
    """A row for each year in which tickets were received, where the line is, and one for all.

    Of each agency the newest result counts. Where several told of one ticket the highest of each
    figure does: they speak of the same child. What nobody said stays empty.
    """
    of_ticket = _tickets(zone)
    year, level, taken_up = of_ticket.c.year, of_ticket.c.level, of_ticket.c.taken_up
    return (
        select(
            func.coalesce(cast(year, String), EVERY_YEAR).label("year"),
            func.count().label("tickets_received"),
            *(func.count().filter(level == one).label(one.value) for one in COUNSELLING),
            func.count().filter(level.in_(NO_COUNSELLING)).label("no_counselling"),
            func.count().filter(level.is_(None)).label("not_counted"),
            func.count().filter(of_ticket.c.referrals > 0).label("tickets_referred"),
            func.count().filter(of_ticket.c.results > 0).label("tickets_with_result"),
            func.count().filter(taken_up.is_(True)).label("cases_taken_up"),
            func.count().filter(taken_up.is_(False)).label("cases_not_taken_up"),
            *(func.sum(of_ticket.c[name]).label(name) for name in COUNTS),
            *(func.count().filter(of_ticket.c[name]).label(name) for name in HEARD),
        )
        .group_by(func.rollup(year))
        .order_by(year.nulls_last())
    )


def _tickets(zone: tzinfo) -> Subquery:
    """One row for each ticket: its year, what it counts as and what came of its requests."""
    newest = select(Result).ext(distinct_on(Result.referral_id))
    last = newest.order_by(Result.referral_id, Result.given_at.desc()).subquery()
    return (
        select(
            Ticket.id,
            _year(zone).label("year"),
            Ticket.level,
            func.count(distinct(Referral.id)).label("referrals"),
            func.count(distinct(last.c.referral_id)).label("results"),
            func.bool_or(last.c.taken_up).label("taken_up"),
            *(func.max(last.c[name]).label(name) for name in COUNTS),
            *(func.bool_or(when.is_not(None)).label(name) for name, when in HEARD.items()),
        )
        .outerjoin(Referral, Referral.ticket_id == Ticket.id)
        .outerjoin(last, last.c.referral_id == Referral.id)
        .outerjoin(Opinion, and_(Opinion.ticket_id == Ticket.id, Opinion.unmarked_at.is_(None)))
        .where(REAL, _COUNTED)
        .group_by(Ticket.id)
        .subquery()
    )


def by_level(zone: tzinfo) -> Select[*tuple[Any, ...]]:
    """How many calls and texts of each year were of which level; a ticket has as many as came."""
    received = cast(extract("year", func.timezone(str(zone), Contact.received_at)), Integer)
    one = (
        select(received.label("year"), Contact.channel, Contact.level)
        .join(Ticket, Ticket.id == Contact.ticket_id)
        .where(REAL)
        .subquery()
    )
    year, channel, level = one.c.year, one.c.channel, one.c.level
    return (
        select(year, channel, level, func.count().label("contacts"))
        .group_by(year, channel, level)
        .order_by(year, channel, level.nulls_last())
    )


def by_category(zone: tzinfo, policy: Policy) -> Select[*tuple[Any, ...]]:
    """How many tickets of each year were of which category, beside the label Child Helpline
    International counts it under; a ticket of several is counted in each."""
    labels = {code: category.chi_code for code, category in policy.categories.items()}
    one = (
        select(_year(zone).label("year"), func.unnest(Ticket.categories).label("category"))
        .where(REAL, _COUNTED)
        .subquery()
    )
    year, category = one.c.year, one.c.category
    return (
        select(
            year, category, case(labels, value=category).label("chi"), func.count().label("tickets")
        )
        .group_by(year, category)
        .order_by(year, category)
    )


def _year(zone: tzinfo) -> ColumnElement[int]:
    """Where the line is."""
    return cast(extract("year", func.timezone(str(zone), Ticket.received_at)), Integer)
