"""What is known of a number at the moment it reaches us, asked in one prepared statement."""

from sqlalchemy import ARRAY, LargeBinary, String, any_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from hotline import tickets
from hotline.contacts import Contact
from hotline.store.prepared import Prepared
from hotline.tickets import Ticket

MOST_REPEATS = 100  # who rings all day is looked up as quickly as everybody else

_INDEXES = cast(bindparam("indexes", type_=String), ARRAY(LargeBinary))
_LATELY = (
    select(Contact.nth, Contact.received_at, Contact.ticket_id)
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
OF_NUMBER = Prepared(
    select(
        func.coalesce(_OWN, _GOES_ON).label("ticket"),
        func.coalesce(func.max(_LATELY.c.nth), 0).label("contacts"),
        func.count().filter(_LATELY.c.received_at >= bindparam("since")).label("repeats"),
    )
)
