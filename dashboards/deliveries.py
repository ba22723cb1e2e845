"""How far a message of ours has come, in a sign and a word, and why not further."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboards import labels
from dashboards.wording import gettext, later
from hotline.contacts import Contact
from hotline.sending.outbox import TO_CALLERS, Outgoing, State
from hotline.vocabulary import Channel


class Reach(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    ARRIVED = "arrived"
    FAILED = "failed"
    NEEDLESS = "needless"
    RECALLED = "recalled"  # from a caller who may not be reached any more


WORDS = {
    Channel.SMS: {
        Reach.WAITING: later("text waits to leave"),
        Reach.SENT: later("text sent"),
        Reach.ARRIVED: later("text arrived"),
        Reach.FAILED: later("text not delivered"),
        Reach.NEEDLESS: later("text no longer needed"),
        Reach.RECALLED: later("text taken back before it left"),
    },
    Channel.CALL: {
        Reach.WAITING: later("call waits"),
        Reach.SENT: later("calling"),
        Reach.ARRIVED: later("call picked up"),
        Reach.FAILED: later("call not answered"),
        Reach.NEEDLESS: later("call no longer needed"),
        Reach.RECALLED: later("call taken back before it was made"),
    },
    Channel.EMAIL: {
        Reach.WAITING: later("e-mail waits to leave"),
        Reach.SENT: later("e-mail sent"),
        Reach.ARRIVED: later("e-mail arrived"),
        Reach.FAILED: later("e-mail not delivered"),
        Reach.NEEDLESS: later("e-mail no longer needed"),
        Reach.RECALLED: later("e-mail taken back before it left"),
    },
}

BY_STATE = {
    State.PENDING: Reach.WAITING,
    State.LEASED: Reach.WAITING,
    State.ACCEPTED: Reach.SENT,
    State.REFUSED: Reach.FAILED,
    State.REPLACED: Reach.FAILED,
    State.CANCELLED: Reach.NEEDLESS,
}

# The carrier's own words, for texts and for calls.
BY_CARRIER = {
    "delivered": Reach.ARRIVED,
    "read": Reach.ARRIVED,
    "in-progress": Reach.ARRIVED,
    "completed": Reach.ARRIVED,
    "undelivered": Reach.FAILED,
    "failed": Reach.FAILED,
    "busy": Reach.FAILED,
    "no-answer": Reach.FAILED,
    "canceled": Reach.FAILED,
}


UNHEARD = {
    "busy": later("The line was busy"),
    "no-answer": later("Nobody picked up"),
    "canceled": later("It was ended before anybody picked up"),
}
AT_ONCE = later("in the answer to their text")


@dataclass(frozen=True)
class Delivery:
    """`why` says more of it; empty where there is nothing to say."""

    channel: Channel
    reach: Reach
    at: datetime
    why: str = ""

    @property
    def words(self) -> str:
        return WORDS[self.channel][self.reach]


def delivery(row: Outgoing) -> Delivery:
    reach = BY_CARRIER.get(row.carrier_status or "", BY_STATE[row.state])
    if reach is Reach.NEEDLESS and row.purpose in TO_CALLERS:
        reach = Reach.RECALLED
    why = _why(row) if reach is Reach.FAILED else ""
    return Delivery(row.channel, reach, row.settled_at or row.created_at, why)


def of_reply(contact: Contact | None, at: datetime) -> Delivery:
    """Of the automatic one to a text; it was sent with the answer, whatever else is known of it."""
    reach = BY_CARRIER.get((contact and contact.reply_status) or "", Reach.SENT)
    if reach is Reach.SENT:
        return Delivery(Channel.SMS, reach, at, gettext(AT_ONCE))
    code = contact.reply_error if contact and reach is Reach.FAILED else None
    return Delivery(Channel.SMS, reach, at, _by_code(code))


def _why(row: Outgoing) -> str:
    if row.carrier_status in UNHEARD:
        return gettext(UNHEARD[row.carrier_status])
    return _by_code(row.error_code)


def _by_code(code: str | None) -> str:
    """In words where anybody knows them; the carrier's code tells an operator more than nothing."""
    if code in labels.NOT_SENT:
        return gettext(labels.NOT_SENT[code])
    return gettext("The carrier’s code is %(code)s", code=code) if code else ""
