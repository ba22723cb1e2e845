"""Once a month the number of everybody on the roster is rung: key 4 says that it was heard."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, exists, literal, literal_column, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import InvalidError
from hotline.sending import outbox
from hotline.sending.outbox import WAITING, Letter, Outgoing, Purpose, State
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work
from hotline.vocabulary import Channel, Severity
from referral.staffing import duty, numbers, proof
from referral.staffing.duty import DutyShift
from referral.staffing.numbers import NumberProof

PATIENCE = timedelta(minutes=5)  # from the carrier's taking it until nobody has pressed a key
TOO_LATE = timedelta(minutes=30)  # for a call that has not left: another day, in its hours
AGAIN = timedelta(days=1)  # after one that was not heard, or never left


class Result(StrEnum):
    ASKED = "asked"
    HEARD = "heard"
    FAILED = "failed"
    NOT_RUNG = "not_rung"  # it never left: that says nothing about the number


class NumberTest(Base):
    """One test call and what came of it; the call itself is a row of the outbox."""

    __tablename__ = "number_test"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    outgoing_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    result: Mapped[Result] = mapped_column(default=Result.ASKED)
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


_ON_THE_ROSTER = select(DutyShift.staff_id).where(DutyShift.ends_at > MOMENT)
_DUE = (NumberProof.test_due_at <= MOMENT, NumberProof.staff_id.in_(_ON_THE_ROSTER))
_ASKED = NumberTest.result == literal_column(f"'{Result.ASKED}'")
_ANYTHING = Prepared(
    select(literal(1)).where(
        or_(
            exists(select(NumberTest.id).where(_ASKED)), exists(select(NumberProof.id).where(*_DUE))
        )
    )
)


def turn(work: Work) -> int:
    """Judge the calls that had their time, ring the numbers whose turn it is; how many of both."""
    if not work.sees(_ANYTHING):
        return 0
    return _judge_all(work) + _ring_all(work)


def ring(work: Work, person: Staff, *, by: Staff) -> None:
    """Now, because somebody asks."""
    row = numbers.proof_of(work, person.id, lock=True)
    if row is None or not person.phone:
        raise InvalidError("a number is verified before it is tried")
    open_ = select(NumberTest.id).where(NumberTest.staff_id == person.id, _ASKED)
    if work.session.scalar(open_) is not None:
        raise InvalidError("this number is being rung already")
    row.test_due_at = work.now
    _ring(work, row, person)
    facts = {"people": str(person.id)}
    journal.write(work, Act.TEST_CALL_ASKED, by=journal.staff(by.id), facts=facts)


def heard(work: Work, call: Outgoing) -> None:
    """Key 4. A number that has changed since is not proven by a call to the one before."""
    row = work.session.scalars(
        select(NumberTest).where(NumberTest.outgoing_id == call.id).with_for_update()
    ).one()
    if row.result is Result.HEARD:
        return
    row.result, row.settled_at = Result.HEARD, work.now
    known = numbers.proof_of(work, row.staff_id, lock=True)
    if known is not None and known.verified_at <= row.asked_at:
        known.proven_at, known.failed_at = work.now, None
        known.test_due_at = work.now + work.policy.roster.number_test_every
    journal.write(work, Act.TEST_CALL_HEARD, by=journal.staff(row.staff_id))


def _ring_all(work: Work) -> int:
    if not proof.may_ring(work.now.astimezone(work.zone), work.policy.roster):
        return 0
    due = work.session.scalars(
        select(NumberProof).where(*_DUE).with_for_update(skip_locked=True),
        {MOMENT.key: work.now},
    ).all()
    people = duty.now_reachable(work).people if due else {}
    found = [(row, people[row.staff_id]) for row in due if row.staff_id in people]
    for row, person in found:
        _ring(work, row, person)
    return len(found)


def _ring(work: Work, row: NumberProof, person: Staff) -> None:
    letter = _letter(work, row, person)
    if outbox.put(work, letter):
        work.add(NumberTest(staff_id=person.id, outgoing_id=letter.id, asked_at=work.now))
    row.test_due_at = work.now + work.policy.roster.number_test_every


def _letter(work: Work, row: NumberProof, person: Staff) -> Letter:
    return Letter(
        reason=f"test:{person.id}:{row.test_due_at.isoformat()}",
        purpose=Purpose.TEST_CALL,
        channel=Channel.CALL,
        severity=Severity.ROUTINE,
        to=person.phone or "",
        body=work.policy.say("number.test_call", person.language),
        ticket_id=None,
        staff_id=person.id,
        language=person.language,
    )


def _judge_all(work: Work) -> int:
    asked = work.session.execute(
        select(NumberTest, Outgoing)
        .join(Outgoing, Outgoing.id == NumberTest.outgoing_id)
        .where(_ASKED)
        .with_for_update(skip_locked=True)
    ).all()
    return sum(_judge(work, call, left) for call, left in asked)


def _judge(work: Work, call: NumberTest, left: Outgoing) -> bool:
    result = _result(call, left, work.now)
    if result is Result.ASKED:
        return False
    call.result, call.settled_at = result, work.now
    if result is Result.NOT_RUNG:
        left.state, left.settled_at = State.CANCELLED, work.now
    known = numbers.proof_of(work, call.staff_id, lock=True)
    if known is not None and known.verified_at <= call.asked_at:
        known.test_due_at = work.now + AGAIN
        known.failed_at = work.now if result is Result.FAILED else known.failed_at
    if result is Result.FAILED:
        journal.write(work, Act.TEST_CALL_FAILED, facts={"people": str(call.staff_id)})
    return True


def _result(call: NumberTest, left: Outgoing, now: datetime) -> Result:
    """What is known by now of a call in which nobody has pressed 4."""
    if left.state in WAITING:
        return Result.NOT_RUNG if now - call.asked_at >= TOO_LATE else Result.ASKED
    rung_at = left.settled_at or now
    has_time = left.state is State.ACCEPTED and now - rung_at < PATIENCE
    return Result.ASKED if has_time else Result.FAILED
