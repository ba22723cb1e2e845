"""Waking people: start a ladder, and let a human end it."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select

from hotline import tickets
from hotline.sending import recalls
from hotline.sending.outbox import ALIVE, Outgoing, Purpose
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Force, Severity
from referral.ladder import digests, escalation, plans
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State

HOUSE_RULE = "every missed promise wakes a human"
DONE = (DeadlineKind.LADDER, DeadlineKind.PROGRESS, DeadlineKind.FOLLOW_UP, *deadlines.HUMAN)
AT_ONCE = 500  # tickets of a digest, so that no statement grows without bound


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
    plans.keep(work)
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
    [answered] = acknowledge_all(work, [ticket_id], person)
    return answered


def acknowledge_all(work: Work, ticket_ids: Sequence[uuid.UUID], person: Staff) -> list[Answered]:
    """The same for the tickets of a digest, each by itself: some may have been taken already."""
    answers: list[Answered] = []
    ordered = sorted(ticket_ids)
    for start_ in range(0, len(ordered), AT_ONCE):
        answers += _acknowledge(work, ordered[start_ : start_ + AT_ONCE], person)
    return answers


def _acknowledge(work: Work, ticket_ids: Sequence[uuid.UUID], person: Staff) -> Iterator[Answered]:
    held = tickets.all_locked(work, ticket_ids)
    climbing = deadlines.all_armed(work, ticket_ids, DeadlineKind.LADDER)
    free = [ticket for ticket in held if not is_answered(ticket, climbing.get(ticket.id))]
    taken = {ticket.id for ticket in free}
    for ticket in free:
        tickets.take(work, ticket, person)
    if taken:
        deadlines.settle_all(work, taken, State.MET, DONE)
        recalls.pages(work, *taken)
        _promise_progress(work, free, climbing, person)
    for ticket in held:
        if ticket.id in taken:
            yield Answered(Answer.TAKEN, ticket, person.shown_name)
        else:
            yield Answered(Answer.ALREADY, ticket, _holder(work, ticket))


def _promise_progress(
    work: Work,
    taken: Sequence[Ticket],
    climbing: Mapping[uuid.UUID, Deadline],
    person: Staff,
) -> None:
    ids = [ticket.id for ticket in taken]
    cycles = deadlines.next_cycles(work, ids, DeadlineKind.PROGRESS)
    for ticket in taken:
        base = _next_base(work, ticket, climbing.get(ticket.id))
        cycle = cycles.get(ticket.id, 0)
        deadlines.arm(work, ticket, DeadlineKind.PROGRESS, cycle=cycle, base=base)
        by = journal.staff(person.id)
        journal.write(work, Act.PAGE_ACKNOWLEDGED, by=by, ticket_id=ticket.id)


def _next_base(work: Work, ticket: Ticket, climbing: Deadline | None) -> int:
    ladder = work.policy.ladders[ticket.severity]
    return escalation.one_higher(ladder, climbing.base if climbing else 0)


def pass_on(work: Work, ticket_id: uuid.UUID, person: Staff) -> Answered:
    """Not me: page the next person now. A ticket somebody has stays with them."""
    ticket = tickets.locked(work, ticket_id)
    climbing = deadlines.armed(work, ticket.id, DeadlineKind.LADDER)
    if climbing is None:
        return Answered(Answer.ALREADY, ticket, _holder(work, ticket))
    ladder = plans.of(work, climbing.policy_version, climbing.severity)
    climbing.step = escalation.next_person(ladder, climbing.step)
    climbing.due_at = work.now
    work.ring_afterwards()
    journal.write(work, Act.PAGE_PASSED, by=journal.staff(person.id), ticket_id=ticket.id)
    return Answered(Answer.PASSED, ticket, "")


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
    """For whom a page of this ticket's own, or a digest with it, was written since the ladder
    began; not who can be reached by none of them."""
    alone = select(Outgoing.staff_id).where(
        Outgoing.ticket_id == ladder.ticket_id,
        Outgoing.purpose == Purpose.PAGE,
        Outgoing.created_at >= ladder.started_at,
        Outgoing.state.in_(ALIVE),
    )
    among_others = digests.told(ladder.ticket_id, ladder.started_at)
    people = work.session.scalars(
        select(Staff).where(or_(Staff.id.in_(alone), Staff.id.in_(among_others)))
    )
    return tuple(sorted(person.shown_name for person in people))
