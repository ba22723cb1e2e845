"""The whole system on one table: a database, a telephone company, a clock and every door."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests import proofs
from tests.databases import Databases, server
from tests.house import House, build
from tests.simulator import strict

WATCHED = Path(__file__).parent / "simulator" / "watched"


def pytest_configure(config: pytest.Config) -> None:
    """Proofs are counted and REST answers looked at in every process of this run."""
    strict.watch.begin()
    if not hasattr(config, "workerinput"):
        proofs.begin()
        path = os.environ.get("PYTHONPATH", "")
        os.environ["PYTHONPATH"] = os.pathsep.join([str(WATCHED), *filter(None, [path])])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for browsers and processes begins first, so that nobody waits for it at the end.

    Browsers before processes: by then the checks beside the tests are over.
    """
    ranks = {"browser": 0, "processes": 1}
    items.sort(
        key=lambda item: min((ranks.get(mark.name, 2) for mark in item.iter_markers()), default=2)
    )


def pytest_collection_finish() -> None:
    """What was read until now stays, and a test makes much that goes at once.

    To look through all of it again and again took a tenth of the run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A problem in a program of its own fails no test: it fails the run."""
    if not hasattr(session.config, "workerinput") and proofs.failed():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in proofs.said():
        terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        proofs.end()


@pytest.fixture(autouse=True)
def _rest_by_the_book() -> Iterator[None]:
    """Whatever a test is about, the answers of the simulator in it are exact."""
    yield
    assert strict.watch.taken() == []


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with server() as url:
        databases = Databases(url)
        yield databases
        databases.end()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database as the migrations make it, with nothing in it."""
    with databases.kept() as url:
        yield url


@pytest.fixture
def engine(databases: Databases, database_url: str) -> Engine:
    return databases.engine(database_url)


@pytest.fixture
def house(engine: Engine) -> House:
    return build(engine)
