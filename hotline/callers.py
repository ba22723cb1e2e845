"""What is known of a number when it reaches us, in one glance: its ticket, and how often."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, Subquery, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from hotline import tickets
from hotline.contacts import Contact
from hotline.safe_contact import SafeContact
from hotline.store.prepared import Prepared, blind_in, under_keys
from hotline.store.work import Work
from hotline.tickets import Ticket

MOST_REPEATS = 100  # who rings all day is looked up as quickly as everybody else


class Known(NamedTuple):
    """Its newest open ticket, its contacts, how many of them lately, when it was answered by
    itself lately, and whether anything is known about reaching it safely."""

    ticket_id: UUID | None
    contacts: int
    repeats: int
    replied: Sequence[datetime]
    has_rules: bool


NOTHING = Known(None, 0, 0, (), has_rules=False)


def look(work: Work, indexes: Sequence[bytes]) -> Known:
    """`indexes` is the number under each key."""
    values = {
        **under_keys(indexes),
        "since": work.now - work.policy.triage.repeat_window,
        "replied_since": work.now - work.policy.replies.looks_back,
    }
    found = work.glance(_known(len(indexes)), values) or (None, 0, 0, None, False)
    ticket_id, contacts, repeats, replied, has_rules = found
    return Known(ticket_id, contacts, repeats, replied or (), has_rules)


@cache
def _known(keys: int) -> Prepared:
    lately = _lately(keys)
    replied = lately.c.auto_replied & (lately.c.received_at >= bindparam("replied_since"))
    own = (
        select(Ticket.id)
        .where(blind_in(Ticket.caller_index, keys), tickets.OPEN)
        .order_by(Ticket.received_at.desc())
        .limit(1)
    )
    return Prepared(
        select(
            func.coalesce(own.scalar_subquery(), _goes_on(lately)),
            func.coalesce(func.max(lately.c.nth), 0),
            func.count().filter(lately.c.received_at >= bindparam("since")),
            func.array_agg(lately.c.received_at).filter(replied),
            exists().where(blind_in(SafeContact.number_index, keys)),
        )
    )


def _lately(keys: int) -> Subquery:
    return (
        select(Contact.nth, Contact.received_at, Contact.ticket_id, Contact.auto_replied)
        .where(blind_in(Contact.caller_index, keys))
        .order_by(Contact.nth.desc())
        .limit(MOST_REPEATS)
        .subquery()
    )


def _goes_on(lately: Subquery) -> ScalarSelect[UUID]:
    """What was merged into another's ticket goes on there: asked only where no open one is the
    number's."""
    newest = func.array_agg(aggregate_order_by(lately.c.ticket_id, lately.c.nth.desc()))[1]
    ticket = select(Ticket.id).where(Ticket.id == newest, tickets.OPEN)
    return ticket.correlate(lately).scalar_subquery()
