"""An event is taken in once, answered the same for ever, and tried again in its turn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from hotline import inbox
from hotline.inbox import TRY_AGAIN, Event, Inbox
from tests.faults.waiting import until
from tests.house import House

SECOND = timedelta(seconds=1)
TEXT = Event(
    "sms", "sms:SM1", {"From": "+84912345678", "Body": "Cháu chào cô"}, about="x", token="t"
)
WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"


def event(name: str, queue: str = "") -> Event:
    return Event("sms", f"sms:{name}", {}, queue=queue)


def never() -> str:
    raise AssertionError("it is known already")


def answered(house: House, one: Event, answer: str = "<Response/>") -> None:
    with house.work() as work:
        assert inbox.once(work, one, lambda: answer) == answer


def postponed(house: House, limit: int = 10) -> list[str]:
    with house.work() as work:
        return [row.event.key for row in inbox.postponed(work, limit)]


def later(house: House, one: Event) -> None:
    with house.work() as work:
        inbox.keep_for_later(work, one, "later")


def test_a_second_delivery_reads_the_answer_of_the_first(house: House) -> None:
    answered(house, TEXT, "<Response>đã nhận</Response>")
    answered(house, event("another"), "<Response>khác</Response>")

    with house.work() as work:
        assert inbox.once(work, TEXT, never) == "<Response>đã nhận</Response>"


def test_what_is_taken_for_new_and_is_not_does_nothing_at_all(house: House) -> None:
    answered(house, TEXT, "first")

    with pytest.raises(IntegrityError), house.work() as work:
        inbox.as_new(work, TEXT, lambda: "second")

    with house.work() as work:
        assert inbox.once(work, TEXT, never) == "first"


def test_what_was_new_is_answered_the_same_again(house: House) -> None:
    with house.work() as work:
        assert inbox.as_new(work, TEXT, lambda: "first") == "first"

    with house.work() as work:
        assert inbox.once(work, TEXT, never) == "first"
        assert inbox.keep_for_later(work, TEXT, "another") == "first"
    assert postponed(house) == []


def test_what_is_kept_for_later_is_whole_and_is_answered_as_it_was(house: House) -> None:
    later(house, TEXT)

    with house.work() as work:
        assert inbox.once(work, TEXT, never) == "later"
        [row] = inbox.postponed(work, 10)
        kept = row.event
    assert (kept.kind, kept.key, kept.params) == (TEXT.kind, TEXT.key, TEXT.params)
    assert (kept.about, kept.token, kept.heard) == (TEXT.about, TEXT.token, False)


def test_kept_events_come_in_their_order_and_one_that_was_tried_waits_its_time(
    house: House,
) -> None:
    for name, ago in {"b": 1, "c": 3, "a": 2}.items():
        later(house, event(name))
        with house.work() as work:
            row = work.session.scalars(select(Inbox).where(Inbox.dedup_key == f"sms:{name}")).one()
            row.received_at = work.now - ago * SECOND
    answered(house, event("done"))

    assert postponed(house, limit=2) == ["sms:c", "sms:a"]
    assert postponed(house) == ["sms:b"]
    house.network.clock.forward(TRY_AGAIN - SECOND)
    assert postponed(house) == []
    house.network.clock.forward(SECOND)
    assert postponed(house) == ["sms:c", "sms:a", "sms:b"]
    with house.work() as work:
        assert set(work.session.scalars(select(Inbox.attempts))) == {0, 2}


def test_an_event_that_another_tries_at_this_moment_is_left_to_it(house: House) -> None:
    later(house, event("a"))
    later(house, event("b"))

    with house.work() as theirs:
        [mine] = [row.event.key for row in inbox.postponed(theirs, 1)]
        assert sorted([mine, *postponed(house)]) == ["sms:a", "sms:b"]


def test_which_events_have_come_is_known_by_their_keys(house: House) -> None:
    answered(house, event("a"))
    later(house, event("b"))
    answered(house, event("unasked"))

    with house.work() as work:
        assert inbox.known(work, ["sms:a", "sms:b", "sms:c"]) == {"sms:a", "sms:b"}


@pytest.mark.parametrize("how", ["in the queue alone", "taken in"])
def test_events_of_one_caller_are_handled_one_after_another(house: House, how: str) -> None:
    order: list[str] = []

    def second() -> None:
        with house.work() as work:
            if how == "taken in":
                inbox.once(work, event("second", queue="+84912345678"), lambda: "")
            else:
                inbox.wait_in_queue(work, event("second", queue="+84912345678"))
            order.append("second")

    with ThreadPoolExecutor(1) as others:
        with house.work() as work:
            inbox.wait_in_queue(work, event("first", queue="+84912345678"))
            waits = others.submit(second)
            until("the second waits", lambda: bool(work.session.scalar(text(WAITING))))
            order.append("first")
        waits.result(30)

    assert order == ["first", "second"]


def test_events_of_others_or_of_nobody_do_not_wait(house: House) -> None:
    with house.work() as work:
        inbox.wait_in_queue(work, event("first", queue="+84912345678"))
        inbox.wait_in_queue(work, event("hidden"))
        for other in (event("second", queue="+84987654321"), event("hidden too")):
            answered(house, other)
