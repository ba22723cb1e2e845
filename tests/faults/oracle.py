"""The same traffic for every case, and what the carrier's ledger says of it beside our database."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from config.demo.seen import all_taken_in
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
from tests.faults.system import System
from tests.faults.waiting import until
from webhooks.reconcile import UNDER_WAY, reconcile

TEXTS, LETTERS = 8, 3  # letters for each ticket; every third is a call
WORDS = "Cháu chào cô chú ạ, cháu chỉ muốn hỏi một chút thôi"
SOON = timedelta(seconds=0.5)
T = TypeVar("T")
OF_CALLS = ("/voice/line/", "/voice/room/", "/voice/seat/")
WAITING = (State.PENDING, State.LEASED, State.REFUSED)

Strike = Callable[[System], AbstractContextManager[object]]
Act = Callable[[System], object]


@dataclass(frozen=True)
class Found:
    """`lag` is the longest anybody had to wait, in seconds; `note` what else was measured."""

    lost: int
    duplicates: int
    lag: float
    note: str = ""


Play = Callable[[System], Found]


def nothing(_system: System) -> None:
    """As if nothing had happened."""


def traffic(strikes: Strike = nullcontext, then: Act = nothing) -> Play:
    """People text, promises fall due and messages leave, while something is done to the system.

    `strikes` is in force until all promises are acted on, `then` is done in the midst of it.
    """
    return partial(play, strikes=strikes, then=then)


def play(system: System, strikes: Strike = nullcontext, then: Act = nothing) -> Found:
    books = Books(system)
    with strikes(system):
        sids = texts(system)
        until("people are heard", lambda: heard(system, sids) >= TEXTS // 2)
        promised = fall_due(system, sids)
        then(system)
        until("every promise is acted on", lambda: kept(system, promised))
    return books.closed(sids, longest(system, promised))


class Books:
    """The network's ledger and our database, from now on."""

    def __init__(self, system: System) -> None:
        clock = system.house.clock
        assert isinstance(clock, DemoClock)
        self._system = system
        self.watch = Watch(system.house, clock, system.telephones)
        self.watch.set_clocks()
        self.since, self.before = clock.now(), len(system.telephones.ledger())

    def entries(self, after: int = 0) -> list[Entry]:
        """All but so many of the first."""
        return self._system.telephones.ledger(self.before + after)

    def look_into_the_carriers_lists(self) -> int:
        """As the metronome does every minute, once nothing is under way any more."""
        self.watch.pass_time(UNDER_WAY + timedelta(seconds=10))
        return reconcile(self._system.house.workplace, self._system.house.carrier)

    def wait_until_sent(self) -> None:
        """Also what nobody heard of; LateError when something stays unsent."""
        self.look_into_the_carriers_lists()
        self.watch.until("everything has left", lambda work: all_left(work, self.since))

    def balanced(self, sids: Sequence[str]) -> Tally:
        """Once nothing moves any more; LateError when somebody is not heard, or stays unsent."""
        self.look_into_the_carriers_lists()
        self.watch.until("what was kept becoming work", self._all_taken_in)
        self.watch.until("everybody was heard", lambda work: count(work, sids) == len(sids))
        self.watch.until("everything has left", lambda work: all_left(work, self.since))
        return self.watch.until("an account", self._account)

    def closed(self, sids: Sequence[str], lag: float, note: str = "") -> Found:
        found = self.balanced(sids)
        return Found(found.lost, found.duplicated, lag, note)

    def _all_taken_in(self, work: Work) -> bool:
        return all_taken_in(work, self._system.house.spool)

    def _account(self, work: Work) -> Tally | None:
        """None while anything moves: the two books must be of the same instant."""
        ledger = self.entries()
        found = tally(work, [each for each in ledger if not is_receipt(each)], self.since)
        still = all_left(work, self.since) and not self.entries(after=len(ledger))
        return found if still else None


def texts(system: System, many: int = TEXTS) -> list[str]:
    """So many people who have never reached us text."""
    return [system.telephones.text(number(n), WORDS) for n in range(many)]


def number(n: int) -> str:
    """Somebody who has never reached us."""
    return f"+849{uuid.uuid4().int % 10**6:06}{n:02}"


def is_receipt(entry: Entry) -> bool:
    """News of what we sent, of a line or of a room may be lost: the next, or the carrier's own
    list, says more."""
    told = entry.webhook in TOLD or any(place in entry.url for place in OF_CALLS)
    return entry.kind == "webhook.sent" and told


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
        purpose=Purpose.LINK_CODE,
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
    return max(lags(system, promised))


def lags(system: System, promised: Sequence[uuid.UUID]) -> list[float]:
    """For how long each was due before it fired, in seconds, the longest last."""
    late = func.extract("epoch", Deadline.settled_at - Deadline.due_at)
    query = select(late).where(among(Deadline.id, promised)).order_by(late)
    with system.house.workplace.work() as work:
        return [float(each) for each in work.session.scalars(query)]


def all_left(work: Work, since: datetime) -> bool:
    waiting = Outgoing.state.in_(WAITING)
    query = select(Outgoing.id).where(Outgoing.created_at >= since, waiting)
    return work.session.scalar(query.limit(1)) is None


def seconds_to_answer(entries: Sequence[Entry], webhook: str) -> list[float]:
    """How long the network waited for our answer to each webhook of a kind, the longest last."""
    first = [each for each in entries if _is(each, "webhook.sent", webhook)]
    sent = {each.subject: each.at for each in reversed(first)}
    answered = [each for each in entries if _is(each, "webhook.answered", webhook)]
    return sorted((each.at - sent[each.subject]).total_seconds() for each in answered)


def _is(entry: Entry, kind: str, webhook: str) -> bool:
    return entry.kind == kind and entry.webhook == webhook


def all_but_the_last_hundredth(seconds: Sequence[float]) -> float:
    """The 99th percentile of what is in order."""
    return seconds[max(round(len(seconds) * 0.99) - 1, 0)]
