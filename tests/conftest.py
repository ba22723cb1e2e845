"""The whole system on one table: a database, a telephone company, a clock and every door."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from config.database import engine_for
from tests.databases import Databases, server
from tests.house import House, build


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with server() as url:
        yield Databases(url)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A fresh database, as the migrations make it."""
    with databases.fresh() as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def house(engine: Engine) -> House:
    return build(engine)
