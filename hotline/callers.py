"""What is known of a number when it reaches us, in one glance: its ticket, and how often."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, String, any_, bindparam, cast, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from hotline import tickets
from hotline.contacts import Contact
from hotline.safe_contact import SafeContact
from hotline.store.prepared import Prepared, bytes_in_braces
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
    values = {
        "indexes": bytes_in_braces(indexes),
        "since": work.now - work.policy.triage.repeat_window,
        "replied_since": work.now - work.policy.replies.looks_back,
    }
    found = work.glance(_KNOWN, values) or (None, 0, 0, None, False)
    ticket_id, contacts, repeats, replied, has_rules = found
    return Known(ticket_id, contacts, repeats, replied or (), has_rules)


_INDEXES = cast(bindparam("indexes", type_=String), ARRAY(LargeBinary))
_LATELY = (
    select(Contact.nth, Contact.received_at, Contact.ticket_id, Contact.auto_replied)
    .where(Contact.caller_index == any_(_INDEXES))
    .order_by(Contact.nth.desc())
    .limit(MOST_REPEATS)
    .subquery()
)
_OWN = (
    select(Ticket.id)
    .where(Ticket.caller_index == any_(_INDEXES), tickets.OPEN)
    .order_by(Ticket.received_at.desc())
    .limit(1)
    .scalar_subquery()
)
# What was merged into another's ticket goes on there: asked only where no open one is the number's.
_NEWEST = func.array_agg(aggregate_order_by(_LATELY.c.ticket_id, _LATELY.c.nth.desc()))[1]
_GOES_ON = (
    select(Ticket.id).where(Ticket.id == _NEWEST, tickets.OPEN).correlate(_LATELY).scalar_subquery()
)
_HAS_RULES = select(exists().where(SafeContact.number_index == any_(_INDEXES))).scalar_subquery()
_REPLIED = _LATELY.c.auto_replied & (_LATELY.c.received_at >= bindparam("replied_since"))
_KNOWN = Prepared(
    select(
        func.coalesce(_OWN, _GOES_ON).label("ticket"),
        func.coalesce(func.max(_LATELY.c.nth), 0).label("contacts"),
        func.count().filter(_LATELY.c.received_at >= bindparam("since")).label("repeats"),
        func.array_agg(_LATELY.c.received_at).filter(_REPLIED).label("replied"),
        _HAS_RULES.label("has_rules"),
    )
)
