"""Ten thousand promises missed at once: how long until all have fired and their pages are written.

Each sweeper is a process of its own, as a metronome is. Goal: 10,000 in under 2 s.
"""

import uuid
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import Engine, func, insert, select

from bench import servers
from config import house as parts
from config.database import engine_for
from config.demo import people
from config.settings import Settings
from hotline.outbox import Outgoing
from hotline.policy import DeadlineKind, Force, Language, Severity
from hotline.tickets import Status, Ticket
from hotline.work import table_of
from referral import sweep
from referral.deadlines import Deadline, State

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

MANY = 10_000
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


class Still:
    """Every sweep of the run has the same instant."""

    def now(self) -> datetime:
        return NOW


def main() -> None:
    for sweepers in (1, 2):
        for severity in (Severity.ROUTINE, Severity.CRITICAL):
            _measure(sweepers, severity)


def _measure(sweepers: int, severity: Severity) -> None:
    with servers.database() as (folder, url):
        engine = engine_for(url)
        mine = parts.built(settings(folder), engine, Still(), parts.no_ring)
        with mine.workplace.work() as work:
            people.load(work)
        _fill(engine, severity)
        fired, took = _side_by_side(sweepers, folder, url)
        with mine.workplace.work() as work:
            pages = work.session.scalar(select(func.count()).select_from(Outgoing)) or 0
            left = work.session.scalar(
                select(func.count())
                .select_from(Deadline)
                .where(Deadline.state == State.ARMED, Deadline.due_at <= NOW)
            )
        engine.dispose()
    print(
        f"{severity:9s} {sweepers} sweeper(s): {fired} fired in {took:.2f} s, "
        f"{pages} pages written, {left} left"
    )


def _side_by_side(sweepers: int, folder: Path, url: str) -> tuple[int, float]:
    """How many were fired, and the seconds from when all sweepers were ready to the last row."""
    apart = get_context("spawn")
    ready, fired = apart.Barrier(sweepers + 1), apart.Queue()
    processes = [
        apart.Process(target=_sweeper, args=(folder, url, ready, fired)) for _ in range(sweepers)
    ]
    for process in processes:
        process.start()
    ready.wait()
    began = perf_counter()
    total = sum(fired.get() for _ in processes)
    took = perf_counter() - began
    for process in processes:
        process.join()
    return total, took


def _sweeper(folder: Path, url: str, ready: "Barrier", fired: "Queue[int]") -> None:
    engine = engine_for(url)
    mine = parts.built(settings(folder), engine, Still(), parts.no_ring)
    with mine.workplace.work() as work:
        work.session.scalar(select(func.count()).select_from(Ticket))
    ready.wait()
    fired.put(_sweep_all(mine))
    engine.dispose()


def _sweep_all(mine: parts.House) -> int:
    fired = 0
    while True:
        with mine.workplace.work() as work:
            batch = sweep.sweep(work)
        if not batch:
            return fired
        fired += batch


def _fill(engine: Engine, severity: Severity) -> None:
    tickets = [uuid.uuid4() for _ in range(MANY)]
    since = NOW - timedelta(minutes=1)
    with engine.begin() as connection:
        connection.execute(
            insert(table_of(Ticket)),
            [
                {
                    "id": ticket,
                    "severity": severity,
                    "status": Status.NEW,
                    "categories": [],
                    "language": Language.VI,
                    "received_at": since,
                    "entered_at": since,
                    "policy_version": "bench",
                }
                for ticket in tickets
            ],
        )
        connection.execute(
            insert(table_of(Deadline)), [_deadline(t, severity, since) for t in tickets]
        )
        connection.exec_driver_sql("analyze")


def _deadline(ticket: uuid.UUID, severity: Severity, since: datetime) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "ticket_id": ticket,
        "kind": DeadlineKind.FIRST_RESPONSE,
        "cycle": 0,
        "step": 0,
        "base": 0,
        "severity": severity,
        "due_at": NOW,
        "started_at": since,
        "state": State.ARMED,
        "force": Force.INTERNAL,
        "basis": "bench",
        "policy_version": "bench",
        "attempts": 0,
    }


def settings(folder: Path) -> Settings:
    return Settings(
        port=1,
        data_dir=folder,
        database_url="",
        redis_url="",
        secret_key="a benchmark has nothing to hide",  # noqa: S106  # as it says
        sealing_keys=(("b1", bytes(32)),),
        public_url="https://hotline.test",
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_tokens=(servers.TOKEN,),
        twilio_api_base="https://carrier.test",
        hotline_number=servers.LINE,
        policy_pack="vietnam",
        dead_man_url="",
        smtp_url="",
    )
