"""What is said to the database by heart is said as the driver would say it, whatever happens."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from hotline.store import patience
from hotline.store.by_heart import MOST, OFTEN
from hotline.store.patience import Patience
from hotline.store.prepared import alone, ask, ask_all, driver_of, tell

EVERYTHING = "SELECT $1::integer, $2::varchar, $3::bytea, $4::uuid, $5::timestamptz, $6::boolean"
SAID = (
    [1, "cứu", b"\x00\xff", UUID(int=7), datetime(2026, 11, 30, 2, tzinfo=UTC), True],
    [70_000, "", b"", UUID(int=2**127), datetime(1990, 1, 1, tzinfo=UTC), False],
    [-3, None, None, None, None, None],
    [None, "it's $1 \\", b"'", UUID(int=0), datetime(2026, 1, 1, tzinfo=UTC), None],
)
OFTEN_ENOUGH = OFTEN + 3
BY_HEART = text("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'by_heart%'")


@pytest.fixture
def line(engine: Engine) -> Iterator[Connection]:
    engine.dispose()  # one that knows nothing yet
    with engine.connect() as line:
        yield alone(line)
        if not line.invalidated:
            alone(line, yes=False)


def known(line: Connection) -> int:
    found = ask(line, str(BY_HEART), [])
    assert found is not None
    return int(found[0])


def test_every_value_comes_back_however_often_it_is_said(line: Connection) -> None:
    for _ in range(OFTEN_ENOUGH):
        for values in SAID:
            assert ask(line, EVERYTHING, values) == tuple(values)
            assert ask_all(line, EVERYTHING, values) == [tuple(values)]

    assert known(line) > 0


def test_what_is_seldom_said_is_not_learned(line: Connection) -> None:
    for _ in range(OFTEN):
        ask(line, "SELECT $1::integer", [1])

    assert known(line) == 0


def test_all_rows_come_and_none_where_there_are_none(line: Connection) -> None:
    for _ in range(OFTEN_ENOUGH):
        assert ask_all(line, "SELECT generate_series(1, $1::integer)", [3]) == [(1,), (2,), (3,)]
        assert ask_all(line, "SELECT generate_series(1, $1::integer)", [0]) == []
        assert ask(line, "SELECT generate_series(1, $1::integer)", [0]) is None


def test_what_the_driver_made_the_server_forget_is_said_all_the_same(line: Connection) -> None:
    """It does so whenever something is undone on a line where it had the server learn itself."""
    for _ in range(OFTEN_ENOUGH):
        assert ask(line, "SELECT $1::integer", [5]) == (5,)
    assert known(line) == 1
    alone(line, yes=False)
    for _ in range(OFTEN_ENOUGH):
        line.execute(text("SELECT 1"))
    line.rollback()
    alone(line)
    assert known(line) == 0

    assert ask(line, "SELECT $1::integer", [6]) == (6,)
    for _ in range(OFTEN_ENOUGH):
        assert ask(line, "SELECT $1::integer", [7]) == (7,)
    assert known(line) == 1


def test_in_a_transaction_it_is_part_of_it(engine: Engine) -> None:
    with engine.begin() as line:
        tell(line, "CREATE TEMPORARY TABLE said (n integer) ON COMMIT DROP", [])
        for n in range(OFTEN_ENOUGH):
            tell(line, "INSERT INTO said VALUES ($1::integer)", [n])
        assert ask(line, "SELECT count(*) FROM said", []) == (OFTEN_ENOUGH,)


def test_what_is_refused_is_refused_by_its_name_and_the_line_goes_on(line: Connection) -> None:
    tell(line, "CREATE TEMPORARY TABLE said_once (n integer unique)", [])
    for n in range(OFTEN_ENOUGH):
        tell(line, "INSERT INTO said_once VALUES ($1::integer)", [n])

    for _ in range(3):
        with pytest.raises(IntegrityError):
            tell(line, "INSERT INTO said_once VALUES ($1::integer)", [0])

    assert ask(line, "SELECT count(*) FROM said_once", []) == (OFTEN_ENOUGH,)
    assert not line.invalidated


def test_a_line_that_breaks_is_known_to_be_broken(engine: Engine) -> None:
    with engine.connect() as line:
        alone(line)
        for _ in range(OFTEN_ENOUGH):
            ask(line, "SELECT $1::integer", [5])
        with engine.begin() as other:
            ours = driver_of(line).info.backend_pid
            other.execute(text("SELECT pg_terminate_backend(:ours)"), {"ours": ours})

        with pytest.raises(OperationalError) as failed:
            ask(line, "SELECT $1::integer", [5])

        assert failed.value.connection_invalidated


def test_whoever_waits_no_longer_is_not_held_by_a_database_that_is_silent(engine: Engine) -> None:
    with engine.connect() as line:
        alone(line)
        for _ in range(OFTEN_ENOUGH):
            ask(line, "SELECT pg_sleep($1::float8)", [0.0])
        assert known(line) == 1

        with (
            Patience().with_(driver_of(line), patience.until(0.2)),
            pytest.raises(OperationalError) as failed,
        ):
            ask(line, "SELECT pg_sleep($1::float8)", [30.0])

        assert failed.value.connection_invalidated


def test_more_statements_than_are_kept_are_said_as_well(line: Connection) -> None:
    for n in range(MOST + 5):
        for _ in range(OFTEN_ENOUGH):
            assert ask(line, f"SELECT $1::integer + {n}", [1]) == (1 + n,)

    assert known(line) == MOST
