"""How far a message of ours has come, in a sign and a word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboards.wording import later
from hotline.sending.outbox import Outgoing, State
from hotline.vocabulary import Channel


class Reach(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    ARRIVED = "arrived"
    FAILED = "failed"
    NEEDLESS = "needless"


WORDS = {
    Channel.SMS: {
        Reach.WAITING: later("text waits to leave"),
        Reach.SENT: later("text sent"),
        Reach.ARRIVED: later("text arrived"),
        Reach.FAILED: later("text not delivered"),
        Reach.NEEDLESS: later("text no longer needed"),
    },
    Channel.CALL: {
        Reach.WAITING: later("call waits"),
        Reach.SENT: later("calling"),
        Reach.ARRIVED: later("call picked up"),
        Reach.FAILED: later("call not answered"),
        Reach.NEEDLESS: later("call no longer needed"),
    },
    Channel.EMAIL: {
        Reach.WAITING: later("e-mail waits to leave"),
        Reach.SENT: later("e-mail sent"),
        Reach.ARRIVED: later("e-mail arrived"),
        Reach.FAILED: later("e-mail not delivered"),
        Reach.NEEDLESS: later("e-mail no longer needed"),
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


AT_ONCE = later("in the answer to their text; the carrier tells us no more of it")


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
    return Delivery(row.channel, reach, row.settled_at or row.created_at)
