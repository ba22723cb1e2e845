"""When a number counts as reaching its person, and the hours in which it may be tried."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from referral.staffing.proof import Standing, may_ring, standing
from tests.referral.builders import policy

RULES = policy().roster
NOW = datetime(2026, 11, 20, tzinfo=UTC)
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("proven", "failed", "stands"),
    [
        pytest.param(None, None, Standing.UNVERIFIED, id="nobody-typed-a-code"),
        pytest.param(NOW, None, Standing.PROVEN, id="just-verified"),
        pytest.param(NOW - 31 * DAY, None, Standing.PROVEN, id="its-test-call-is-due"),
        pytest.param(NOW - 45 * DAY + INSTANT, None, Standing.PROVEN, id="the-last-instant"),
        pytest.param(NOW - 45 * DAY, None, Standing.OLD, id="too-long-ago"),
        pytest.param(NOW - DAY, NOW, Standing.FAILED, id="the-last-call-was-not-heard"),
        pytest.param(NOW - 60 * DAY, NOW, Standing.FAILED, id="not-heard-and-long-ago"),
    ],
)
def test_a_number_counts_while_it_is_known_to_reach(
    proven: datetime | None, failed: datetime | None, stands: Standing
) -> None:
    assert standing(proven, failed, RULES, NOW) is stands


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Europe/Berlin", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    ("clock", "may"),
    [
        pytest.param("14:59:59", False, id="before"),
        pytest.param("15:00:00", True, id="as-it-begins"),
        pytest.param("17:59:59", True, id="the-last-second"),
        pytest.param("18:00:00", False, id="as-it-ends"),
        pytest.param("03:00:00", False, id="at-night"),
    ],
)
def test_test_calls_keep_to_their_hours_by_the_clock_on_the_wall(
    zone: str, clock: str, *, may: bool
) -> None:
    for day in ("2026-03-29", "2026-10-04", "2026-11-20"):
        local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone))
        assert may_ring(local, RULES) is may
