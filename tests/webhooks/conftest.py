"""Every test here enters the same house, and nothing has happened in it yet."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.hotline import emptied
from tests.house import House, build


@pytest.fixture(scope="session")
def lent_house(databases: Databases) -> Iterator[House]:
    with emptied.lent(databases) as engine:
        yield build(engine)


@pytest.fixture
def house(lent_house: House) -> House:
    emptied.empty(lent_house.parts.engine)
    lent_house.network.fail()
    return lent_house
