"""One turn of the clock: everything that time alone brings about, and nothing but the database."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import select

from hotline import tickets
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import Prepared
from hotline.store.work import Work, Workplace
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind
from referral import checks, desk, indexing, mend, poison, sweep
from referral.answering import switchboard
from referral.canary import flights
from referral.ladder import digests, due, handovers
from referral.poison import Rows, Subject
from referral.promises import clock_guard
from referral.promises.deadlines import Deadline
from referral.staffing import handover, number_tests

Chore = Callable[[Work], object]

log = structlog.get_logger()

_STRAYS = Prepared(checks.strays())


def turn(workplace: Workplace, who: str = checks.METRONOME) -> int:
    """Fire what is due, mend what was refused, guard what is not guarded; how many fired.

    May run in any number of processes at once, and be ended at any instant.
    """
    with workplace.work() as work:
        now = clock_guard.hear(work)
    fired = sweep_all(workplace, now)
    done = [_done(chore.__qualname__, partial(_in_one, workplace, chore)) for chore in CHORES]
    done += [_done(rows.name, partial(poison.act_on, workplace, rows)) for rows in mend.ROWS]
    if all(done):
        with workplace.work() as work:
            checks.beat(work, who)
    return fired


def _in_one(workplace: Workplace, chore: Chore) -> None:
    with workplace.work() as work:
        chore(work)


def _done(name: str, act: Callable[[], object]) -> bool:
    """One that fails holds up no other. It does stop the beat, so that people are told."""
    try:
        act()
    except Exception as error:  # noqa: BLE001  # the same as for one bad row
        log.error("chore_failed", chore=name, error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
        return False
    return True


def sweep_all(workplace: Workplace, now: datetime) -> int:
    """Fire all that is due: a few of the worst, whose pages so leave at once, then many together;
    how many there were."""
    fired, limit = 0, sweep.BATCH
    while True:
        batch = _sweep(workplace, now, limit)
        fired, limit = fired + batch, sweep.MANY
        if batch < sweep.BATCH:
            return fired


def _sweep(workplace: Workplace, now: datetime, limit: int) -> int:
    try:
        with workplace.work() as work:
            fired = sweep.sweep(replace(work, now=now), limit)
            if fired:
                workplace.reach("sweep.before_commit")
    except Exception as error:  # noqa: BLE001  # one bad row must not hold up the others
        log.error("sweep_failed", error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
        if limit > sweep.BATCH:
            return _sweep(workplace, now, sweep.BATCH)
        return poison.one_by_one(workplace, _deadlines(now))
    if fired:
        workplace.reach("sweep.after_commit")
    return fired


def _deadlines(now: datetime) -> Rows:
    return Rows(
        name="deadlines",
        what=poison.LATE,
        waiting=lambda work: due.waiting(replace(work, now=now), sweep.BATCH),
        act=lambda work, only: sweep.sweep(replace(work, now=now), only=only),
        hold_back=sweep.hold_back,
        about=_ticket_of,
    )


def _ticket_of(work: Work, deadline_id: uuid.UUID) -> Subject:
    about = select(Ticket.id, Ticket.number).join(Deadline, Deadline.ticket_id == Ticket.id)
    return Subject(*work.session.execute(about.where(Deadline.id == deadline_id)).one())


def adopt_strays(work: Work) -> int:
    """An open ticket to which nothing is promised is looked at now, and the journal says so."""
    if not work.sees(_STRAYS):
        return 0
    found = work.session.scalars(checks.strays()).all()
    for ticket_id in found:
        ticket = tickets.locked(work, ticket_id)
        if ticket.is_open:  # nobody closed it while we reached for it
            journal.write(work, Act.STRAY_FOUND, ticket_id=ticket.id)
            desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)
    return len(found)


# What is done each second besides, the most urgent first; then, row by row, what `mend.ROWS` says.
CHORES: tuple[Chore, ...] = (
    switchboard.turn,
    digests.send,
    adopt_strays,
    handover.watch,
    handovers.climb,
    number_tests.turn,
    flights.turn,
    indexing.file_waiting,
)
