"""What came of a try, written down: it left, it never will, or it is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from sqlalchemy import update

from hotline.sending import breakers, outbox, receipts
from hotline.sending.outbox import Outcome, Outgoing, SendAttempt, State
from hotline.sending.parcels import Parcel
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony.carrier import Provider
from hotline.vocabulary import Channel

BUSY_SPREAD = 8  # seconds at most over which those come again whom a busy carrier sent away


@dataclass(frozen=True)
class Result:
    """`blame` is the provider that answered, or with `why` failed to; a `busy` one is well."""

    outcome: Outcome
    sid: str | None = None
    error_code: str = ""
    blame: Provider | None = None
    why: str = ""
    busy: bool = False


def note(work: Work, parcel: Parcel, **values: object) -> None:
    """What is known of the try now."""
    work.session.execute(
        update(SendAttempt)
        .where(SendAttempt.outgoing_id == parcel.id, SendAttempt.n == parcel.fence)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def settle(work: Work, parcel: Parcel, result: Result, *, at_once: bool = False) -> None:
    """Write down what came of it. A sender whose lease passed on still leaves the carrier's id.

    `at_once`: somebody else can be asked now, if this one did not take it.
    """
    note(
        work,
        parcel,
        ended_at=work.now,
        outcome=result.outcome,
        carrier_sid=result.sid,
        error_code=result.error_code or None,
    )
    row = work.session.get_one(Outgoing, parcel.id, with_for_update=True)
    if row.state in (State.PENDING, State.LEASED) and row.fence == parcel.fence:
        _conclude(work, row, result, at_once=at_once)
    if row.carrier_sid is None:
        row.carrier_sid = result.sid
    if result.blame is not None:
        _blame(work, result.blame, parcel.channel, result.why)


def _blame(work: Work, provider: Provider, channel: Channel, why: str) -> None:
    if why:
        breakers.failed(work, provider, channel, why)
    else:
        breakers.answered(work, provider, channel)


def _conclude(work: Work, row: Outgoing, result: Result, *, at_once: bool) -> None:
    match result.outcome:
        case Outcome.ACCEPTED:
            outbox.accepted(work, row)
            receipts.tell(work, row)
        case Outcome.REFUSED:
            row.state, row.error_code, row.lease_until = State.REFUSED, result.error_code, None
            facts = {"channel": row.channel.value, "code": result.error_code}
            journal.write(work, Act.NOT_SENT, ticket_id=row.ticket_id, facts=facts)
        case Outcome.THROTTLED | Outcome.AMBIGUOUS | Outcome.WAITED:
            row.state, row.lease_until = State.PENDING, None
            row.not_before = work.now + _pause(row, result, at_once=at_once)
        case _:
            assert_never(result.outcome)


def _pause(row: Outgoing, result: Result, *, at_once: bool) -> timedelta:
    """Those a busy carrier sent away come again one after another, not all at once again."""
    if at_once and result.outcome is Outcome.THROTTLED:
        return timedelta()
    if result.busy:
        return timedelta(seconds=1 + hash((row.id, row.fence)) % min(2**row.fence, BUSY_SPREAD))
    return retry_after(row.fence)


def retry_after(attempts: int) -> timedelta:
    """2, 4, 8 ... seconds, never more than a minute; the other channels do not wait for it."""
    return timedelta(seconds=min(2**attempts, 60))
