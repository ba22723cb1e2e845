"""The network in real time: a thread drives the clock, a pool carries the webhooks."""

import logging
import threading
import time
from datetime import timedelta

from simulator.network import Simulator
from simulator.wire.transport import ThreadedTransport

log = logging.getLogger(__name__)
STEP = 0.02  # real seconds between two looks at the clock


class Live:
    """At rate 1 the clock follows real time whatever the application does; faster, it stands
    still while a webhook is in flight, so that haste does not look like a slow application."""

    def __init__(self, simulator: Simulator, rate: float = 1.0) -> None:
        self._clock = simulator.clock
        self._clock.rate = rate
        self._transport = ThreadedTransport(simulator.session, simulator.lock)
        self._clock.settle = self._transport.settle
        simulator.exchange.webhooks.transport = self._transport
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._drive, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns at once; webhooks in flight are left to themselves."""
        self._stop.set()
        self._transport.close()

    def _drive(self) -> None:
        last = time.monotonic()
        while not self._stop.wait(STEP):
            now = time.monotonic()
            try:
                self._advance(timedelta(seconds=(now - last) * self._clock.rate))
            except Exception:
                # One event gone wrong must not stop the time for everybody else.
                log.exception("an event failed")
            # What the application took to answer is not made up for at a higher rate.
            last = now if self._clock.rate <= 1 else time.monotonic()

    def _advance(self, span: timedelta) -> None:
        with self._clock.lock:
            target = self._clock.now() + span
            if self._clock.rate <= 1:
                self._clock.follow(target)
            else:
                self._clock.forward_to(target)
