"""How grave a ticket is, by a person's word; and the second look before a critical one is less."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Exists, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline import tickets
from hotline.errors import IllegalMoveError, InvalidError, NotAllowedError
from hotline.staff import Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.text import clean
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral import desk, grading, widening
from referral.grading import Change
from referral.promises import deadlines
from referral.promises.deadlines import State


class Verdict(StrEnum):
    AGREED = "agreed"
    KEPT = "kept"


class Lowering(Base):
    """A wish that a critical ticket be less: it counts once a second person has agreed, and ends
    unanswered with the ticket it speaks of."""

    __tablename__ = "lowering"

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    to: Mapped[Severity]
    reason = Sealed()
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    verdict: Mapped[Verdict | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]


_WAITS = Lowering.verdict.is_(None) & or_(
    Ticket.closed_at.is_(None), Lowering.asked_at > Ticket.closed_at
)


def waiting() -> Exists:
    """Whether a wish waits for a second person, in a query of open tickets."""
    return select(Lowering.id).where(Lowering.ticket_id == Ticket.id, _WAITS).exists()


def wish(work: Work, ticket: Ticket) -> Lowering | None:
    """What waits for a second person."""
    query = select(Lowering).join(Ticket).where(Lowering.ticket_id == ticket.id, _WAITS)
    return work.session.scalar(query) if ticket.is_open else None


def regrade(work: Work, ticket: Ticket, person: Staff, to: Severity, why: str) -> Change:
    """The ticket is held by the caller."""
    if not ticket.is_open:
        raise IllegalMoveError("ticket", ticket.status, to)
    why = clean(why).strip()
    change = grading.change(ticket.severity, to, why)
    if change is Change.ASK:
        _ask(work, ticket, person, to, why)
        return change
    act = Act.SEVERITY_RAISED if change is Change.RAISE else Act.SEVERITY_LOWERED
    _set(work, ticket, person, to, why, act)
    if change is Change.RAISE:
        desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)
        desk.follow_up(work, ticket)
        work.ring_afterwards()
    return change


def decide(work: Work, ticket: Ticket, person: Staff, verdict: Verdict) -> None:
    """The second look at a wish; the ticket is held by the caller."""
    lowering = wish(work, ticket)
    if lowering is None:
        raise InvalidError("nobody waits for this any more")
    _check(lowering, person, verdict)
    lowering.verdict, lowering.decided_by, lowering.decided_at = verdict, person.id, work.now
    deadlines.settle(work, ticket.id, State.MET, kinds=[DeadlineKind.SECOND_LOOK])
    why = lowering.reason or ""
    if verdict is Verdict.AGREED:
        _set(work, ticket, person, lowering.to, why, Act.SEVERITY_LOWERED)
    else:
        facts = {"to": ticket.severity.value}
        by = journal.staff(person.id)
        journal.write(work, Act.SEVERITY_KEPT, by=by, ticket_id=ticket.id, facts=facts)


def looks(lowering: Lowering, person: Staff) -> dict[str, bool]:
    """Who gives the second look, as grading asks it."""
    return {
        "supervises": person.role is not Role.COUNSELOR,
        "asked_it_too": lowering.asked_by == person.id,
    }


def _check(lowering: Lowering, person: Staff, verdict: Verdict) -> None:
    looker = looks(lowering, person)
    if verdict is Verdict.AGREED and not grading.may_agree(**looker):
        raise NotAllowedError("another supervisor has to agree to this")
    if verdict is Verdict.KEPT and not grading.may_keep(**looker):
        raise NotAllowedError("a supervisor decides this")


def _ask(work: Work, ticket: Ticket, person: Staff, to: Severity, why: str) -> None:
    """Nothing else changes: what is owed for a critical ticket stays armed."""
    if wish(work, ticket) is not None:
        raise InvalidError("somebody wants this already; a supervisor has to look")
    row = Lowering(ticket_id=ticket.id, to=to, reason=why, asked_by=person.id, asked_at=work.now)
    work.add(row)
    cycle = deadlines.next_cycle(work, ticket.id, DeadlineKind.SECOND_LOOK)
    deadlines.arm(work, ticket, DeadlineKind.SECOND_LOOK, cycle=cycle)
    facts = {"from": ticket.severity.value, "to": to.value, "text": why}
    by = journal.staff(person.id)
    journal.write(work, Act.LOWERING_ASKED, by=by, ticket_id=ticket.id, facts=facts)


def _set(  # noqa: PLR0913  # the new severity, by whom, why and under which name in the journal
    work: Work, ticket: Ticket, person: Staff, to: Severity, why: str, act: Act
) -> None:
    by = journal.staff(person.id)
    tickets.regrade(work, ticket, to, why, by=by, act=act)
    widening.refresh(work, ticket, by=by)
