"""The virtual clock: what falls due runs in order, and time stands still in between."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.clock import Clock

START = datetime(2026, 7, 17, 2, 0, tzinfo=UTC)


def test_events_run_in_the_order_they_fall_due_each_at_its_own_time() -> None:
    clock, seen = Clock(START), list[tuple[str, float]]()
    for name, seconds in (("third", 30), ("first", 10), ("second", 10)):

        def note(name: str = name) -> None:
            seen.append((name, (clock.now() - START).total_seconds()))

        clock.after(seconds, note)

    clock.forward(timedelta(seconds=30))

    assert seen == [("first", 10), ("second", 10), ("third", 30)]


def test_an_event_made_by_an_event_runs_in_the_same_walk_when_it_falls_due() -> None:
    clock, seen = Clock(START), list[datetime]()

    def first() -> None:
        clock.after(1, lambda: seen.append(clock.now()))

    clock.after(1, first)

    clock.forward(timedelta(seconds=2))

    assert seen == [START + timedelta(seconds=2)]


def test_a_cancelled_event_never_runs_and_is_not_waited_for() -> None:
    clock, seen = Clock(START), list[str]()
    clock.after(1, lambda: seen.append("cancelled")).cancel()

    assert clock.next_at() is None
    assert clock.run_until_idle() == 0
    assert seen == []


def test_running_until_idle_stops_at_the_limit() -> None:
    clock = Clock(START)

    def again() -> None:
        clock.after(60, again)

    again()

    assert clock.run_until_idle(timedelta(minutes=5)) == 5


def test_what_should_have_happened_already_happens_when_time_moves() -> None:
    clock, seen = Clock(START), list[str]()
    clock.at(START - timedelta(hours=1), lambda: seen.append("late"))

    clock.forward(timedelta(0))

    assert (seen, clock.now()) == (["late"], START)


def test_a_clock_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Clock(datetime(2026, 7, 17, 2, 0))  # noqa: DTZ001  # the mistake under test


def test_a_step_runs_one_event_and_no_other() -> None:
    clock = Clock(START)
    ran: list[int] = []
    clock.after(5, lambda: ran.append(5))
    clock.after(9, lambda: ran.append(9))

    assert [clock.step(), list(ran), clock.now() - START] == [True, [5], timedelta(seconds=5)]
    assert [clock.step(), clock.step(), ran] == [True, False, [5, 9]]
