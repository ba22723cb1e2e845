"""Lines to the database stay in hand from one use to the next, and none that is worth nothing."""

from contextlib import ExitStack

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoLineError

from hotline.store.lines import IN_HAND, LinePool, Lines
from hotline.store.patience import until
from hotline.store.prepared import alone, driver_of

OWN_ENDED = text("select pg_terminate_backend(pg_backend_pid())")
OTHERS_ENDED = text("""
    select pg_terminate_backend(pid, 1000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
""")


@pytest.fixture
def lines(engine: Engine) -> Lines:
    engine.dispose()  # none in hand yet
    return Lines(engine)


def server_of(line: Connection) -> int:
    return driver_of(line).info.backend_pid


def several(lines: Lines, many: int) -> list[int]:
    with ExitStack() as stack:
        return [server_of(stack.enter_context(lines.one())) for _ in range(many)]


def test_whoever_comes_next_is_given_the_line_that_was_used_last(lines: Lines) -> None:
    with lines.one() as line:
        first = server_of(alone(line))
        assert line.scalar(text("select 1")) == 1
    with lines.one() as line:
        assert server_of(line) == first
        assert not line.in_transaction()


def test_what_was_begun_and_not_finished_is_undone_before_somebody_else_comes(
    lines: Lines,
) -> None:
    with lines.one() as line:
        line.execute(text("create temporary table half (done int) on commit preserve rows"))
    with lines.one() as line:
        assert not line.in_transaction()
        assert line.scalar(text("select to_regclass('half')")) is None


def test_a_line_comes_back_as_it_was_also_from_somebody_who_failed(lines: Lines) -> None:
    for _ in range(IN_HAND + 1):
        with pytest.raises(DataError), lines.one() as line:
            line.execute(text("select 1 / 0"))
    with lines.one() as line:
        assert line.scalar(text("select 1")) == 1


def test_of_a_burst_few_lines_stay_in_hand_and_the_others_are_the_pools_as_it_expects_them(
    engine: Engine, lines: Lines
) -> None:
    with ExitStack() as stack:
        for _ in range(IN_HAND + 3):
            alone(stack.enter_context(lines.one()))
    assert isinstance(engine.pool, LinePool)
    assert engine.pool.checkedout() == IN_HAND
    with engine.connect() as line:
        assert not driver_of(line).autocommit


def test_whoever_else_asks_the_same_database_shares_them(engine: Engine, lines: Lines) -> None:
    everybody = engine.pool.size()  # type: ignore[attr-defined]  # SQLAlchemy's pools differ
    assert len({*several(lines, IN_HAND), *several(Lines(engine), everybody)}) == everybody
    with ExitStack() as stack:
        for _ in range(everybody):
            stack.enter_context(lines.one())
        with pytest.raises(NoLineError), Lines(engine).one(until(0.01)):
            pass


def test_one_line_that_breaks_takes_the_others_in_hand_with_it(lines: Lines) -> None:
    """As when the server was restarted: whoever tries again at once has to be heard."""
    several(lines, IN_HAND)
    with lines.one() as line:
        alone(line).execute(OTHERS_ENDED)
        with pytest.raises(OperationalError):
            line.execute(OWN_ENDED)
        assert line.invalidated
    with lines.one() as line:
        assert line.scalar(text("select 1")) == 1


def test_when_all_is_over_no_line_is_left_open(engine: Engine, lines: Lines) -> None:
    with ExitStack() as stack:
        drivers = [driver_of(stack.enter_context(lines.one())) for _ in range(IN_HAND + 2)]
    engine.dispose()
    assert all(driver.closed for driver in drivers)


def test_a_line_that_was_out_when_all_was_over_does_not_stay_in_hand(
    engine: Engine, lines: Lines
) -> None:
    before = engine.pool
    assert isinstance(before, LinePool)
    with lines.one():
        engine.dispose()
    assert before.taken() is None
    before.dispose()
