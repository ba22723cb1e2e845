"""What is known of a number at the moment it reaches us, asked in one prepared statement."""

from sqlalchemy import ARRAY, LargeBinary, String, any_, bindparam, cast, func, select

from hotline import tickets
from hotline.contacts import Contact
from hotline.store.prepared import Prepared
from hotline.tickets import Ticket

MOST_REPEATS = 100  # who rings all day is looked up as quickly as everybody else

_INDEXES = cast(bindparam("indexes", type_=String), ARRAY(LargeBinary))
_OF_THE_NUMBER = (
    select(Contact.nth, Contact.received_at, Contact.ticket_id)
    .where(Contact.caller_index == any_(_INDEXES))
    .order_by(Contact.nth.desc())
    .limit(MOST_REPEATS)
)
_LATELY, _SPOKEN = _OF_THE_NUMBER.subquery(), _OF_THE_NUMBER.subquery()
# What was merged into another's ticket goes on there: asked only where no open one is the number's.
_GOES_ON = (
    select(Ticket.id)
    .join(_SPOKEN, _SPOKEN.c.ticket_id == Ticket.id)
    .where(tickets.OPEN)
    .order_by(_SPOKEN.c.nth.desc())
    .limit(1)
    .scalar_subquery()
)
OF_NUMBER = Prepared(
    select(
        func.coalesce(
            select(Ticket.id)
            .where(Ticket.caller_index == any_(_INDEXES), tickets.OPEN)
            .order_by(Ticket.received_at.desc())
            .limit(1)
            .scalar_subquery(),
            _GOES_ON,
        ).label("ticket"),
        func.coalesce(func.max(_LATELY.c.nth), 0).label("contacts"),
        func.count().filter(_LATELY.c.received_at >= bindparam("since")).label("repeats"),
    )
)
