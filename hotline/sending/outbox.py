"""The one door out: what is to be sent is written beside the reason for sending it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    bindparam,
    case,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from hotline import safe_contact
from hotline.safety import Errand, Message
from hotline.staff import PHONE
from hotline.store.one_trip import copy_all, insert_unknown
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.sealing import Sealed, sealed_values
from hotline.store.work import Base, Work, table_of
from hotline.telephony.carrier import Provider
from hotline.vocabulary import Channel, Language, Severity

LEASE = timedelta(seconds=15)


class State(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    ACCEPTED = "accepted"  # the carrier has it
    REFUSED = "refused"  # the carrier will never deliver it; waits for a decision
    REPLACED = "replaced"  # another channel or a human took over
    CANCELLED = "cancelled"  # an acknowledgement made it needless


WAITING = (State.PENDING, State.LEASED)  # it has not left
ALIVE = (*WAITING, State.ACCEPTED)  # it reached somebody, or may yet


class Purpose(StrEnum):
    PAGE = "page"
    OFFER = "offer"  # rings somebody for a caller who waits
    CALLER_ALERT = "caller_alert"  # to whoever is on duty: a caller waits long, or calls silently
    HANDOVER = "handover"  # of a shift, that nobody signed
    REFERRAL = "referral"
    WITHDRAWAL = "withdrawal"  # of a request an agency was told of
    RELAY_ANSWER = "relay_answer"  # to the national line, of what it passed on
    REPLY = "reply"
    FEEDBACK = "feedback"  # to a caller: what became of it
    CALL_BACK_OURS = "call_back_ours"  # rings whoever wants to call somebody back
    CALL_BACK = "call_back"  # rings the caller then
    LINK_CODE = "link_code"  # opens an agency's link
    NUMBER_CODE = "number_code"  # verifies the number of somebody of ours
    TEST_CALL = "test_call"  # tries it
    CANARY = "canary"  # the line proves itself
    ALARM = "alarm"  # the line is ill
    NUMBER_MOVED = "number_moved"  # tells the one before it that nothing comes there any more


# What leaves for somebody who reached us, who may not be alone.
TO_CALLERS = {
    Purpose.REPLY: Errand.ANSWER,
    Purpose.FEEDBACK: Errand.FEEDBACK,
    Purpose.CALL_BACK: Errand.ANSWER,
}
_KEYS_AGAIN = {
    Purpose.PAGE: "page.call_again",
    Purpose.NUMBER_CODE: "number.code_again",
    Purpose.TEST_CALL: "number.test_again",
    Purpose.CALL_BACK_OURS: "call_back.ours_again",
}


def keys_again(purpose: Purpose) -> str:
    """The name of the text that says once more which keys there are in a call of ours."""
    return _KEYS_AGAIN.get(purpose, "referral.call_again")


class Outgoing(Base):
    """One SMS or call to leave. `reason` is unique: asking twice sends once.

    It is about one ticket, about all of a digest, or about the number of one of ours.
    `carrier_status` is the carrier's own word, and only ever rises (hotline/sending/receipts.py).
    `unheard_at` is when silence about a page, or a mail to an agency, means that it reached nobody;
    None once it is known.
    `mend_after` sets aside what could not be given a successor, `mend_tries` is how often.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        Index(
            "ix_outgoing_waiting",
            "not_before",
            postgresql_where=text("state IN ('pending', 'leased', 'refused')"),
        ),
        Index("ix_outgoing_unheard", "unheard_at", postgresql_where=text("unheard_at IS NOT NULL")),
    )

    reason: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[Purpose]
    channel: Mapped[Channel]
    severity: Mapped[Severity]
    language: Mapped[Language] = mapped_column(default=Language.VI)
    to = Sealed()
    to_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    body = Sealed()
    code: Mapped[str | None] = mapped_column(index=True)
    ticket_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    digest_id: Mapped[uuid.UUID | None]
    referral_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[State] = mapped_column(default=State.PENDING)
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    carrier_sid: Mapped[str | None] = mapped_column(unique=True)
    carrier_status: Mapped[str | None]
    error_code: Mapped[str | None]
    unheard_at: Mapped[datetime | None]
    mend_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    mend_after: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    THROTTLED = "throttled"
    AMBIGUOUS = "ambiguous"
    WAITED = "waited"  # nobody was asked


class SendAttempt(Base):
    """One try, committed before the carrier is asked, so that a dead sender leaves a trace.

    `provider` is empty until somebody is about to be asked, and for e-mail.
    """

    __tablename__ = "send_attempt"

    outgoing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outgoing.id"), index=True)
    n: Mapped[int]
    worker: Mapped[str]
    provider: Mapped[Provider | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    carrier_sid: Mapped[str | None]
    error_code: Mapped[str | None]


@dataclass(frozen=True)
class Letter:
    """What to send to whom and why; `code` is what the answer must carry."""

    reason: str
    purpose: Purpose
    channel: Channel
    severity: Severity
    to: str
    body: str
    ticket_id: uuid.UUID | None
    digest_id: uuid.UUID | None = None
    code: str | None = None
    referral_id: uuid.UUID | None = None
    staff_id: uuid.UUID | None = None
    language: Language = Language.VI
    id: uuid.UUID = field(default_factory=uuid.uuid4)


def put(work: Work, *letters: Letter) -> int:
    """Queue letters; one whose reason is already known is not queued again. How many were new.

    Raises UnsafeError where one is for a caller who may not be reached so now.
    """
    if not letters:
        return 0
    work.session.flush()
    for letter in letters:
        if letter.purpose in TO_CALLERS:
            message = Message(TO_CALLERS[letter.purpose], letter.channel, letter.body)
            safe_contact.check(work, letter.to, message)
    rows = [_values(work, letter) for letter in letters]
    work.ring_afterwards()
    return insert_unknown(work.connection, table_of(Outgoing), rows, "reason")


def _values(work: Work, letter: Letter) -> dict[str, object]:
    texts = {"to": letter.to, "body": letter.body}
    return {
        "id": letter.id,
        "reason": letter.reason,
        "purpose": letter.purpose,
        "channel": letter.channel,
        "severity": letter.severity,
        "language": letter.language,
        "to_index": work.keyring.blind(letter.to, PHONE),
        "code": letter.code,
        "ticket_id": letter.ticket_id,
        "digest_id": letter.digest_id,
        "referral_id": letter.referral_id,
        "staff_id": letter.staff_id,
        "state": State.PENDING,
        "not_before": work.now,
        "fence": 0,
        "mend_tries": 0,
        "created_at": work.now,
        **sealed_values(Outgoing.__tablename__, letter.id, texts, work.keyring),
    }


# Spelled out: a prepared statement with parameters here could not use the index of what waits.
TO_LEAVE = Outgoing.state.in_([literal_column(f"'{s}'") for s in WAITING])
WORST_FIRST = case(
    {severity.value: severity.rank for severity in Severity}, value=Outgoing.severity
)


DUE = (TO_LEAVE, Outgoing.not_before <= MOMENT)


def claim(work: Work, worker: str, limit: int = 10) -> Sequence[Outgoing]:
    """Lease what is due, worst first; a lease that ran out falls due again by itself.

    The attempt is written in the same transaction, before anybody speaks to the carrier.
    """
    due = (
        select(Outgoing.id)
        .where(*DUE)
        .order_by(WORST_FIRST, Outgoing.not_before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    until = work.now + LEASE
    rows = work.session.scalars(
        update(Outgoing)
        .where(Outgoing.id.in_(due))
        .values(state=State.LEASED, fence=Outgoing.fence + 1, lease_until=until, not_before=until)
        .returning(Outgoing)
        .execution_options(populate_existing=True),
        {MOMENT.key: work.now},
    ).all()
    if rows:
        attempts = [_attempt(work, row, worker) for row in rows]
        copy_all(work.connection, table_of(SendAttempt), attempts)
    return sorted(rows, key=lambda row: (row.severity.rank, row.created_at))


_UNTIL = bindparam("until", type_=DateTime(timezone=True))
_HOLD = Prepared(
    update(Outgoing)
    .where(Outgoing.id == bindparam("row"), Outgoing.fence == bindparam("n"))
    .where(Outgoing.state == State.LEASED)
    .values(lease_until=_UNTIL, not_before=_UNTIL)
    .returning(Outgoing.id)
)


def hold(work: Work, row_id: uuid.UUID, fence: int) -> bool:
    """Begin the lease anew, just before speaking; False when it passed on or was cancelled."""
    values = {"row": row_id, "n": fence, _UNTIL.key: work.now + LEASE}
    return _HOLD.first(work.connection, values) is not None


def _attempt(work: Work, row: Outgoing, worker: str) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "outgoing_id": row.id,
        "n": row.fence,
        "worker": worker,
        "started_at": work.now,
    }
