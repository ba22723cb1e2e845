"""The heart: a turn of the clock every second, and apart from it the delivery. Needs no Redis."""

import os
import signal
import socket
import threading
from collections.abc import Callable

import structlog

from config import dead_man, house, logs
from config.canary import Keeper
from config.house import House
from config.settings import Settings
from hotline.store import seals
from hotline.telephony.carrier import Telephony
from referral import checks
from referral.tidying import tidy
from webhooks.reconcile import Rounds

EVERY = 1.0  # seconds
WATCH = 60.0  # seconds
CALLS = 0.25  # seconds: a caller hears each of them
RECHECK = 15.0  # seconds
SENDERS = 3

log = structlog.get_logger()


class Metronome:
    """Threads that share nothing but the database, the wish to stop and a bell."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._waiting = threading.Event()
        self._calling = threading.Event()
        self._ordering = threading.Event()

    def ring(self) -> None:
        """Something was queued: the senders need not wait for their second."""
        for bell in (self._waiting, self._calling, self._ordering):
            bell.set()

    def stop(self, *_signal: object) -> None:
        self._stop.set()
        self.ring()

    def run(self, mine: House) -> None:
        """Until `stop`; whatever fails is logged and tried again in a second."""
        loops = [
            self._turn(mine),
            self._calls(mine),
            self._orders(mine),
            lambda: self._forever("recheck", mine.recheck_calls, self._stop, RECHECK),
            self._watch(mine),
            *(self._reconcile(mine, carrier) for carrier in mine.carriers.values()),
            self._recordings(mine),
            self._recorder(mine),
            self._tidy(mine),
            self._seal(mine),
            self._pictures(mine),
            *([self._canary(mine)] if mine.settings.canary else []),
            *([self._dead_man(mine)] if mine.settings.dead_man_url else []),
            *(self._sender(mine, n) for n in range(SENDERS)),
        ]
        threads = [threading.Thread(target=loop) for loop in loops]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _turn(self, mine: House) -> Callable[[], None]:
        return lambda: self._forever("turn", mine.turn, self._stop)

    def _calls(self, mine: House) -> Callable[[], None]:
        """Apart from all else: a caller is waiting, and whoever answers must not wait either."""

        def once() -> None:
            self._calling.clear()
            mine.look_at_line()

        return lambda: self._forever("calls", once, self._calling, CALLS)

    def _orders(self, mine: House) -> Callable[[], None]:
        """A slow carrier delays nobody who is to be rung."""

        def once() -> None:
            self._ordering.clear()
            mine.calls().run()

        return lambda: self._forever("orders", once, self._ordering, CALLS)

    def _watch(self, mine: House) -> Callable[[], None]:
        """Say which of the house's promises are broken, whether or not anybody looks."""

        def once() -> None:
            with mine.workplace.work() as work:
                for check in checks.run(work):
                    if not check.ok:
                        log.error("promise_broken", promise=check.code, rows=check.count)

        return lambda: self._forever("watch", once, self._stop, WATCH)

    def _dead_man(self, mine: House) -> Callable[[], None]:
        def once() -> None:
            with mine.workplace.work() as work:
                found = checks.run(work)
            dead_man.ping(mine.settings.dead_man_url, found)

        return lambda: self._forever("dead_man", once, self._stop, dead_man.EVERY)

    def _reconcile(self, mine: House, carrier: Telephony) -> Callable[[], None]:
        """A slow carrier holds up nothing but this."""
        every = mine.workplace.policy.watch.reconcile_every.total_seconds()
        rounds = Rounds(mine.workplace, carrier)
        return lambda: self._forever("reconcile", rounds.look, self._stop, every)

    def _pictures(self, mine: House) -> Callable[[], None]:
        """Five megabytes over a bad line hold up nothing but this."""
        return lambda: self._forever("pictures", mine.fetcher().run, self._stop)

    def _recordings(self, mine: House) -> Callable[[], None]:
        """A long one holds up nothing but this."""
        return lambda: self._forever("recordings", mine.fetching.run, self._stop)

    def _recorder(self, mine: House) -> Callable[[], None]:
        """Apart from what is fetched: a tape that should stand still does not wait for a file."""
        return lambda: self._forever("recorder", mine.recorder.run, self._stop)

    def _tidy(self, mine: House) -> Callable[[], None]:
        return lambda: self._forever("tidy", lambda: tidy(mine.workplace), self._stop, WATCH)

    def _canary(self, mine: House) -> Callable[[], None]:
        return lambda: self._forever("canary", Keeper(mine).carry, self._stop)

    def _seal(self, mine: House) -> Callable[[], None]:
        """The journal's chain, a second or two behind whoever writes."""
        marks: list[seals.Horizon] = []

        def once() -> None:
            with mine.workplace.work() as work:
                head = seals.seal(work, marks.pop()) if marks else None
            with mine.workplace.work() as work:
                marks.append(seals.horizon(work))
            if head is not None:
                log.info("journal_sealed", head=str(head))

        return lambda: self._forever("seal", once, self._stop)

    def _sender(self, mine: House, n: int) -> Callable[[], None]:
        delivery = mine.delivery(f"{socket.gethostname()}-{os.getpid()}-{n}")

        def once() -> None:
            self._waiting.clear()
            delivery.run()

        return lambda: self._forever("delivery", once, self._waiting)

    def _forever(
        self, name: str, once: Callable[[], object], woken_by: threading.Event, every: float = EVERY
    ) -> None:
        while not self._stop.is_set():
            try:
                once()
            except Exception as error:  # noqa: BLE001  # the clock must not stop
                log.error("metronome_stumbled", loop=name, error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
                self._stop.wait(EVERY)
            woken_by.wait(every)


def run(settings: Settings) -> None:
    """Turn the clock every second and deliver what waits, until told to stop."""
    logs.configure()
    metronome = Metronome()
    signal.signal(signal.SIGTERM, metronome.stop)
    signal.signal(signal.SIGINT, metronome.stop)
    with house.opened(settings, metronome.ring) as mine:
        metronome.run(mine)
