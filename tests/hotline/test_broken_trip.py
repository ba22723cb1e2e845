"""A line to the database that is cut is given up, and no other is opened only to say so."""

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import OperationalError

from hotline.store import patience
from hotline.store.prepared import Prepared
from hotline.store.work import Workplace
from tests.house import House

SLOW = Prepared(select(func.pg_sleep(30)))
QUICK = Prepared(select(func.now()))
SHORT = 0.2  # seconds


def ask_in_vain(workplace: Workplace) -> None:
    with workplace.work(patience.until(SHORT)) as work:
        work.glance(SLOW, {})


def test_who_waits_on_a_line_that_is_cut_hears_of_it_and_opens_no_other(
    house: House, engine: Engine
) -> None:
    opened: list[object] = []
    with house.work() as work:
        work.glance(QUICK, {})  # a line is open now
    event.listen(engine, "connect", lambda line, _: opened.append(line))

    with pytest.raises(OperationalError):
        ask_in_vain(house.parts.workplace)

    assert opened == []
