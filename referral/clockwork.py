"""One turn of the clock: everything that time alone brings about, and nothing but the database."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import select

from hotline import tickets
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work, Workplace
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import checks, desk, mend, sweep
from referral.ladder import digests, due, handovers
from referral.promises import clock_guard
from referral.promises.deadlines import Deadline
from referral.staffing import duty, handover, number_tests

PLAIN_AFTER = 3  # failures of one deadline, before its page is written without any template
PLAIN_AGAIN = 60  # failures, one every five seconds, until it is written once more

Chore = Callable[[Work], object]

log = structlog.get_logger()


def turn(workplace: Workplace, who: str = checks.METRONOME) -> int:
    """Fire what is due, mend what was refused, guard what is not guarded; how many fired.

    May run in any number of processes at once, and be ended at any instant.
    """
    with workplace.work() as work:
        now = clock_guard.hear(work)
    fired = _sweep_all(workplace, now)
    done = [_done(workplace, chore) for chore in CHORES]
    if all(done):
        with workplace.work() as work:
            checks.beat(work, who)
    return fired


def _done(workplace: Workplace, chore: Chore) -> bool:
    """One that fails holds up no other. It does stop the beat, so that people are told."""
    try:
        with workplace.work() as work:
            chore(work)
    except Exception as error:  # noqa: BLE001  # the same as for one bad row
        log.error("chore_failed", chore=chore.__qualname__, error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
        return False
    return True


def _sweep_all(workplace: Workplace, now: datetime) -> int:
    fired = 0
    while True:
        batch = _sweep(workplace, now)
        fired += batch
        if batch < sweep.BATCH:
            return fired


def _sweep(workplace: Workplace, now: datetime) -> int:
    try:
        with workplace.work() as work:
            fired = sweep.sweep(replace(work, now=now))
            if fired:
                workplace.reach("sweep.before_commit")
    except Exception as error:  # noqa: BLE001  # one bad row must not hold up the others
        log.error("sweep_failed", error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
        return _one_by_one(workplace, now)
    if fired:
        workplace.reach("sweep.after_commit")
    return fired


def _one_by_one(workplace: Workplace, now: datetime) -> int:
    """Find the row that cannot be acted on, and set it aside."""
    with workplace.work() as work:
        ids = due.waiting(replace(work, now=now), sweep.BATCH)
    return sum(_alone(workplace, deadline_id, now) for deadline_id in ids)


def _alone(workplace: Workplace, deadline_id: uuid.UUID, now: datetime) -> int:
    try:
        with workplace.work() as work:
            return sweep.sweep(replace(work, now=now), only=deadline_id)
    except Exception as error:  # noqa: BLE001  # the same: the others go on
        log.error("deadline_held_back", deadline=str(deadline_id), error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
    with workplace.work() as work:
        failures = sweep.hold_back(work, deadline_id)
        if failures >= PLAIN_AFTER:
            _page_plainly(work, deadline_id, (failures - PLAIN_AFTER) // PLAIN_AGAIN)
    return 0


def _page_plainly(work: Work, deadline_id: uuid.UUID, time: int) -> None:
    """No template, no roster, no ladder: every supervisor, in words that cannot fail.

    Nothing is read that may be what is broken; how urgent it is nobody knows, so it is critical.
    """
    about = select(Ticket.id, Ticket.number).join(Deadline, Deadline.ticket_id == Ticket.id)
    ticket_id, number = work.session.execute(about.where(Deadline.id == deadline_id)).one()
    outbox.put(
        work,
        *(
            Letter(
                reason=f"plain:{deadline_id}:{time}:{person.id}:{Channel.SMS}",
                purpose=Purpose.PAGE,
                channel=Channel.SMS,
                severity=Severity.CRITICAL,
                to=person.phone or "",
                body=f"Lang Nghe {number}: qua han / overdue. Mo ban lam viec / open the desk.",
                ticket_id=ticket_id,
                staff_id=person.id,
            )
            for person in duty.now_reachable(work).people.values()
        ),
    )


def adopt_strays(work: Work) -> int:
    """An open ticket to which nothing is promised is looked at now, and the journal says so."""
    found = work.session.scalars(checks.strays()).all()
    for ticket_id in found:
        ticket = tickets.locked(work, ticket_id)
        if ticket.is_open:  # nobody closed it while we reached for it
            journal.write(work, Act.STRAY_FOUND, ticket_id=ticket.id)
            desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)
    return len(found)


# What is done each second besides, the most urgent first.
CHORES: tuple[Chore, ...] = (
    digests.send,
    adopt_strays,
    mend.mend,
    mend.say_again,
    handover.watch,
    handovers.climb,
    number_tests.turn,
)
