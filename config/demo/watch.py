"""Watching the demonstration: wait for what must happen, and let its time pass."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Interval, literal, select, update
from sqlalchemy.exc import SQLAlchemyError

from config.demo.telephones import Telephones
from config.demo_clock import DemoClock
from config.house import House
from hotline.sending.outbox import Outgoing, State
from hotline.sessions import LoginSession
from hotline.store.work import Work
from referral.canary import flights

T = TypeVar("T")

LOOK = 0.25  # seconds between two looks
MOST_LOOKS = 160  # before something that must happen is late: 40 s
DEAD = 12  # looks: on one machine, whoever speaks of one message for 3 s does not live any more
HASTE = timedelta(seconds=0.5)  # passes beside real time at each look, so that nobody is bored
STRIDE = timedelta(seconds=10)  # shorter than a lease: no sender loses one while it speaks


class LateError(Exception):
    """What had to happen did not happen in time; the sentence says what it was."""


class Watch:
    """Looks into our database; moves our clock and the telephone network's, the latter first."""

    def __init__(self, house: House, clock: DemoClock, telephones: Telephones) -> None:
        self._house, self._clock, self._telephones = house, clock, telephones
        self._held: dict[object, int] = {}  # what senders have in hand, and for how many looks

    def until(self, what: str, look: Callable[[Work], T | None]) -> T:
        """What `look` finds, as soon as it is true; raises LateError.

        Looking is tried again when the database is down: what it changes must bear that.
        """
        for _ in range(MOST_LOOKS):
            found = self._looked(look)
            if found:
                return found
            self._rest()
            if self._nobody_speaks():
                self._step(HASTE)
        raise LateError(what)

    def pass_time(self, span: timedelta) -> None:
        """Let it be later, for all processes and telephones at once, as fast as they follow."""
        left = span
        while left > timedelta():
            while not self._nobody_speaks():
                self._rest()
            step = min(left, STRIDE)
            self._step(step)
            left -= step

    def set_clocks(self) -> None:
        """The two clocks part when one of the programs is started anew."""
        apart = self._clock.now() - self._telephones.now()
        if apart > timedelta():
            self._telephones.forward(apart.total_seconds())
        else:
            self._clock.forward(-apart.total_seconds())

    def _nobody_speaks(self) -> bool:
        """Whether no message is between us and the carrier, but for those of dead senders.

        Each is counted for itself: what a dead one left must not hide what a living one holds.
        """
        held = self._looked(_in_hand)
        seen = [None] if held is None else held  # the database is down: whoever speaks may live
        self._held = {each: self._held.get(each, 0) + 1 for each in seen}
        return all(looks > DEAD for looks in self._held.values())

    def _step(self, span: timedelta) -> None:
        self._telephones.forward(span.total_seconds())
        self._looked(lambda work: nobody_waited(work, span))
        self._clock.forward(span.total_seconds())

    def _looked(self, look: Callable[[Work], T | None]) -> T | None:
        try:
            with self._house.workplace.work() as work:
                return look(work)
        except SQLAlchemyError:
            return None

    @staticmethod
    def _rest() -> None:
        threading.Event().wait(LOOK)


def _in_hand(work: Work) -> Sequence[object]:
    """A lease is begun anew just before anybody speaks, so its end tells one try from another."""
    leased = select(Outgoing.id, Outgoing.lease_until).where(Outgoing.state == State.LEASED)
    return [tuple(row) for row in work.session.execute(leased)]


def nobody_waited(work: Work, span: timedelta) -> None:
    """For the time that is skipped: whoever watches the desk was not idle, and a canary in the air
    was not on its way."""
    flights.put_off(work, span)
    by = literal(span, Interval)
    work.session.execute(
        update(LoginSession)
        .where(LoginSession.ends_at.is_not(None))
        .values(seen_at=LoginSession.seen_at + by, ends_at=LoginSession.ends_at + by)
        .execution_options(synchronize_session=False)
    )
