"""Most turns of the clock find nothing to do: they cost little, and miss nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, event, select

from referral.promises.deadlines import Deadline, State
from tests.house import House

ITSELF = 2  # to hear what time it is, and to say that a round is done


@pytest.fixture
def begun(engine: Engine) -> Iterator[list[Connection]]:
    """The transactions that were begun."""
    begun: list[Connection] = []
    note = begun.append
    event.listen(engine, "begin", note)
    yield begun
    event.remove(engine, "begin", note)


def test_a_turn_that_finds_nothing_to_do_begins_no_transaction_for_it(
    house: House, begun: list[Connection]
) -> None:
    house.text("+84912345678", "em muốn hỏi một chút")
    house.tick()
    begun.clear()
    house.tick()
    assert len(begun) == ITSELF


def test_what_falls_due_after_an_idle_turn_is_done_in_the_next(
    house: House,
) -> None:
    house.text("+84912345678", "em muốn hỏi một chút")
    house.tick()
    house.skip(timedelta(days=2))
    with house.work() as work:
        assert State.FIRED in work.session.scalars(select(Deadline.state)).all()
