"""The network in real time: a thread drives the clock, a pool carries the webhooks."""

import logging
import threading
import time
from datetime import timedelta

from simulator.clock import Clock
from simulator.network import Simulator
from simulator.wire.transport import ThreadedTransport

log = logging.getLogger(__name__)
STEP = 0.02  # real seconds between two looks at the clock


class Live:
    """At rate 1 the clock follows real time whatever the application does; faster, it stands
    still while a webhook is in flight, so that haste does not look like a slow application."""

    def __init__(self, simulator: Simulator, rate: float = 1.0) -> None:
        self._simulator = simulator
        self._rate = rate
        self._began = simulator.clock.now(), time.monotonic()
        self._transport = ThreadedTransport(simulator.session, simulator.lock)
        simulator.exchange.webhooks.transport = self._transport
        simulator.clock.settle = self._transport.settle
        simulator.clock.rate = rate
        simulator.new_clock = self._new_clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._drive, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns at once; webhooks in flight are left to themselves."""
        self._stop.set()
        self._transport.close()

    def _new_clock(self) -> Clock:
        """It shows what the first would show if nobody had touched it."""
        began, opened = self._began
        gone = timedelta(seconds=(time.monotonic() - opened) * self._rate)
        clock = Clock(began + gone, self._simulator.lock)
        clock.rate = self._rate
        return clock

    def _drive(self) -> None:
        last = time.monotonic()
        while not self._stop.wait(STEP):
            now = time.monotonic()
            try:
                self._advance(timedelta(seconds=(now - last) * self._simulator.clock.rate))
            except Exception:
                # One event gone wrong must not stop the time for everybody else.
                log.exception("an event failed")
            # What the application took to answer is not made up for at a higher rate.
            last = now if self._simulator.clock.rate <= 1 else time.monotonic()

    def _advance(self, span: timedelta) -> None:
        with self._simulator.lock:
            clock = self._simulator.clock
            target = clock.now() + span
            if clock.rate <= 1:
                clock.follow(target)
            else:
                clock.forward_to(target)
