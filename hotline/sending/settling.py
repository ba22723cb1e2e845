"""What came of a try, written down: it left, it never will, or it is tried again."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never

from sqlalchemy import bindparam, update

from hotline.sending import breakers, course, receipts
from hotline.sending.course import Course
from hotline.sending.outbox import WAITING, Outcome, Outgoing, SendAttempt, State
from hotline.sending.parcels import Parcel
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
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


_ATTEMPT = (SendAttempt.outgoing_id == bindparam(course.ROW), SendAttempt.n == bindparam("n"))
_ASKED = Prepared(
    update(SendAttempt)
    .where(*_ATTEMPT)
    .values(provider=bindparam("provider"))
    .returning(SendAttempt.id)
)
_ENDED = (
    update(SendAttempt)
    .where(*_ATTEMPT)
    .values(
        ended_at=MOMENT,
        outcome=bindparam("outcome"),
        carrier_sid=bindparam("sid"),
        error_code=bindparam("code"),
    )
    .returning(SendAttempt.id)
)
_END = Prepared(_ENDED)
_END_AND_READ = Prepared(
    course.reading().where(Outgoing.id == bindparam(course.ROW)).add_cte(_ENDED.cte("ended"))
)


def asks(work: Work, parcel: Parcel, provider: Provider) -> None:
    """Written down before it is done."""
    _ASKED.first(work.connection, {**_try(parcel), "provider": provider.value})


def waits(work: Work, parcel: Parcel) -> None:
    """Nobody was asked."""
    _END.first(work.connection, _ending(work, parcel, Result(Outcome.WAITED)))


def settle(work: Work, parcel: Parcel, result: Result, *, at_once: bool = False) -> None:
    """Write down what came of it. A sender whose lease passed on still leaves the carrier's id.

    `at_once`: somebody else can be asked now, if this one did not take it.
    """
    found = _END_AND_READ.first(work.connection, _ending(work, parcel, result))
    if found is not None:  # a canary that was given up meanwhile has left no trace
        _write_down(work, course.of(found), parcel, result, at_once=at_once)
    if result.blame is not None:
        _blame(work, result.blame, parcel.channel, result.why)


def _write_down(work: Work, was: Course, parcel: Parcel, result: Result, *, at_once: bool) -> None:
    now = was
    if was.state in WAITING and was.fence == parcel.fence:
        now = _concluded(work, was, result, at_once=at_once)
    if now.carrier_sid is None:
        now = replace(now, carrier_sid=result.sid)
    if now != was:
        course.write(work, now)
    if was.state is not State.ACCEPTED and now.state is State.ACCEPTED:
        receipts.tell(work, now)


def _try(parcel: Parcel) -> dict[str, object]:
    return {course.ROW: parcel.id, "n": parcel.fence}


def _ending(work: Work, parcel: Parcel, result: Result) -> dict[str, object]:
    said = {"outcome": result.outcome.value, "sid": result.sid, "code": result.error_code or None}
    return {**_try(parcel), **said, MOMENT.key: work.now}


def _blame(work: Work, provider: Provider, channel: Channel, why: str) -> None:
    if why:
        breakers.failed(work, provider, channel, why)
    else:
        breakers.answered(work, provider, channel)


def _concluded(work: Work, was: Course, result: Result, *, at_once: bool) -> Course:
    match result.outcome:
        case Outcome.ACCEPTED:
            return course.accepted(was, work.policy, work.now)
        case Outcome.REFUSED:
            facts = {"channel": was.channel.value, "code": result.error_code}
            journal.write(work, Act.NOT_SENT, ticket_id=was.ticket_id, facts=facts)
            code = result.error_code
            return replace(was, state=State.REFUSED, error_code=code, lease_until=None)
        case Outcome.THROTTLED | Outcome.AMBIGUOUS | Outcome.WAITED:
            again = work.now + _pause(was, result, at_once=at_once)
            return replace(was, state=State.PENDING, not_before=again, lease_until=None)
        case _:
            assert_never(result.outcome)


def _pause(was: Course, result: Result, *, at_once: bool) -> timedelta:
    """Those a busy carrier sent away come again one after another, not all at once again."""
    if at_once and result.outcome is Outcome.THROTTLED:
        return timedelta()
    if result.busy:
        return timedelta(seconds=1 + hash((was.id, was.fence)) % min(2**was.fence, BUSY_SPREAD))
    return retry_after(was.fence)


def retry_after(attempts: int) -> timedelta:
    """2, 4, 8 ... seconds, never more than a minute; the other channels do not wait for it."""
    return timedelta(seconds=min(2**attempts, 60))
