"""Threads in every web process: while no metronome beats, they do what it would have done."""

import os
import socket
import threading
from collections.abc import Callable

import structlog

from config.canary import Keeper
from config.house import House
from referral import checks
from referral.tidying import tidy

LOOK = 4.0  # seconds; with ten of the metronome's silence and a turn nobody waits beyond fifteen
WHO = "guardian"

log = structlog.get_logger()


class Guardian:
    """Any number may act at once, and a metronome that comes back too: none does a thing twice."""

    def __init__(self, mine: House, keeper: Keeper | None = None) -> None:
        self._mine = mine
        self._keeper = keeper or Keeper(mine)
        self._delivery = mine.delivery(f"{socket.gethostname()}-{os.getpid()}-{WHO}")
        self._stop = threading.Event()

    def start(self) -> None:
        """Apart, as in the metronome: a slow carrier never delays a firing."""
        for act in (self.remember, self.turn, self.call, self.deliver, self.fetch, self.carry):
            threading.Thread(target=self._forever, args=(act,), daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def turn(self) -> bool:
        """One round if it is needed; whether it was."""
        if not self._needed():
            return False
        log.error("guardian_takes_over")
        self._mine.turn(WHO)
        return True

    def call(self) -> bool:
        """Whoever waits is looked at, and the carrier is told what was ordered."""
        if not self._needed():
            return False
        self._mine.ring_people()
        return True

    def deliver(self) -> bool:
        if not self._needed():
            return False
        self._delivery.run()
        return True

    def remember(self) -> bool:
        """Whom to ring for a caller, should the database not answer next time."""
        with self._mine.workplace.work() as work:
            self._mine.standby.remember(work)
        return True

    def fetch(self) -> bool:
        if not self._needed():
            return False
        tidy(self._mine.workplace)
        self._mine.recorder.run()
        self._mine.fetching.run()
        return True

    def carry(self) -> bool:
        return self._needed() and self._keeper.carry()

    def _needed(self) -> bool:
        with self._mine.workplace.work() as work:
            return checks.metronome_is_silent(work)

    def _forever(self, act: Callable[[], bool]) -> None:
        while not self._stop.wait(LOOK):
            try:
                act()
            except Exception as error:  # noqa: BLE001  # whoever guards must not fall asleep
                log.error("guardian_stumbled", error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
