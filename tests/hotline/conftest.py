"""Every test here finds the same database, and nothing in it but people and agencies."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.databases import Databases
from tests.hotline import emptied


@pytest.fixture(scope="session")
def lent_engine(databases: Databases) -> Iterator[Engine]:
    with emptied.lent(databases) as engine:
        yield engine


@pytest.fixture
def engine(lent_engine: Engine) -> Engine:
    emptied.empty(lent_engine)
    return lent_engine
