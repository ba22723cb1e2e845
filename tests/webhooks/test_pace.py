"""How many events are worked on at once, and who is next."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Event

import pytest

from tests.house import House
from tests.webhooks import carrier
from webhooks.pace import Pace

LONG = 30.0  # seconds; nothing here takes as long
CHILDREN = 12


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(CHILDREN) as pool:
        yield pool


def comes(pace: Pace, who: str, inside: list[str]) -> None:
    with pace.one():
        inside.append(who)


def until_so_many_wait(pace: Pace, many: int) -> None:
    for _ in range(3000):
        if pace.waiting == many:
            return
        Event().wait(0.01)
    raise AssertionError(f"{pace.waiting} wait")


def test_who_came_first_is_next(threads: ThreadPoolExecutor) -> None:
    pace, inside = Pace(abreast=1, patience=LONG), list[str]()

    with pace.one():
        for n, who in enumerate("abcd"):
            threads.submit(comes, pace, who, inside)
            until_so_many_wait(pace, n + 1)
        assert inside == []
    until_so_many_wait(pace, 0)
    comes(pace, "e", inside)

    assert inside == ["a", "b", "c", "d", "e"]


def test_as_many_as_may_are_inside_together(threads: ThreadPoolExecutor) -> None:
    """Each waits for the others: alone none of them would come out."""
    pace, together = Pace(abreast=3, patience=LONG), Barrier(3, timeout=LONG)

    def meets() -> int:
        with pace.one():
            return together.wait()

    met = [threads.submit(meets) for _ in range(6)]

    assert sorted(each.result(LONG) for each in met) == [0, 0, 1, 1, 2, 2]


def test_nobody_waits_long_for_one_that_is_stuck() -> None:
    pace, inside = Pace(abreast=1, patience=0.01), list[str]()

    with pace.one():
        comes(pace, "a", inside)
        comes(pace, "b", inside)
        assert inside == ["a", "b"]
        assert pace.waiting == 0


def test_who_went_beside_the_others_leaves_no_place_of_theirs(threads: ThreadPoolExecutor) -> None:
    pace, inside = Pace(abreast=1, patience=0.2), list[str]()

    with pace.one():
        comes(pace, "beside", inside)
        waiting = threads.submit(comes, pace, "after", inside)
        until_so_many_wait(pace, 1)
        assert inside == ["beside"]

    waiting.result(LONG)
    assert inside == ["beside", "after"]


def test_work_that_fails_makes_room_for_the_next() -> None:
    pace = Pace(abreast=1, patience=LONG)

    for _ in range(3):
        with pytest.raises(ZeroDivisionError), pace.one():
            raise ZeroDivisionError

    with pace.one():
        assert pace.waiting == 0


def test_texts_that_come_together_all_become_tickets(
    house: House, threads: ThreadPoolExecutor
) -> None:
    """More than may be worked on at once."""
    together = Barrier(CHILDREN, timeout=LONG)

    def text(n: int) -> int:
        together.wait()
        form = carrier.text(n, "cho em hỏi mấy giờ ạ", sender=f"+8491155{n:04}")
        return carrier.post(house, carrier.SMS, form).status_code

    answers = [threads.submit(text, n) for n in range(CHILDREN)]

    assert {each.result(LONG) for each in answers} == {200}
    with ExitStack() as stack:
        work = stack.enter_context(house.work())
        kept = work.connection.exec_driver_sql("select count(*) from ticket").scalar_one()
    assert kept == CHILDREN
