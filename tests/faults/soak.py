"""python -m tests.faults.soak [MINUTES [SEED]]: twenty texts a second, and things break.

At the end everybody was heard, nothing left twice, and no process has grown. In the last third
nobody is killed any more, so that what grows can be seen to grow.
"""

import random
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from requests import RequestException
from sqlalchemy import select

from hotline.staff import Role, Staff
from hotline.vocabulary import DeadlineKind
from referral.ladder import paging
from referral.promises.deadlines import ARMED, Deadline
from tests.faults import oracle
from tests.faults.growth import PROCESSES, Growth
from tests.faults.oracle import Act, Books
from tests.faults.strikes import doorbell_revived, killing
from tests.faults.system import System, running

A_SECOND, PEOPLE = 20, 200  # texts; telephones they come from
URGENT, CRIES = "Cứu em với, em bị nhốt trong nhà", 0.02  # what wakes people, and how often
EVERY = 10.0  # seconds between two faults
CALM = 2 / 3  # from then on nobody is killed
WEIGHED = 2.0  # seconds between two looks at the memory
FLAT = 1024.0  # kB a minute


def carrier(**faults: object) -> Act:
    return lambda system: system.telephones.fail(**faults)


GENTLE: dict[str, Act] = {
    "doorbell flushed": System.flush_valkey,
    "doorbell killed": doorbell_revived,
    "carrier fails": carrier(rest={"500_after": 3, "500_before": 3, "429": 3}),
    "carrier cuts and is late": carrier(rest={"reset": 2, "latency": 3}),
    "webhooks are lost": carrier(webhooks={"drop": 10}),
    "webhooks come twice and in any order": carrier(webhooks={"duplicate": 0.2, "reorder": 3}),
    "nothing": carrier(),
}
DEADLY: dict[str, Act] = {
    "web killed": killing("web"),
    "metronome killed": killing("metronome"),
    "worker killed": killing("worker"),
    "a connection killed": System.kill_a_backend,
    "database killed": System.kill_postgres,
}


@dataclass
class Soak:
    system: System
    seed: int
    began: float
    ends: float
    growth: Growth
    sids: list[str] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)

    @property
    def calm(self) -> float:
        return self.began + CALM * (self.ends - self.began)

    def run(self) -> None:
        """Texts come whatever happens to those who take them."""
        with ThreadPoolExecutor(3) as threads:
            jobs = [threads.submit(act) for act in (self._text, self._strike, self._weigh)]
        for job in jobs:
            job.result()

    def _text(self) -> None:
        lot = random.Random(self.seed)
        while time.monotonic() < self.ends:
            number = f"+8491000{lot.randrange(PEOPLE):04}"
            words = URGENT if lot.random() < CRIES else oracle.WORDS
            try:
                self.sids.append(self.system.telephones.text(number, words))
            except RequestException:
                continue  # the network itself was busy: nobody has texted
            ahead = len(self.sids) / A_SECOND - (time.monotonic() - self.began)
            threading.Event().wait(max(ahead, 0))

    def _strike(self) -> None:
        lot = random.Random(self.seed + 1)
        while time.monotonic() + EVERY < self.ends:
            threading.Event().wait(EVERY)
            faults = GENTLE if time.monotonic() > self.calm else GENTLE | DEADLY
            name = lot.choice(list(faults))
            print(f"  {time.monotonic() - self.began:5.0f} s  {name}", flush=True)
            faults[name](self.system)
            self.struck[name] += 1

    def _weigh(self) -> None:
        while time.monotonic() < self.ends:
            threading.Event().wait(WEIGHED)
            self.growth.weigh(time.monotonic())


def main(minutes: float, seed: int) -> int:
    """The exit code: 1 when somebody was lost, something left twice, or a process has grown."""
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as system:
        books, began = Books(system), time.monotonic()
        soak = Soak(system, seed, began, began + 60 * minutes, Growth(system))
        soak.run()
        flat = weighed(soak, time.monotonic() - began)
        system.telephones.fail()
        books.look_into_the_carriers_lists()
        answer_every_page(system)
        found = books.balanced(soak.sids)
    print(f"{found}")
    print("".join(f"  lost: {name}\n" for name in found.missing), end="")
    return int(not (flat and found.clean))


def weighed(soak: Soak, took: float) -> bool:
    """What it was put through, and whether no process grew; told before the books are closed, which
    may fail."""
    print(f"{len(soak.sids)} texts in {took:.0f} s, {len(soak.sids) / took:.1f} a second")
    print(", ".join(f"{number} x {name}" for name, number in soak.struck.most_common()))
    slopes = soak.growth.slopes(soak.calm)
    print(f"largest process {soak.growth.largest() / 1024:.0f} MB; in the last third it grew by")
    for name, each in slopes.items():
        print(f"  {each:7.0f} kB a minute  {name}{'' if each <= FLAT else '  <-'}")
    unseen = [name for name in PROCESSES if not any(life.startswith(name) for life in slopes)]
    if unseen:
        print(
            f"  nothing can be said of {', '.join(unseen)}: too short to be warm and to be watched"
        )
    return not unseen and max(slopes.values()) <= FLAT


def answer_every_page(system: System) -> None:
    """A supervisor takes whatever wakes people. Nobody has answered until now, and while nobody
    does the pages never end, so neither would the accounts."""
    with system.house.workplace.work() as work:
        someone = work.session.scalars(select(Staff).where(Staff.role == Role.SUPERVISOR)).first()
        assert someone is not None
        climbing = select(Deadline.ticket_id).where(Deadline.kind == DeadlineKind.LADDER, ARMED)
        ids = [each for each in work.session.scalars(climbing) if each is not None]
        paging.acknowledge_all(work, ids, someone)


def asked(words: list[str]) -> tuple[float, int]:
    minutes, seed = [*words, *("30", str(secrets.randbelow(10_000)))[len(words) :]]
    return float(minutes), int(seed)


if __name__ == "__main__":
    sys.exit(main(*asked(sys.argv[1:3])))
