"""The hotline of the stories of calls."""

import pytest

from tests.calls.office import Office
from tests.house import House


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)
