"""The same traffic for every case, and what the carrier's ledger says of it beside our database."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from config.demo.tally import TOLD, Tally, tally
from config.demo.telephones import Entry
from config.demo.watch import Watch
from config.demo_clock import DemoClock
from hotline.contacts import Contact
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Outgoing, Purpose, State
from hotline.store.work import Work, among
from hotline.vocabulary import Channel, Severity
from referral.promises.deadlines import Deadline
from referral.promises.deadlines import State as Promise
from tests.faults.cases import Case
from tests.faults.system import System
from tests.faults.waiting import until
from webhooks.reconcile import UNDER_WAY, reconcile

TEXTS, LETTERS = 8, 3  # letters for each ticket; every third is a call
WORDS = "Cháu chào cô chú ạ, cháu chỉ muốn hỏi một chút thôi"
SOON = timedelta(seconds=0.5)
T = TypeVar("T")
WAITING = (State.PENDING, State.LEASED, State.REFUSED)


@dataclass(frozen=True)
class Found:
    """`lag` is the longest a promise of this case was due before it fired, in seconds."""

    lost: int
    duplicates: int
    lag: float


def play(system: System, case: Case) -> Found:
    clock = system.house.clock
    assert isinstance(clock, DemoClock)
    watch = Watch(system.house, clock, system.telephones)
    watch.set_clocks()
    since, before = clock.now(), len(system.telephones.ledger())
    with case.strikes(system):
        sids = [system.telephones.text(number(n), WORDS) for n in range(TEXTS)]
        until("people are heard", lambda: heard(system, sids) >= TEXTS // 2)
        promised = fall_due(system, sids)
        case.then(system)
        until("every promise is acted on", lambda: kept(system, promised))
    lag = longest(system, promised)
    watch.pass_time(UNDER_WAY + timedelta(seconds=10))
    reconcile(system.house.workplace, system.house.carrier)
    watch.until("everybody was heard", lambda work: count(work, sids) == TEXTS)
    watch.until("everything has left", lambda work: all_left(work, since))
    found = watch.until("an account", lambda work: account(system, work, since, before))
    return Found(found.lost, found.duplicated, lag)


def account(system: System, work: Work, since: datetime, before: int) -> Tally | None:
    """None while anything moves: the two books must be of the same instant."""
    ledger = system.telephones.ledger(before)
    found = tally(work, [each for each in ledger if not is_receipt(each)], since)
    still = all_left(work, since) and len(system.telephones.ledger(before)) == len(ledger)
    return found if still else None


def number(n: int) -> str:
    """Somebody who has never reached us."""
    return f"+849{uuid.uuid4().int % 10**7:07}{n}"


def is_receipt(entry: Entry) -> bool:
    """News of what we sent may be lost: the next, or the carrier's own list, says more."""
    return entry.kind == "webhook.sent" and entry.webhook in TOLD


def count(work: Work, sids: Sequence[str]) -> int:
    query = select(func.count()).select_from(Contact).where(among(Contact.carrier_sid, sids))
    return work.session.scalar(query) or 0


def heard(system: System, sids: Sequence[str]) -> int:
    return asked(system, lambda work: count(work, sids)) or 0


def asked(system: System, look: Callable[[Work], T]) -> T | None:
    """What `look` finds; nothing while the database is what was struck."""
    try:
        with system.house.workplace.work() as work:
            return look(work)
    except SQLAlchemyError:
        return None


def fall_due(system: System, sids: Sequence[str]) -> list[uuid.UUID]:
    """The promises to whoever was heard fall due at once, and messages to them wait to leave."""
    with system.house.workplace.work() as work:
        query = select(Contact.ticket_id).where(among(Contact.carrier_sid, sids))
        tickets = list(work.session.scalars(query))
        outbox.put(work, *(letter(each, n) for each in tickets for n in range(LETTERS)))
        due = update(Deadline).where(among(Deadline.ticket_id, tickets))
        due = due.where(Deadline.state == Promise.ARMED).values(due_at=work.now + SOON)
        return list(work.session.scalars(due.returning(Deadline.id)))


def letter(ticket_id: uuid.UUID, n: int) -> Letter:
    return Letter(
        reason=f"fault:{ticket_id}:{n}",
        purpose=Purpose.REPLY,
        channel=Channel.CALL if n == 0 else Channel.SMS,
        severity=Severity.ROUTINE,
        to=f"+8498{uuid.uuid4().int % 10**7:07}",
        body=f"Tin số {n}",
        ticket_id=ticket_id,
    )


def kept(system: System, promised: Sequence[uuid.UUID]) -> bool:
    still = func.count().filter(Deadline.state == Promise.ARMED)
    query = select(still).where(among(Deadline.id, promised))
    return asked(system, lambda work: work.session.scalar(query)) == 0


def longest(system: System, promised: Sequence[uuid.UUID]) -> float:
    late = func.max(func.extract("epoch", Deadline.settled_at - Deadline.due_at))
    with system.house.workplace.work() as work:
        return float(work.session.scalars(select(late).where(among(Deadline.id, promised))).one())


def all_left(work: Work, since: datetime) -> bool:
    waiting = Outgoing.state.in_(WAITING)
    query = select(Outgoing.id).where(Outgoing.created_at >= since, waiting)
    return work.session.scalar(query.limit(1)) is None
