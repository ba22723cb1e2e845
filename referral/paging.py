"""Waking people: start a ladder, and let a human end it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from hotline import codes, journal, outbox, tickets
from hotline.journal import Act
from hotline.outbox import Outgoing, Purpose
from hotline.policy import Channel, DeadlineKind, Force, Severity
from hotline.staff import Staff
from hotline.tickets import Ticket
from hotline.work import Work
from referral import deadlines, escalation
from referral.deadlines import Deadline, State

HOUSE_RULE = "every missed promise wakes a human"
BARE_OK = timedelta(minutes=30)


class Answer(StrEnum):
    TAKEN = "taken"
    ALREADY = "already"
    PASSED = "passed"


@dataclass(frozen=True)
class Answered:
    """`who` has the ticket now."""

    answer: Answer
    ticket: Ticket
    who: str


@dataclass(frozen=True)
class OpenPage:
    ticket_number: int
    severity: Severity
    since: datetime
    people: tuple[str, ...]
    rung: int


def start(work: Work, ticket: Ticket, *, base: int = 0) -> None:
    """Climb from the first rung now; a ladder that is already climbing goes on as it is."""
    work.session.flush()
    tickets.locked(work, ticket.id)  # two that start at once are one ladder
    if deadlines.armed(work, ticket.id, DeadlineKind.LADDER) is not None:
        return
    cycle = deadlines.next_cycle(work, ticket.id, DeadlineKind.LADDER)
    work.add(
        Deadline(
            ticket_id=ticket.id,
            kind=DeadlineKind.LADDER,
            cycle=cycle,
            step=base,
            base=base,
            severity=ticket.severity,
            due_at=work.now,
            started_at=work.now,
            force=Force.INTERNAL,
            basis=HOUSE_RULE,
            policy_version=work.policy.version,
        )
    )
    work.ring_afterwards()


def hasten(work: Work, ticket: Ticket, due: datetime) -> None:
    """A ladder begun for something milder climbs on by `due`, at the pace of what it is now."""
    climbing = deadlines.armed(work, ticket.id, DeadlineKind.LADDER)
    if climbing is not None and ticket.severity.rank < climbing.severity.rank:
        climbing.severity = ticket.severity
        climbing.due_at = min(climbing.due_at, due)


def is_answered(ticket: Ticket, climbing: Deadline | None) -> bool:
    """Whether paging for the ticket is over: it is closed, or somebody has it."""
    return not ticket.is_open or (climbing is None and ticket.owner_id is not None)


def acknowledge(work: Work, ticket_id: uuid.UUID, person: Staff) -> Answered:
    """The person takes responsibility: paging stops, a progress deadline is armed.

    Only the first answer counts; whoever comes later is told who has it.
    """
    ticket = tickets.locked(work, ticket_id)
    climbing = deadlines.armed(work, ticket.id, DeadlineKind.LADDER)
    if is_answered(ticket, climbing):
        return Answered(Answer.ALREADY, ticket, _holder(work, ticket))
    tickets.take(work, ticket, person)
    done = (DeadlineKind.LADDER, DeadlineKind.PROGRESS, DeadlineKind.FOLLOW_UP, *deadlines.HUMAN)
    deadlines.settle(work, ticket.id, State.MET, kinds=done)
    outbox.cancel_pages(work, ticket.id)
    deadlines.arm(
        work,
        ticket,
        DeadlineKind.PROGRESS,
        cycle=deadlines.next_cycle(work, ticket.id, DeadlineKind.PROGRESS),
        base=_next_base(work, ticket, climbing),
    )
    journal.write(work, Act.PAGE_ACKNOWLEDGED, by=journal.staff(person.id), ticket_id=ticket.id)
    return Answered(Answer.TAKEN, ticket, person.shown_name)


def _next_base(work: Work, ticket: Ticket, climbing: Deadline | None) -> int:
    ladder = work.policy.ladders[ticket.severity]
    return escalation.one_higher(ladder, climbing.base if climbing else 0)


def pass_on(work: Work, ticket_id: uuid.UUID, person: Staff) -> Answered:
    """Not me: page the next person now. A ticket somebody has stays with them."""
    ticket = tickets.locked(work, ticket_id)
    climbing = deadlines.armed(work, ticket.id, DeadlineKind.LADDER)
    if climbing is None:
        return Answered(Answer.ALREADY, ticket, _holder(work, ticket))
    ladder = work.policy.ladders[climbing.severity]
    climbing.step = escalation.next_person(ladder, climbing.step)
    climbing.due_at = work.now
    work.ring_afterwards()
    journal.write(work, Act.PAGE_PASSED, by=journal.staff(person.id), ticket_id=ticket.id)
    return Answered(Answer.PASSED, ticket, "")


def page_for(work: Work, person: Staff, text: str) -> Outgoing | None:
    """The page a reply speaks of: by its code, or by a bare "ok" when only one can be meant."""
    pages = select(Outgoing).where(Outgoing.staff_id == person.id, Outgoing.purpose == Purpose.PAGE)
    word = text.strip().upper()
    if word in ("OK", "OKE", "OKAY"):
        return _only_open(work, person)
    fresh = pages.where(Outgoing.code == word, Outgoing.created_at > work.now - codes.KEEP)
    return work.session.scalars(fresh.order_by(Outgoing.created_at.desc()).limit(1)).one_or_none()


def _only_open(work: Work, person: Staff) -> Outgoing | None:
    recent = work.session.scalars(
        select(Outgoing)
        .join(Deadline, Deadline.ticket_id == Outgoing.ticket_id)
        .where(Deadline.kind == DeadlineKind.LADDER, deadlines.ARMED)
        .where(Outgoing.staff_id == person.id, Outgoing.purpose == Purpose.PAGE)
        .where(Outgoing.channel == Channel.SMS, Outgoing.created_at > work.now - BARE_OK)
        .order_by(Outgoing.created_at.desc())
    ).all()
    meant = {page.ticket_id for page in recent}
    return recent[0] if len(meant) == 1 else None


def _holder(work: Work, ticket: Ticket) -> str:
    owner = work.session.get(Staff, ticket.owner_id) if ticket.owner_id else None
    return owner.shown_name if owner else ""


def open_pages(work: Work) -> list[OpenPage]:
    """Every ladder that is climbing now, the worst and the oldest first."""
    rows = work.session.execute(
        select(Deadline, Ticket.number)
        .join(Ticket, Ticket.id == Deadline.ticket_id)
        .where(Deadline.kind == DeadlineKind.LADDER, deadlines.ARMED)
        .order_by(Deadline.started_at)
    ).all()
    pages = [
        OpenPage(number, row.severity, row.started_at, _paged(work, row), row.step)
        for row, number in rows
    ]
    return sorted(pages, key=lambda page: (page.severity.rank, page.since))


def _paged(work: Work, ladder: Deadline) -> tuple[str, ...]:
    people = work.session.scalars(
        select(Staff)
        .join(Outgoing, Outgoing.staff_id == Staff.id)
        .where(Outgoing.ticket_id == ladder.ticket_id, Outgoing.purpose == Purpose.PAGE)
        .where(Outgoing.created_at >= ladder.started_at)
        .distinct()
    )
    return tuple(sorted(person.shown_name for person in people))
