"""A ticket is to be found under what it now says: noted with the act itself, filed a moment later.

Whoever adds words to a ticket, or takes some away, says `changed`. What a ticket is found by is
read again then, by `hotline/search/sources.py`, from the rows that hold it. Where it only heard
more, `heard` says so, and no more than that is read: a thread has hundreds of texts.
"""

import uuid

from sqlalchemy.orm import Mapped

from hotline import canary
from hotline.store.work import Base, Work


class Waiting(Base):
    """No foreign key: its row leaves in the statement that writes the ticket, and as cheaply."""

    __tablename__ = "search_waiting"

    ticket_id: Mapped[uuid.UUID]
    contact_id: Mapped[uuid.UUID | None]  # whose words alone are new


def changed(work: Work, ticket_id: uuid.UUID) -> None:
    _note(work, ticket_id, None)


def heard(work: Work, ticket_id: uuid.UUID, contact_id: uuid.UUID) -> None:
    _note(work, ticket_id, contact_id)


def _note(work: Work, ticket_id: uuid.UUID, contact_id: uuid.UUID | None) -> None:
    """Nobody looks for a canary."""
    if not canary.is_canary(ticket_id):
        work.write(Waiting, {"ticket_id": ticket_id, "contact_id": contact_id})
