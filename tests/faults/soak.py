"""python -m tests.faults.soak [MINUTES]: twenty texts a second, and something breaks all the time.

At the end everybody was heard, nothing left twice, and no process has grown.
"""

import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from requests import RequestException

from config.demo.tally import Tally
from config.demo.watch import Watch
from config.demo_clock import DemoClock
from tests.faults import oracle
from tests.faults.cases import Act, killing, nothing
from tests.faults.system import System, running
from webhooks.reconcile import UNDER_WAY, reconcile

A_SECOND, PEOPLE = 20, 200  # texts; telephones they come from
URGENT, CRIES = "Cứu em với, em bị nhốt trong nhà", 0.02  # what wakes people, and how often
EVERY = 10.0  # seconds between two faults
GROWTH = 1.5  # how much more the largest process may hold at the end
PROCESSES = ("web", "worker", "metronome")


def carrier(rest: dict[str, object]) -> Act:
    return lambda system: system.telephones.fail(rest=rest)


def doorbell_dies(system: System) -> None:
    system.kill_valkey()
    system.revive_valkey()


FAULTS: dict[str, Act] = {
    "web killed": killing("web"),
    "metronome killed": killing("metronome"),
    "worker killed": killing("worker"),
    "a connection killed": System.kill_a_backend,
    "database killed": System.kill_postgres,
    "doorbell flushed": System.flush_valkey,
    "doorbell killed": doorbell_dies,
    "carrier fails": carrier({"500_after": 3, "500_before": 3, "429": 3}),
    "nothing": nothing,
}


@dataclass
class Soak:
    system: System
    ends: float
    sids: list[str] = field(default_factory=list)
    sizes: list[tuple[float, int]] = field(default_factory=list)

    def run(self) -> None:
        """Texts come whatever happens to those who take them."""
        with ThreadPoolExecutor(4) as threads:
            jobs = [threads.submit(act) for act in (self._text, self._strike, self._weigh)]
        for job in jobs:
            job.result()

    def _text(self) -> None:
        lot, began = random.Random(1), time.monotonic()
        while time.monotonic() < self.ends:
            number = f"+8491000{lot.randrange(PEOPLE):04}"
            words = URGENT if lot.random() < CRIES else oracle.WORDS
            try:
                self.sids.append(self.system.telephones.text(number, words))
            except RequestException:
                continue  # the network itself was busy: nobody has texted
            ahead = len(self.sids) / A_SECOND - (time.monotonic() - began)
            threading.Event().wait(max(ahead, 0))

    def _strike(self) -> None:
        lot = random.Random(2)
        while time.monotonic() + EVERY < self.ends:
            threading.Event().wait(EVERY)
            name = lot.choice(list(FAULTS))
            print(f"  {name}", flush=True)
            FAULTS[name](self.system)

    def _weigh(self) -> None:
        while time.monotonic() < self.ends:
            threading.Event().wait(2)
            self.sizes.append((time.monotonic(), max(map(self._size, PROCESSES))))

    def _size(self, name: str) -> int:
        """Of the process and its children, in kB; those that have just died weigh nothing."""
        first = self.system.number(name)
        children = Path(f"/proc/{first}/task/{first}/children")
        try:
            numbers = [first, *map(int, children.read_text().split())]
            return max(_resident(number) for number in numbers)
        except OSError:
            return 0


def _resident(number: int) -> int:
    lines = Path(f"/proc/{number}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def main(minutes: float) -> int:
    """The exit code: 1 when somebody was lost, something left twice, or a process has grown."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as system:
        clock = system.house.clock
        assert isinstance(clock, DemoClock)
        watch = Watch(system.house, clock, system.telephones)
        watch.set_clocks()
        since, began = clock.now(), time.monotonic()
        soak = Soak(system, began + 60 * minutes)
        soak.run()
        took = time.monotonic() - began
        system.telephones.fail()
        watch.pass_time(UNDER_WAY + timedelta(seconds=10))
        reconcile(system.house.workplace, system.house.carrier)
        watch.until("everybody was heard", lambda w: oracle.count(w, soak.sids) == len(soak.sids))
        watch.until("everything has left", lambda work: oracle.all_left(work, since))
        found = watch.until("an account", lambda work: oracle.account(system, work, since, 0))
    return told(soak, found, took)


def told(soak: Soak, found: Tally, took: float) -> int:
    warm, end = _halves(soak.sizes)
    print(f"{len(soak.sids)} texts in {took:.0f} s, {len(soak.sids) / took:.1f} a second")
    print(f"{found}")
    print("".join(f"  lost: {name}\n" for name in found.missing), end="")
    print(f"largest process: {warm / 1024:.0f} MB when warm, {end / 1024:.0f} MB in the end")
    return int(not found.clean or end > GROWTH * warm)


def _halves(sizes: list[tuple[float, int]]) -> tuple[int, int]:
    """The largest of the first half, and of the second."""
    middle = len(sizes) // 2
    first, second = sizes[: middle or 1], sizes[middle:]
    return max(size for _, size in first), max(size for _, size in second)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 30))
