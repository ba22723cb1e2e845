"""What comes in while something is wrong with those who take it: repeated, forged, or spooled."""

import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import requests
from sqlalchemy import func, select

from config import failpoints
from hotline.inbox import Inbox
from tests.faults.oracle import (
    TEXTS,
    WORDS,
    Books,
    Found,
    all_but_the_last_hundredth,
    count,
    heard,
    number,
    seconds_to_answer,
    texts,
)
from tests.faults.strikes import hanging
from tests.faults.system import System
from tests.faults.waiting import until

AT_ONCE, FLOODERS = 100, 8
CALLS, WRITTEN, LINES = 50, 50, 12
LONG_ENOUGH = 5.0  # seconds of a flood


def told_a_hundred_times(system: System) -> Found:
    """One text, delivered so often at once: one contact, and everybody gets the same answer."""
    sid, sender = f"SM{secrets.token_hex(16)}", number(0)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        said = list(threads.map(lambda _: system.tell(sid, sender, WORDS), range(AT_ONCE)))
    with system.house.workplace.work() as work:
        contacts = count(work, [sid])
    answers = {(answer.status_code, answer.content) for answer in said}
    took = sorted(answer.elapsed.total_seconds() for answer in said)
    return Found(
        lost=int(contacts == 0),
        duplicates=max(contacts - 1, 0) + len(answers) - 1,
        lag=took[-1],
        note=f"{AT_ONCE} answers, half within {took[len(took) // 2]:.2f} s",
    )


def flooded(system: System) -> Found:
    """Whoever cannot sign gets nothing and takes nothing from those who can."""
    books, before = Books(system), inbox(system)
    with forging(system) as refused:
        sids = [each for _ in range(TEXTS) for each in texts(system)]
        until("everybody is heard", lambda: heard(system, sids) == len(sids))
        until("the flood lasts", lambda: refused.lasted > LONG_ENOUGH)
    took = seconds_to_answer(books.entries(), "sms")
    found = books.closed(sids, all_but_the_last_hundredth(took))
    let_in = refused.let_in + max(inbox(system) - before - len(books_events(books)), 0)
    note = f"{refused.count} forged ones refused, {refused.count / refused.lasted:.0f} a second"
    return Found(found.lost, found.duplicates + let_in, found.lag, note)


def books_events(books: Books) -> set[tuple[str, str]]:
    sent = (each for each in books.entries() if each.kind == "webhook.sent")
    return {(each.subject, repr(sorted(each.params.items()))) for each in sent}


def inbox(system: System) -> int:
    with system.house.workplace.work() as work:
        return work.session.scalar(select(func.count()).select_from(Inbox)) or 0


class Forgers:
    def __init__(self, url: str) -> None:
        self._url, self._began, self._over = url, time.monotonic(), threading.Event()
        self.count, self.let_in = 0, 0

    @property
    def lasted(self) -> float:
        return time.monotonic() - self._began

    def run(self) -> None:
        """Without a signature, with a wrong one, and with one of the right shape."""
        signed: tuple[dict[str, str], ...] = (
            {},
            {"X-Twilio-Signature": "x"},
            {"X-Twilio-Signature": "A" * 27 + "="},
        )
        with requests.Session() as session:
            while not self._over.is_set():
                form = {"MessageSid": f"SM{secrets.token_hex(16)}", "From": "+8491", "Body": "x"}
                headers = signed[self.count % len(signed)]
                answer = session.post(self._url, form, headers=headers, timeout=15)
                self.count += 1
                self.let_in += answer.status_code != 403

    def stop(self) -> None:
        self._over.set()


@contextmanager
def forging(system: System) -> Iterator[Forgers]:
    forgers = Forgers(f"{system.house.settings.public_url}/webhooks/sms/incoming")
    with ThreadPoolExecutor(FLOODERS) as threads:
        jobs = [threads.submit(forgers.run) for _ in range(FLOODERS)]
        try:
            yield forgers
        finally:
            forgers.stop()
    for job in jobs:
        job.result()


def killed_after_spooling(system: System) -> Found:
    """The event is on the disk, and the network was never told that we have it."""
    books = Books(system)
    folder = failpoints.folder_of(system.house.settings.data_dir)
    with away(system):
        failpoints.order(folder, "web.after_spooling")
        sids = texts(system)
        until("somebody dies there", lambda: failpoints.struck(folder, "web.after_spooling"))
        until("all are answered or given up", lambda: over(books) >= TEXTS, 60)
    return books.closed(sids, taken_in(system, sids))


def database_away(system: System) -> Found:
    """Fifty call and fifty text while nothing can be written down but on the web's own disk."""
    books = Books(system)
    with away(system):
        callers: list[str] = []
        sids: list[str] = []
        for n in range(CALLS):
            callers.append(system.telephones.dial(number(n)))
            sids += texts(system, WRITTEN // CALLS)
            few_open(books, len(callers) + len(sids))
        until("all are answered", lambda: over(books) >= CALLS + WRITTEN, 60)
        for sid in callers:
            system.telephones.hang_up(sid)
        entries = books.entries()
    replayed = taken_in(system, [*sids, *callers])
    took = max(*seconds_to_answer(entries, "sms"), *seconds_to_answer(entries, "voice"))
    found = books.closed([*sids, *callers], took)
    return Found(found.lost, found.duplicates, took, f"all are tickets {replayed:.1f} s after")


def web_away(system: System) -> Found:
    """The carrier's own lists bring everybody while no web takes anything."""
    books = Books(system)
    with hanging("web")(system):
        sids = texts(system)
        books.look_into_the_carriers_lists()
        with system.house.workplace.work() as work:
            missed = TEXTS - count(work, sids)
    found = books.closed(sids, 0)
    return Found(found.lost + missed, found.duplicates, 0, "heard before the web came back")


@contextmanager
def away(system: System) -> Iterator[None]:
    system.stop_postgres()
    try:
        yield
    finally:
        system.revive_postgres()


def few_open(books: Books, asked: int) -> None:
    """The network asks only so many at once: what waited for it is no lateness of ours."""
    until("they are answered", lambda: over(books) > asked - LINES, 60)


def over(books: Books) -> int:
    """How many first questions of texts and calls are over, with an answer or without."""
    kinds = ("webhook.answered", "webhook.failed")
    over = {each.subject for each in books.entries() if each.kind in kinds}
    return len(over)


def taken_in(system: System, sids: list[str]) -> float:
    """Seconds until what is in the spool is work."""
    began = time.monotonic()
    until("all are taken in", lambda: heard(system, sids) == len(sids), 60)
    return time.monotonic() - began
