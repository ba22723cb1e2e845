"""What is known of a number when it reaches us, in one glance: its ticket, and how often."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, String, any_, bindparam, cast, func, select

from hotline import tickets
from hotline.contacts import Contact
from hotline.store.prepared import Prepared, bytes_in_braces
from hotline.store.work import Work
from hotline.tickets import Ticket

MOST_REPEATS = 100  # who rings all day is looked up as quickly as everybody else


class Known(NamedTuple):
    """Its newest open ticket, its contacts, how many of them lately, and when it was answered by
    itself lately."""

    ticket_id: UUID | None
    contacts: int
    repeats: int
    replied: Sequence[datetime]


def look(work: Work, indexes: Sequence[bytes]) -> Known:
    values = {
        "indexes": bytes_in_braces(indexes),
        "since": work.now - work.policy.triage.repeat_window,
        "replied_since": work.now - work.policy.replies.looks_back,
    }
    ticket_id, contacts, repeats, replied = work.glance(_KNOWN, values) or (None, 0, 0, None)
    return Known(ticket_id, contacts, repeats, replied or ())


_INDEXES = cast(bindparam("indexes", type_=String), ARRAY(LargeBinary))
_LATELY = (
    select(Contact.nth, Contact.received_at, Contact.auto_replied)
    .where(Contact.caller_index == any_(_INDEXES))
    .order_by(Contact.nth.desc())
    .limit(MOST_REPEATS)
    .subquery()
)
_REPLIED = _LATELY.c.auto_replied & (_LATELY.c.received_at >= bindparam("replied_since"))
_KNOWN = Prepared(
    select(
        select(Ticket.id)
        .where(Ticket.caller_index == any_(_INDEXES), tickets.OPEN)
        .order_by(Ticket.received_at.desc())
        .limit(1)
        .scalar_subquery()
        .label("ticket"),
        func.coalesce(func.max(_LATELY.c.nth), 0).label("contacts"),
        func.count().filter(_LATELY.c.received_at >= bindparam("since")).label("repeats"),
        func.array_agg(_LATELY.c.received_at).filter(_REPLIED).label("replied"),
    )
)
