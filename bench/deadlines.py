"""Ten thousand promises missed at once: how long until all have fired and their pages are written.

Each sweeper is a process of its own, as a metronome is. Goal: 10,000 in under 2 s. Then the same
through the whole clockwork to a carrier that takes everything: how many messages ten supervisors
get, and how soon the critical ones are with the carrier. Goal: at most 60, critical within 30 s.
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
from hotline import staff
from hotline.sending.delivery import Couriers, Delivery
from hotline.sending.mail import NoPost
from hotline.sending.outbox import Outgoing
from hotline.staff import Role
from hotline.store.work import Work, table_of
from hotline.telephony.carrier import CallToPlace, Provider, SmsToSend
from hotline.tickets import Status, Ticket
from hotline.vocabulary import Channel, DeadlineKind, Force, Language, Severity
from referral import clockwork
from referral.promises.deadlines import Deadline, State

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

MANY, CRITICAL = 10_000, 2
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


class Still:
    """Every sweep of the run has the same instant."""

    def now(self) -> datetime:
        return NOW


def main() -> None:
    for sweepers in (1, 2):
        for severity in (Severity.ROUTINE, Severity.CRITICAL):
            _measure(sweepers, severity)
    _reach_ten_supervisors()


def _measure(sweepers: int, severity: Severity) -> None:
    with servers.database() as (folder, url):
        engine = engine_for(url)
        mine = parts.built(settings(folder), engine, Still(), parts.no_ring)
        with mine.workplace.work() as work:
            people.load(work)
        _fill(engine, severity, MANY, NOW)
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


class Taking:
    """A carrier that takes everything, and remembers when it took what."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, str]] = []

    def send_sms(self, sms: SmsToSend) -> str:
        return self._take(sms.body)

    def place_call(self, call: CallToPlace) -> str:
        return self._take(call.program)

    def find_sms(self, _sms: SmsToSend, _since: datetime) -> list[str]:
        return []

    def find_calls(self, _call: CallToPlace, _since: datetime) -> list[str]:
        return []

    def knock(self, _channel: Channel) -> None:
        """Always there."""

    def _take(self, said: str) -> str:
        self.taken.append((perf_counter(), said))
        return f"SM{uuid.uuid4().hex}"


def _reach_ten_supervisors() -> None:
    """All are so late that every supervisor is woken."""
    carrier = Taking()
    with servers.database() as (folder, url):
        engine = engine_for(url)
        mine = parts.built(settings(folder), engine, Still(), parts.no_ring)
        with mine.workplace.work() as work:
            people.load(work)
            _more_supervisors(work, 7)
        missed = NOW - timedelta(hours=6)
        _fill(engine, Severity.ROUTINE, MANY - CRITICAL, missed)
        _fill(engine, Severity.CRITICAL, CRITICAL, missed)
        began = perf_counter()
        clockwork.turn(mine.workplace)
        couriers = Couriers({Provider.A: carrier}, NoPost())
        Delivery(mine.workplace, couriers, "https://hotline.test", "bench").run()
        engine.dispose()
    grave = max(at for at, said in carrier.taken if "nguy cap" in said or "nguy cấp" in said)
    print(
        f"{MANY} overdue, {CRITICAL} of them critical, 10 supervisors: "
        f"{len(carrier.taken)} messages, critical ones with the carrier after "
        f"{grave - began:.2f} s, all after {carrier.taken[-1][0] - began:.2f} s"
    )


def _more_supervisors(work: Work, count: int) -> None:
    for n in range(count):
        phone = f"+8498000{n:04d}"
        staff.add(work, f"s{n}", Role.SUPERVISOR, "none", name=f"S {n}", phone=phone)


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
    parts.settle()
    ready.wait()
    fired.put(clockwork.sweep_all(mine.workplace, NOW))
    engine.dispose()


def _fill(engine: Engine, severity: Severity, many: int, missed: datetime) -> None:
    tickets = [uuid.uuid4() for _ in range(many)]
    since = missed - timedelta(minutes=1)
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
            insert(table_of(Deadline)), [_deadline(t, severity, missed) for t in tickets]
        )
        connection.exec_driver_sql("analyze")


def _deadline(ticket: uuid.UUID, severity: Severity, missed: datetime) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "ticket_id": ticket,
        "kind": DeadlineKind.FIRST_RESPONSE,
        "cycle": 0,
        "step": 0,
        "base": 0,
        "severity": severity,
        "due_at": missed,
        "started_at": missed,
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
