"""One call or text from somebody who reached us."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ARRAY,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from hotline.levels import ContactLevel
from hotline.store.prepared import Prepared
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.vocabulary import ContactChannel, Language


class Outcome(StrEnum):
    IN_PROGRESS = "in_progress"
    RECEIVED = "received"  # a text
    ANSWERED = "answered"  # talked with somebody
    MESSAGE_LEFT = "message_left"
    SILENT = "silent"
    ABANDONED = "abandoned"
    QUICK_EXIT = "quick_exit"
    CALL_BACK = "call_back"  # asked for a counselor, left no message


class Contact(Base):
    """`carrier_sid` is the carrier's own id, so the same event never makes two contacts.

    `nth` counts the contacts of a number, from 1: of two that come at once, each of which saw
    nobody before it, only one can be the first, and no number opens two tickets by accident.
    `auto_replied`: it was answered at once, by itself; `reply_status` and `reply_error` are the
    carrier's words on how far that came.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("caller_index", "nth"),)

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    channel: Mapped[ContactChannel]
    carrier_sid: Mapped[str] = mapped_column(unique=True)
    caller = Sealed()
    caller_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    nth: Mapped[int | None]
    text = Sealed()
    media: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    recording_sid: Mapped[str | None]
    recording_seconds: Mapped[int | None]
    language: Mapped[Language] = mapped_column(default=Language.VI)
    outcome: Mapped[Outcome]
    auto_replied: Mapped[bool] = mapped_column(default=False, server_default="false")
    reply_status: Mapped[str | None]
    reply_error: Mapped[str | None]
    hung_up_by: Mapped[str | None]
    wait_seconds: Mapped[int | None]
    talk_seconds: Mapped[int | None]
    level: Mapped[ContactLevel | None]
    hold_seconds: Mapped[int | None]
    felt_heard: Mapped[bool | None]
    feels_safer: Mapped[bool | None]
    received_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


_OTHERS = Prepared(
    select(func.count())
    .where(Contact.caller_index == bindparam("index"), Contact.id != bindparam("own"))
    .where(Contact.received_at > bindparam("since"))
)
_OF_SID = Prepared(select(Contact.id).where(Contact.carrier_sid == bindparam("sid")))


def has_come(work: Work, sid: str) -> bool:
    """Whether this call or text is a contact already, at a glance."""
    return work.glance(_OF_SID, {"sid": sid}) is not None


def by_sid(work: Work, sid: str, *, lock: bool = False) -> Contact | None:
    query = select(Contact).where(Contact.carrier_sid == sid)
    return work.session.scalar(query.with_for_update() if lock else query)


def others_lately(work: Work, contact: Contact, window: timedelta) -> int:
    """How often else the number of this contact reached us within the time before it."""
    if contact.caller_index is None:
        return 0
    values = {"index": contact.caller_index, "own": contact.id}
    values["since"] = contact.received_at - window
    (number,) = work.glance(_OTHERS, values) or (0,)
    return int(number)


def silent_lately(work: Work, contact: Contact, window: timedelta) -> int:
    """How many silent calls of the number of this contact there were, this one among them."""
    if contact.caller_index is None:
        return 1
    silent = select(func.count()).where(Contact.caller_index == contact.caller_index)
    lately = (Contact.received_at > contact.received_at - window, Contact.outcome == Outcome.SILENT)
    return work.session.scalar(silent.where(*lately)) or 0


def texts(work: Work, ticket_id: uuid.UUID) -> list[str]:
    """All that was written to us about a ticket."""
    rows = work.session.scalars(select(Contact).where(Contact.ticket_id == ticket_id))
    return [row.text for row in rows if row.text]
