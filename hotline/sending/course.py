"""How far something that leaves has come: read under its lock, judged, and written as a whole."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select, update

from hotline.policy import Policy
from hotline.sending.outbox import WAITING, Outgoing, Purpose, State
from hotline.store.prepared import Prepared
from hotline.store.work import Work
from hotline.telephony.carrier import FAILED, HEARD, UNHEARD, Receipt, rises
from hotline.vocabulary import Channel, Severity

ROW = "row"  # the parameter that names one


@dataclass(frozen=True)
class Course:
    """What senders and receipts know of an outgoing row; its number and its words stay sealed.

    All from `state` on is theirs to change (`hotline.sending.outbox.Outgoing`).
    """

    id: uuid.UUID
    purpose: Purpose
    channel: Channel
    severity: Severity
    ticket_id: uuid.UUID | None
    referral_id: uuid.UUID | None
    fence: int
    state: State
    not_before: datetime
    lease_until: datetime | None
    settled_at: datetime | None
    carrier_sid: str | None
    carrier_status: str | None
    error_code: str | None
    unheard_at: datetime | None


_CHANGES = (
    *("state", "not_before", "lease_until", "settled_at"),
    *("carrier_sid", "carrier_status", "error_code", "unheard_at"),
)
_WRITE = Prepared(
    update(Outgoing)
    .where(Outgoing.id == bindparam(ROW))
    .values({name: bindparam(name) for name in _CHANGES})
    .returning(Outgoing.id)
)


def reading() -> Select[Any]:
    """A question that locks what it finds; `of` reads its rows."""
    columns = [getattr(Outgoing, name) for name in Course.__dataclass_fields__]
    return select(*columns).with_for_update()


def of(row: tuple[Any, ...]) -> Course:
    known = dict(zip(Course.__dataclass_fields__, row, strict=True))
    kinds = {"purpose": Purpose, "channel": Channel, "severity": Severity, "state": State}
    return Course(**known | {name: kind(known[name]) for name, kind in kinds.items()})


def write(work: Work, now: Course) -> None:
    values = {name: getattr(now, name) for name in _CHANGES}
    _WRITE.first(work.connection, {**values, "state": now.state.value, ROW: now.id})


def accepted(was: Course, policy: Policy, now: datetime) -> Course:
    """The carrier has it: from now on somebody waits for a sign that it arrived."""
    patience = _patience(was, policy)
    unheard_at = was.unheard_at if patience is None else now + patience
    return replace(
        was, state=State.ACCEPTED, settled_at=now, lease_until=None, unheard_at=unheard_at
    )


def _patience(course: Course, policy: Policy) -> timedelta | None:
    """How long silence may last; a telephone of an agency has its answer's own deadline."""
    match course.purpose:
        case Purpose.PAGE:
            return policy.ladders[course.severity].patience.get(course.channel)
        case Purpose.REFERRAL if course.channel is Channel.EMAIL:
            return policy.email_patience
        case _:
            return None


def risen(was: Course, receipt: Receipt, policy: Policy, now: datetime) -> Course:
    """As the receipt leaves it: as it was, where that is no news or proves nothing.

    One that comes before our own commit of the carrier's id proves the id: whoever gives it has
    looked the row up by the URL it came to.
    """
    if not (receipt.sid and receipt.status):
        return was
    if was.carrier_sid is None:
        was = replace(was, carrier_sid=receipt.sid)
        was = accepted(was, policy, now) if was.state in WAITING else was
    if was.carrier_sid != receipt.sid or not rises(was.carrier_status, receipt.status):
        return was
    failed = receipt.status in FAILED and was.state is State.ACCEPTED
    return replace(
        was,
        carrier_status=receipt.status,
        error_code=receipt.error_code or was.error_code,
        unheard_at=_unheard_at(was, receipt.status, now),
        state=State.REFUSED if failed else was.state,
    )


def _unheard_at(was: Course, status: str, now: datetime) -> datetime | None:
    if was.unheard_at is None or status in HEARD:
        return None
    return now if status in UNHEARD else was.unheard_at
