"""Time as people say it."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboards.times import Tone, countdown, in_units

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
S, M, H, D = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        pytest.param(0, "0 s", id="now"),
        pytest.param(59, "59 s", id="under-a-minute"),
        pytest.param(60, "1 min", id="a-minute"),
        pytest.param(12 * 60 + 40, "12 min", id="seconds-are-noise-beside-minutes"),
        pytest.param(3600, "1 h", id="an-hour"),
        pytest.param(2 * 3600 + 5 * 60, "2 h 5 min", id="hours-and-minutes"),
        pytest.param(86_400 + 59 * 60, "1 d", id="minutes-are-noise-beside-days"),
        pytest.param(3 * 86_400 + 7200, "3 d 2 h", id="days-and-hours"),
    ],
)
def test_a_time_is_said_in_the_units_that_fit(seconds: int, said: str) -> None:
    assert " ".join(f"{n} {unit}" for n, unit in in_units(seconds)) == said


@pytest.mark.parametrize(
    ("due_in", "allowed", "tone", "seconds"),
    [
        pytest.param(12 * M, 15 * M, Tone.CALM, 720, id="most-of-it-left"),
        pytest.param(5 * M, 15 * M, Tone.SOON, 300, id="the-last-third-begins"),
        pytest.param(S, 15 * M, Tone.SOON, 1, id="one-second"),
        pytest.param(0 * S, 15 * M, Tone.LATE, 0, id="exactly-due-is-late"),
        pytest.param(-3 * M, 15 * M, Tone.LATE, 180, id="three-minutes-late"),
        pytest.param(-3 * M, 0 * M, Tone.LATE, 180, id="a-promise-to-act-at-once"),
    ],
)
def test_a_promise_is_calm_then_soon_then_late(
    due_in: timedelta, allowed: timedelta, tone: Tone, seconds: int
) -> None:
    due = NOW + due_in
    left = countdown(due, due - allowed, NOW)
    assert (left.tone, left.seconds) == (tone, seconds)
