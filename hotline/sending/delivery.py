"""Empty the outbox, never holding a transaction while the carrier speaks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import func, or_, select, update

from hotline.sending import outbox
from hotline.sending.mail import Mail, Post
from hotline.sending.outbox import Outcome, Outgoing, Purpose, SendAttempt, State
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work, Workplace
from hotline.telephony import twiml
from hotline.telephony.carrier import (
    AmbiguousError,
    CallToPlace,
    Carrier,
    RefusedError,
    SmsToSend,
    ThrottledError,
)
from hotline.vocabulary import Channel, Language, Severity

RING_FOR = timedelta(seconds=25)
PAGE_IS_STALE = timedelta(minutes=5)  # by then the ladder has climbed on


@dataclass(frozen=True)
class Couriers:
    """Who takes what leaves the house: texts and calls, and e-mail."""

    carrier: Carrier
    post: Post


@dataclass(frozen=True)
class Parcel:
    """An outgoing row as the sender needs it, free of the transaction it was read in."""

    id: uuid.UUID
    fence: int
    purpose: Purpose
    channel: Channel
    language: Language
    severity: Severity
    to: str
    body: str
    first_tried_at: datetime | None


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    sid: str | None = None
    error_code: str = ""


class Delivery:
    """Sends what waits. Any number may run at once, in threads and on hosts."""

    def __init__(
        self, workplace: Workplace, couriers: Couriers, public_url: str, worker: str
    ) -> None:
        self._workplace = workplace
        self._carrier, self._post = couriers.carrier, couriers.post
        self._public_url, self._worker = public_url, worker

    def run(self, batch: int = 10) -> int:
        """Try everything that is due once; how many the carrier took."""
        taken = 0
        while parcels := self._claim(batch):
            for parcel in parcels:
                taken += self._deliver(parcel)
        return taken

    def _claim(self, batch: int) -> list[Parcel]:
        with self._workplace.work() as work:
            rows = outbox.claim(work, self._worker, batch)
            earlier = _earlier_attempts(work, rows)
            if rows:
                self._workplace.reach("send.before_leasing")
            return [_parcel(row, earlier.get(row.id)) for row in rows]

    def _deliver(self, parcel: Parcel) -> bool:
        """Those before it in the batch may have taken long: another sender may have it by now."""
        with self._workplace.work() as work:
            if not outbox.hold(work, parcel.id, parcel.fence):
                return False
        self._workplace.reach("send.before_asking")
        result = self._send(parcel)
        self._workplace.reach("send.after_asking")
        with self._workplace.work() as work:
            settle(work, parcel, result)
        self._workplace.reach("send.after_settling")
        return result.outcome is Outcome.ACCEPTED

    def _send(self, parcel: Parcel) -> Result:
        try:
            sid = self._found(parcel) or self._ask(parcel)
        except RefusedError as error:
            return Result(Outcome.REFUSED, error_code=error.code)
        except ThrottledError:
            return Result(Outcome.THROTTLED)
        except AmbiguousError:
            return Result(Outcome.AMBIGUOUS)
        return Result(Outcome.ACCEPTED, sid)

    def _ask(self, parcel: Parcel) -> str:
        match parcel.channel:
            case Channel.SMS:
                return self._carrier.send_sms(self._sms(parcel))
            case Channel.CALL:
                return self._carrier.place_call(self._call(parcel))
            case Channel.EMAIL:
                return self._post.send(self._mail(parcel))

    def _found(self, parcel: Parcel) -> str | None:
        """An earlier try may have been taken: look in the carrier's own list before sending.

        The post has no such list; there the mail itself says that it is the same one.
        """
        if parcel.first_tried_at is None or parcel.channel is Channel.EMAIL:
            return None
        if parcel.channel is Channel.SMS:
            sids = self._carrier.find_sms(self._sms(parcel), parcel.first_tried_at)
        else:
            sids = self._carrier.find_calls(self._call(parcel), parcel.first_tried_at)
        with self._workplace.work() as work:
            others = select(Outgoing.carrier_sid).where(
                Outgoing.carrier_sid.in_(sids), Outgoing.id != parcel.id
            )
            known = set(work.session.scalars(others))
        return next((sid for sid in sids if sid not in known), None)

    def _sms(self, parcel: Parcel) -> SmsToSend:
        valid_for = PAGE_IS_STALE if parcel.purpose is Purpose.PAGE else None
        return SmsToSend(parcel.to, parcel.body, self._status_url("sms", parcel), valid_for)

    def _mail(self, parcel: Parcel) -> Mail:
        subject = self._workplace.policy.say("page.email_subject", parcel.language)
        return Mail(str(parcel.id), parcel.to, subject, parcel.body)

    def _call(self, parcel: Parcel) -> CallToPlace:
        program, status = self._program(parcel), self._status_url("voice", parcel)
        return CallToPlace(parcel.to, program, status, RING_FOR)

    def _program(self, parcel: Parcel) -> str:
        if parcel.purpose is Purpose.WITHDRAWAL:
            return twiml.tell(parcel.body, parcel.language)  # there is nothing to answer
        answer = f"{self._public_url}/webhooks/voice/answer/{parcel.id}/1"
        again = self._workplace.policy.say(outbox.keys_again(parcel.purpose), parcel.language)
        return twiml.ask_for_key(parcel.body, again, answer, parcel.language)

    def _status_url(self, kind: str, parcel: Parcel) -> str:
        """The receipt's own URL names the row, so a receipt that outruns our commit finds it."""
        return f"{self._public_url}/webhooks/{kind}/status?o={parcel.id}"


def _earlier_attempts(work: Work, rows: Sequence[Outgoing]) -> dict[uuid.UUID, datetime]:
    """When each row was first tried without our hearing that it was not taken."""
    again = [row.id for row in rows if row.fence > 1]
    if not again:
        return {}
    perhaps = or_(
        SendAttempt.outcome.is_(None),
        SendAttempt.outcome.in_([Outcome.AMBIGUOUS, Outcome.ACCEPTED]),
    )
    query = (
        select(SendAttempt.outgoing_id, func.min(SendAttempt.started_at))
        .join(Outgoing, Outgoing.id == SendAttempt.outgoing_id)
        .where(Outgoing.id.in_(again), SendAttempt.n < Outgoing.fence, perhaps)
        .group_by(SendAttempt.outgoing_id)
    )
    return dict(work.session.execute(query).all())


def _parcel(row: Outgoing, first_tried_at: datetime | None) -> Parcel:
    return Parcel(
        row.id,
        row.fence,
        row.purpose,
        row.channel,
        row.language,
        row.severity,
        row.to or "",
        row.body or "",
        first_tried_at,
    )


def settle(work: Work, parcel: Parcel, result: Result) -> None:
    """Write down what came of it. A sender whose lease passed on still leaves the carrier's id."""
    work.session.execute(
        update(SendAttempt)
        .where(SendAttempt.outgoing_id == parcel.id, SendAttempt.n == parcel.fence)
        .values(
            ended_at=work.now,
            outcome=result.outcome,
            carrier_sid=result.sid,
            error_code=result.error_code or None,
        )
    )
    row = work.session.get_one(Outgoing, parcel.id, with_for_update=True)
    if row.state in (State.PENDING, State.LEASED) and row.fence == parcel.fence:
        _conclude(work, row, result)
    if row.carrier_sid is None:
        row.carrier_sid = result.sid


def _conclude(work: Work, row: Outgoing, result: Result) -> None:
    match result.outcome:
        case Outcome.ACCEPTED:
            outbox.accepted(work, row)
        case Outcome.REFUSED:
            row.state, row.error_code, row.lease_until = State.REFUSED, result.error_code, None
            facts = {"channel": row.channel.value, "code": result.error_code}
            journal.write(work, Act.NOT_SENT, ticket_id=row.ticket_id, facts=facts)
        case Outcome.THROTTLED | Outcome.AMBIGUOUS:
            row.state, row.lease_until = State.PENDING, None
            row.not_before = work.now + retry_after(row.fence)
        case _:
            assert_never(result.outcome)


def retry_after(attempts: int) -> timedelta:
    """2, 4, 8 ... seconds, never more than a minute; the other channels do not wait for it."""
    return timedelta(seconds=min(2**attempts, 60))
