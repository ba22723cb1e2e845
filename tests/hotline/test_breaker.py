"""When a provider is left alone, and which one takes a message: tables of pure decisions."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.sending import breaker
from hotline.sending.breaker import Ask, Circuit, Facts, State, Try, Wait
from hotline.telephony.carrier import Provider
from hotline.watch import Watch

A, B = Provider.A, Provider.B
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
WATCH = Watch(MINUTE, MINUTE, 3, MINUTE, 30 * SECOND, 20 * SECOND, 5 * MINUTE, MINUTE)
WELL, DOWN = Circuit(), Circuit(State.OPEN, 3, NOW, NOW + 30 * SECOND)
TRIAL = Circuit(State.ON_TRIAL, 3, NOW)


def after(*seconds: int) -> Circuit:
    circuit = Circuit()
    for at in seconds:
        circuit = breaker.failed(circuit, WATCH, NOW + at * SECOND)
    return circuit


def test_three_failures_within_a_minute_open_it_and_it_is_asked_again_half_a_minute_later() -> None:
    assert [after(*range(n)).state for n in (1, 2, 3)] == ["closed", "closed", "open"]
    assert after(0, 1, 2).probe_at == NOW + 32 * SECOND


def test_failures_far_apart_do_not_add_up() -> None:
    assert after(0, 50, 61).state is State.CLOSED
    assert after(0, 50, 60).state is State.OPEN


def test_a_probe_that_fails_puts_off_the_next_one() -> None:
    again = breaker.failed(DOWN, WATCH, NOW + 30 * SECOND)

    assert (again.state, again.probe_at) == (State.OPEN, NOW + MINUTE)


def test_a_probe_that_fails_long_after_does_not_close_it() -> None:
    assert breaker.failed(DOWN, WATCH, NOW + 10 * MINUTE).state is State.OPEN


def test_on_trial_one_failure_is_enough() -> None:
    assert breaker.answered_a_probe(DOWN).state is State.ON_TRIAL
    assert breaker.failed(TRIAL, WATCH, NOW).state is State.OPEN


def lately(provider: Provider, seconds: int, *, perhaps: bool) -> Try:
    return Try(provider, NOW - seconds * SECOND, perhaps)


REFUSED_BY_A = lately(A, 5, perhaps=False)
REFUSED_BY_B = lately(B, 3, perhaps=False)
PERHAPS_WITH_A = lately(A, 5, perhaps=True)
LONG_WITH_A = lately(A, 20, perhaps=True)
SINCE = {A: PERHAPS_WITH_A.at}

CASES = {
    "the first one, while both are well": (
        Facts({A: WELL, B: WELL}),
        Ask(A, {}, spare=True),
    ),
    "the second one, while the first is down": (Facts({A: DOWN, B: WELL}), Ask(B, {})),
    "one on trial is asked like any other": (Facts({A: TRIAL, B: WELL}), Ask(A, {}, spare=True)),
    "nobody, while both are down": (Facts({A: DOWN, B: DOWN}), Wait(NOW + 30 * SECOND)),
    "nobody, while the only one is down": (Facts({A: DOWN}), Wait(NOW + 30 * SECOND)),
    "the other one at once, after one that did not take it": (
        Facts({A: WELL, B: WELL}, [REFUSED_BY_A]),
        Ask(B, {}),
    ),
    "whoever was asked longest ago, when none took it": (
        Facts({A: WELL, B: WELL}, [REFUSED_BY_A, REFUSED_BY_B]),
        Ask(A, {}),
    ),
    "whichever of the two that was": (
        Facts({A: WELL, B: WELL}, [lately(B, 7, perhaps=False), REFUSED_BY_A]),
        Ask(B, {}),
    ),
    "nobody, for half a minute, where there is nobody": (Facts({}), Wait(NOW + 30 * SECOND)),
    "the other one, once the list of the first says no": (
        Facts({A: WELL, B: WELL}, [PERHAPS_WITH_A]),
        Ask(B, SINCE),
    ),
    "the only one again, once its own list says no": (
        Facts({A: WELL}, [PERHAPS_WITH_A]),
        Ask(A, SINCE),
    ),
    "nobody, while one who may have it cannot be asked": (
        Facts({A: DOWN, B: WELL}, [LONG_WITH_A]),
        Wait(NOW + 30 * SECOND),
    ),
    "what is critical waits its time as well": (
        Facts({A: DOWN, B: WELL}, [PERHAPS_WITH_A], urgent=True),
        Wait(NOW + 15 * SECOND),
    ),
    "and then goes by the other, perhaps for the second time": (
        Facts({A: DOWN, B: WELL}, [LONG_WITH_A], urgent=True),
        Ask(B, {}, perhaps_twice=True),
    ),
    "but not where there is no other": (
        Facts({A: DOWN}, [LONG_WITH_A], urgent=True),
        Wait(NOW + 30 * SECOND),
    ),
    "one that is gone from the settings cannot say no either": (
        Facts({A: WELL}, [lately(B, 20, perhaps=True)], urgent=True),
        Ask(A, {}, perhaps_twice=True),
    ),
}


@pytest.mark.parametrize("facts_and_way", CASES.values(), ids=CASES)
def test_who_takes_a_message(facts_and_way: tuple[Facts, Ask | Wait]) -> None:
    facts, way = facts_and_way

    assert breaker.route(facts, WATCH, NOW) == way
