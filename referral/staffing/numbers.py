"""The numbers of the line's own people: verified by a code, and by that counted as reachable.

Being paged never depends on it: whoever has a number is paged (referral/staffing/duty.py).
"""

import re
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline import staff
from hotline.errors import InvalidError, NotAllowedError
from hotline.phones import normal
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Base, Work
from hotline.vocabulary import Channel, Severity
from referral import letters
from referral.staffing import duty, proof
from referral.staffing.proof import Standing

CODE_LIFE = timedelta(minutes=10)
MOST_CODES, WITHIN, MOST_TRIES = 5, timedelta(hours=1), 5
PURPOSE = "number code"  # of the keyed hash: six digits are soon guessed from a plain one
WHOLE = re.compile(r"\+[1-9]\d{7,14}")


class NumberProof(Base):
    """That a person's number reaches them; it goes when the number changes.

    `proven_at` is when a code was typed or a test call heard, `failed_at` when one was not.
    """

    __tablename__ = "number_proof"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), unique=True)
    verified_at: Mapped[datetime]
    proven_at: Mapped[datetime]
    test_due_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]


class NumberCode(Base):
    """One code that was sent; of it only a hash, bound to the number it went to."""

    __tablename__ = "number_code"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)


def counted(work: Work) -> frozenset[uuid.UUID]:
    """The supervisors known to be reachable; all others with a number are paged all the same."""
    known = proofs(work)
    paged = duty.now_reachable(work).people
    return frozenset(one for one in paged if standing(work, known.get(one)) is Standing.PROVEN)


def proofs(work: Work) -> dict[uuid.UUID, NumberProof]:
    return {row.staff_id: row for row in work.session.scalars(select(NumberProof))}


def proof_of(work: Work, staff_id: uuid.UUID, *, lock: bool = False) -> NumberProof | None:
    query = select(NumberProof).where(NumberProof.staff_id == staff_id)
    return work.session.scalar(query.with_for_update() if lock else query)


def standing(work: Work, row: NumberProof | None) -> Standing:
    proven_at, failed_at = (row.proven_at, row.failed_at) if row else (None, None)
    return proof.standing(proven_at, failed_at, work.policy.roster, work.now)


def change(work: Work, person: Staff, written: str) -> None:
    """Another number of one's own, which nobody has verified yet."""
    if _replace(work, person, written):
        journal.write(work, Act.NUMBER_CHANGED, by=journal.staff(person.id))


def change_for(work: Work, person: Staff, written: str, *, by: Staff) -> None:
    """The same for somebody who cannot, with a telephone lost or broken."""
    if by.role is not Role.ADMIN:
        raise NotAllowedError("an administrator changes the numbers of others")
    if _replace(work, person, written):
        facts = {"people": str(person.id)}
        journal.write(work, Act.NUMBER_SET, by=journal.staff(by.id), facts=facts)


def _replace(work: Work, person: Staff, written: str) -> bool:
    """From now on it is the one that is paged, and the one before it hears that it is not."""
    number = normal(written)
    if number is None or not WHOLE.fullmatch(number):
        raise InvalidError("this is no telephone number")
    if number == person.phone:
        return False
    before = person.phone
    staff.set_number(work, person, number)
    work.session.execute(delete(NumberProof).where(NumberProof.staff_id == person.id))
    if before:
        outbox.put(work, _farewell(work, person, before))
    return True


def _farewell(work: Work, person: Staff, before: str) -> Letter:
    """Whoever holds it by now reads no name, and not what the line is for."""
    return Letter(
        reason=f"number-moved:{person.id}:{work.now.isoformat()}",
        purpose=Purpose.NUMBER_MOVED,
        channel=Channel.SMS,
        severity=Severity.ROUTINE,
        to=before,
        body=work.policy.say_plain("number.moved", person.language),
        ticket_id=None,
        staff_id=person.id,
        language=person.language,
    )


def send_code(work: Work, person: Staff, channel: Channel) -> None:
    """Six digits to the person's own number, as a text or spoken."""
    recent = select(func.count()).where(
        NumberCode.staff_id == person.id, NumberCode.sent_at > work.now - WITHIN
    )
    if not person.phone:
        raise InvalidError("there is no number to verify")
    if (work.session.scalar(recent) or 0) >= MOST_CODES:
        raise InvalidError("too many codes were asked for; wait an hour")
    digits = f"{secrets.randbelow(10**6):06d}"
    sent = work.add(
        NumberCode(
            staff_id=person.id,
            code_hash=work.keyring.blind(_bound(person, digits), PURPOSE),
            sent_at=work.now,
            tries=0,
        )
    )
    outbox.put(work, _letter(work, person, sent, channel, digits))
    facts = {"channels": channel.value}
    journal.write(work, Act.NUMBER_CODE_SENT, by=journal.staff(person.id), facts=facts)


def verify(work: Work, person: Staff, typed: str) -> bool:
    """Whether it is the newest code; a wrong one counts, and five end it."""
    newest = work.session.scalars(
        select(NumberCode)
        .where(NumberCode.staff_id == person.id, NumberCode.sent_at > work.now - CODE_LIFE)
        .order_by(NumberCode.sent_at.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if newest is None or newest.tries >= MOST_TRIES:
        return False
    bound = _bound(person, "".join(typed.split()))
    if newest.code_hash not in work.keyring.blinds(bound, PURPOSE):
        newest.tries += 1
        return False
    newest.tries = MOST_TRIES  # it opens once
    prove(work, person)
    journal.write(work, Act.NUMBER_VERIFIED, by=journal.staff(person.id))
    return True


def prove(work: Work, person: Staff) -> None:
    """The number is verified as of now; its first test call comes in a month."""
    row = proof_of(work, person.id, lock=True) or work.add(NumberProof(staff_id=person.id))
    row.verified_at = row.proven_at = work.now
    row.test_due_at, row.failed_at = work.now + work.policy.roster.number_test_every, None


def _bound(person: Staff, digits: str) -> str:
    return f"{person.id}|{person.phone}|{digits}"


def _letter(work: Work, person: Staff, sent: NumberCode, channel: Channel, digits: str) -> Letter:
    return Letter(
        reason=f"number:{sent.id}:{channel}",
        purpose=Purpose.NUMBER_CODE,
        channel=channel,
        severity=Severity.ROUTINE,
        to=person.phone or "",
        body=letters.number_code(digits, channel, work.policy, person.language),
        ticket_id=None,
        staff_id=person.id,
        language=person.language,
    )
