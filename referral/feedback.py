"""Telling whoever reported what became of it: in the policy's words, once, and where it is safe."""

from dataclasses import dataclass

from sqlalchemy import func, select

from hotline import feedback, safe_contact
from hotline.errors import InvalidError
from hotline.feedback import Course, Manner, Moment
from hotline.safety import Errand, Message, Verdict
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Outgoing, Purpose
from hotline.staff import PHONE, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, Severity
from referral import reporters
from referral.referrals import Referral, Status
from referral.reporters import Reporter

HAS_IT = (Status.ACKNOWLEDGED, Status.REPORTED, Status.CLOSED)


@dataclass(frozen=True)
class Offer:
    """Exactly what would leave, and whether it may."""

    moment: Moment
    words: str
    verdict: Verdict


def offer(work: Work, ticket: Ticket, to: Reporter) -> Offer | None:
    moment = feedback.due(_course(work, ticket, to), work.policy.feedback, work.now)
    if moment is None:
        return None
    words = work.policy.say(f"feedback.{moment}", to.language)
    message = Message(Errand.FEEDBACK, Channel.SMS, words)
    return Offer(moment, words, safe_contact.verdict(work, to.number, message))


def send(work: Work, ticket: Ticket, to: Reporter, person: Staff, seen: str) -> bool:
    """False when it has left already. Raises InvalidError unless the words are those `seen`, and
    UnsafeError where they may not leave."""
    offered = offer(work, ticket, to)
    if offered is None:
        return False
    if offered.words != seen:
        raise InvalidError("these words have changed; read them again")
    return _leave(work, ticket, to, offered, person)


def by_itself(work: Work, ticket: Ticket) -> None:
    """Something happened: the policy may want it told without asking anybody, where it is safe."""
    if Manner.BY_ITSELF not in work.policy.feedback.manners.values():
        return
    for to in reporters.of_ticket(work, ticket):
        offered = offer(work, ticket, to)
        if offered is None or not offered.verdict.may:
            continue
        if work.policy.feedback.manners[offered.moment] is Manner.BY_ITSELF:
            _leave(work, ticket, to, offered, None)


def _leave(work: Work, ticket: Ticket, to: Reporter, offered: Offer, person: Staff | None) -> bool:
    letter = Letter(
        reason=_reason(ticket, to, offered.moment),
        purpose=Purpose.FEEDBACK,
        channel=Channel.SMS,
        severity=Severity.ROUTINE,
        to=to.number,
        body=offered.words,
        ticket_id=ticket.id,
        staff_id=person.id if person else None,
        language=to.language,
    )
    if not outbox.put(work, letter):
        return False
    by = journal.staff(person.id) if person else journal.SYSTEM
    facts = {"text": offered.words, "outgoing": str(letter.id), "moment": offered.moment.value}
    journal.write(work, Act.FEEDBACK, by=by, ticket_id=ticket.id, facts=facts)
    return True


def _reason(ticket: Ticket, to: Reporter, moment: Moment) -> str:
    """Of another than the ticket's own caller by the first contact, which does not change."""
    whose = "" if to.is_own else f"{to.contacts[0]}:"
    return f"feedback:{ticket.id}:{whose}{moment}"


def _course(work: Work, ticket: Ticket, to: Reporter) -> Course:
    work.session.flush()
    accepted = select(func.min(Referral.acknowledged_at)).where(
        Referral.ticket_id == ticket.id, Referral.status.in_(HAS_IT)
    )
    return Course(
        accepted_at=work.session.scalar(accepted),
        closed_at=ticket.closed_at,
        outcome=None if ticket.is_open else ticket.outcome,
        told=_told(work, ticket, to),
    )


def _told(work: Work, ticket: Ticket, to: Reporter) -> frozenset[Moment]:
    """What this number heard, also while its own ticket was not yet part of this one."""
    told = select(Outgoing.reason).where(
        Outgoing.ticket_id == ticket.id,
        Outgoing.purpose == Purpose.FEEDBACK,
        Outgoing.to_index.in_(work.keyring.blinds(to.number, PHONE)),
    )
    ends = {reason.rpartition(":")[2] for reason in work.session.scalars(told)}
    return frozenset(moment for moment in Moment if moment in ends)
