"""Whatever happens to callers, people and the network: nobody is lost or left behind."""

import pytest

from tests.calls.storm import Storm
from tests.house import House


@pytest.mark.parametrize("seed", range(2))
def test_after_any_night_every_call_is_accounted_for_and_nobody_is_left_anywhere(
    house: House, seed: int
) -> None:
    storm = Storm(house, seed)
    storm.rage(6)  # `python -m tests.calls.storm 10000` plays more

    assert storm.left_over() == dict.fromkeys(storm.left_over(), 0)
    assert storm.unaccounted() == []
