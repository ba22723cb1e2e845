"""A metronome that hangs, dies, or is not alone: every deadline fires once, and in time."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import requests
from sqlalchemy import func, select, update

from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.vocabulary import Severity
from referral import checks
from referral.promises.deadlines import Deadline, State
from tests.faults.system import COMMANDS, System
from tests.faults.waiting import until
from tests.referral.builders import open_ticket

pytestmark = pytest.mark.processes

LATEST = 15.0 + 2  # seconds: ten of silence, four between two looks, a turn, a busy machine
TICKETS = 200


def fired(system: System, since: int) -> int:
    with system.house.workplace.work() as work:
        return count(work) - since


def count(work: Work) -> int:
    query = select(func.count()).select_from(Deadline).where(Deadline.state == State.FIRED)
    return work.session.scalar(query) or 0


def overdue(system: System, tickets: int) -> int:
    """Tickets whose promise is missed at once; how many deadlines had fired before."""
    with system.house.workplace.work() as work:
        before = count(work)
        mine = [
            open_ticket(work, Severity.ROUTINE, caller=f"+8491{n:07}").id for n in range(tickets)
        ]
        work.session.flush()
        past = work.now - timedelta(seconds=1)
        work.session.execute(
            update(Deadline).where(Deadline.ticket_id.in_(mine)).values(due_at=past)
        )
    return before


def test_a_forged_request_is_counted_and_takes_nothing_from_the_web(system: System) -> None:
    """Each of the two workers refuses some, and none of them loses a file or a connection by it."""
    url = system.house.settings.public_url
    for _ in range(40):
        refused = requests.post(f"{url}/webhooks/sms/incoming", data={"Body": "x"}, timeout=10)
        assert refused.status_code == 403

    counted = requests.get(f"{url}/metrics", timeout=10).text
    assert "webhooks_refused_total 40.0" in counted
    assert "Bad file descriptor" not in (system.logs / "web.log").read_text()
    assert system.readiness() == 200


@contextmanager
def frozen(system: System) -> Iterator[None]:
    """The metronome lives and does nothing: no manager starts another."""
    number = system.number("metronome")
    os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(number, signal.SIGCONT)


def test_a_metronome_that_hangs_is_stood_in_for_by_the_web_within_fifteen_seconds(
    system: System,
) -> None:
    with frozen(system):
        before, began = overdue(system, 1), time.monotonic()
        until("the guardian fires it", lambda: fired(system, before) >= 1)
        assert time.monotonic() - began < LATEST
        with system.house.workplace.work() as work:
            assert checks.metronome_is_silent(work)
    until("the metronome beats again", lambda: not silent(system))


def silent(system: System) -> bool:
    with system.house.workplace.work() as work:
        return checks.metronome_is_silent(work)


@contextmanager
def more_metronomes(system: System, number: int) -> Iterator[None]:
    command = COMMANDS["metronome"]
    extra = [subprocess.Popen(command, env=system.env) for _ in range(number)]  # noqa: S603  # our own command
    try:
        yield
    finally:
        for process in extra:
            process.kill()
            process.wait()


def test_several_metronomes_fire_every_deadline_once(system: System) -> None:
    with more_metronomes(system, 2):
        for _ in range(3):
            all_fire_once(system)


def all_fire_once(system: System) -> None:
    before, missed = overdue(system, TICKETS), misses(system)
    until("all have fired", lambda: fired(system, before) >= TICKETS)
    assert misses(system) - missed == TICKETS


def misses(system: System) -> int:
    """What the journal says was missed: one line for each firing."""
    act = JournalEntry.act == Act.DEADLINE_MISSED
    with system.house.workplace.work() as work:
        return work.session.scalar(select(func.count()).where(act)) or 0
