"""How the tables come to be, and whether they are ours."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Row, inspect, select, text

from config.database import (
    SchemaError,
    check,
    engine_for,
    ensure,
    ensure_if_there,
    needed,
)
from config.migrating import drift, migrate
from hotline.search import asked, filing
from hotline.search.asked import Asked
from hotline.search.finder import Direct, Finder
from hotline.store.work import Base
from referral import casework, indexing
from referral.referrals import Referral, Status
from tests.databases import Databases
from tests.house import House
from tests.referral.builders import person
from tests.referral.together import together

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(databases: Databases) -> Iterator[Engine]:
    """A database in which nothing has ever been."""
    with databases.fresh() as url:
        engine = engine_for(url)
        with engine.begin() as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
        yield engine
        engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def downgrade(engine: Engine, to: str) -> None:
    with engine.begin() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def test_an_empty_database_is_made_ours(empty: Engine) -> None:
    ensure(empty)

    check(empty)
    assert drift(empty) == []
    assert tables(empty) == {*Base.metadata.tables, "alembic_version"}


def test_an_older_database_is_refused_and_left_as_it_is(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0000'"))

    with pytest.raises(SchemaError, match=r"at 0000 .* run `\./run flask migrate`"):
        ensure(engine)


def test_migrating_twice_or_twice_at_once_is_migrating_once(empty: Engine) -> None:
    together(lambda: migrate(empty), lambda: migrate(empty))
    migrate(empty)

    check(empty)


def test_the_migrations_lead_back_to_nothing_and_here_again(engine: Engine) -> None:
    downgrade(engine, "base")
    assert tables(engine) <= {"alembic_version"}

    migrate(engine)
    assert drift(engine) == []


def test_a_database_in_use_is_taken_along_and_its_contacts_counted(
    house: House, engine: Engine
) -> None:
    for n in range(3):
        house.text("+84911000001", f"tin {n}")
        house.text("+84911000002", f"tin {n}")
        house.forward(timedelta(seconds=5))
    before = counted(engine)

    downgrade(engine, "0013")
    migrate(engine)

    assert sorted(nth for _, nth in before) == [1, 1, 2, 2, 3, 3]
    assert counted(engine) == before
    assert drift(engine) == []


def counted(engine: Engine) -> list[tuple[str, int]]:
    with engine.begin() as connection:
        rows = connection.execute(text("select carrier_sid, nth from contact order by 1"))
        return [(row.carrier_sid, row.nth) for row in rows]


def test_a_database_in_which_an_agency_was_told_anew_leads_back_with_one_request_to_each(
    house: House, engine: Engine
) -> None:
    house.text("+84911222333", "Cứu con với, ba đang đánh con")
    for _ in range(2):  # twice, so that of two that were withdrawn none is kept
        house.forward(timedelta(seconds=30))
        with house.work() as work:
            lan = person(work, "lan")
            asked = work.session.scalars(
                select(Referral).where(Referral.status != Status.WITHDRAWN).limit(1)
            ).one()
            casework.withdraw(work, asked, lan, "nhầm nhà")
            casework.refer(work, asked.ticket, lan, asked.agency_id)
    before = requests_made(engine)

    downgrade(engine, "0015")

    kept = requests_made(engine)
    assert len(kept) == len({(row.ticket_id, row.agency_id) for row in kept}) < len(before)
    assert kept == [row for row in before if row.status != "withdrawn"]
    migrate(engine)
    assert drift(engine) == []


def requests_made(engine: Engine) -> Sequence[Row[Any]]:
    query = "select code, ticket_id, agency_id, status from referral order by code"
    with engine.connect() as connection:
        return connection.execute(text(query)).all()


def test_numbers_there_were_before_count_as_verified_and_wait_for_a_test_call(
    engine: Engine,
) -> None:
    downgrade(engine, "0013")
    with engine.begin() as connection:
        for login, phone in (("hoa", b"sealed"), ("lan", None)):
            connection.execute(
                text(
                    "insert into staff (id, login, role, password_hash, phone_sealed, language,"
                    " active, created_at) values (gen_random_uuid(), :login, 'supervisor', 'x',"
                    " :phone, 'vi', true, now())"
                ),
                {"login": login, "phone": phone},
            )

    migrate(engine)

    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "select login, proven_at <= now(), test_due_at <= now(), failed_at"
                " from number_proof join staff on staff.id = staff_id"
            )
        ).all()
    assert rows == [("hoa", True, True, None)]


def test_what_a_ticket_counted_as_was_said_of_its_last_contact(
    house: House, engine: Engine
) -> None:
    for _ in range(2):
        house.text("+84911222333", "cảm ơn cô chú")
        house.forward(timedelta(minutes=1))
    with engine.begin() as connection:
        connection.execute(text("update ticket set level = 'thanks'"))

    downgrade(engine, "0026")
    migrate(engine)

    with engine.connect() as connection:
        levels = connection.execute(text("select level from contact order by received_at"))
        assert levels.scalars().all() == [None, "thanks"]


def test_a_ticket_filed_on_an_old_shelf_is_found_once_it_was_filed_anew(
    house: House, engine: Engine
) -> None:
    house.text("+84911222333", "Lan đây ạ")
    house.forward(timedelta(seconds=5))
    lan = Asked(tuple(asked.words_of("lan")))

    downgrade(engine, "0046")
    migrate(engine)
    with house.work() as work:
        assert Finder(work).missing == 1
    filed = filing.file_all(house.parts.workplace, anew=False, read=indexing.said)

    assert filed == 1
    with house.work() as work:
        finder = Finder(work)
        assert [hit.ticket.number for hit in finder.find(lan, Direct(), 9)] == [1001]
        assert finder.missing == 0


def test_the_migrations_have_one_end() -> None:
    script = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))

    assert script.get_heads() == [needed()]
    assert len(script.get_bases()) == 1


def test_whoever_opens_the_database_knows_every_table() -> None:
    """In a process of its own: here other tests have imported everything."""
    program = (
        "import config.database as d; from hotline.store.work import Base; "
        "print(*Base.metadata.tables)"
    )
    said = subprocess.run(  # noqa: S603  # our own interpreter and words
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    sources = [*(ROOT / "hotline").rglob("*.py"), *(ROOT / "referral").rglob("*.py")]
    declared = {
        line.split('"')[1]
        for source in sources
        for line in source.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("__tablename__ = ")
    }

    assert set(said.stdout.split()) == declared


def test_a_web_starts_without_its_database_and_refuses_one_of_another_release(
    engine: Engine,
) -> None:
    ensure_if_there(engine_for("postgresql+psycopg://nobody@127.0.0.1:9/none"))

    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0001'"))
    with pytest.raises(SchemaError):
        ensure_if_there(engine)


def test_a_wait_for_the_database_has_an_end(engine: Engine) -> None:
    with engine.connect() as connection:
        limits = {
            name: connection.execute(text(f"show {name}")).scalar_one()
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        }

    assert "0" not in limits.values()


@pytest.fixture(params=["drop table staff cascade", "alter table staff add column extra text"])
def changed(databases: Databases, request: pytest.FixtureRequest) -> None:
    """The database that tests are lent in turn, and one of them changed its tables."""
    with databases.kept() as url, psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(request.param)


@pytest.mark.usefixtures("changed")
def test_what_one_test_did_to_the_tables_no_other_finds(engine: Engine) -> None:
    check(engine)
    assert drift(engine) == []
