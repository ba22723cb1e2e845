"""A clock that is set back forgets no deadline, and the wallboard says that it was."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hotline.store.work import Work
from hotline.vocabulary import Severity
from referral import checks
from referral.promises import clock_guard
from tests.house import NIGHT, House
from tests.referral.builders import SECOND, open_ticket

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("latest", "said", "time"),
    [
        pytest.param(None, NIGHT, NIGHT, id="the-first-word"),
        pytest.param(NIGHT, NIGHT + SECOND, NIGHT + SECOND, id="forward"),
        pytest.param(NIGHT, NIGHT + 60 * MINUTE, NIGHT + 60 * MINUTE, id="an-hour-forward"),
        pytest.param(NIGHT, NIGHT - SECOND, NIGHT - SECOND, id="two-who-hardly-differ"),
        pytest.param(NIGHT, NIGHT - 2 * SECOND, NIGHT - 2 * SECOND, id="just-jitter"),
        pytest.param(NIGHT, NIGHT - 3 * SECOND, NIGHT, id="set-back"),
        pytest.param(NIGHT, NIGHT - 60 * MINUTE, NIGHT, id="an-hour-back"),
    ],
)
def test_time_is_what_the_clock_says_unless_it_was_later_already(
    latest: datetime | None, said: datetime, time: datetime
) -> None:
    assert clock_guard.judge(latest, said) == time


def at(work: Work, now: datetime) -> Work:
    return replace(work, now=now)


def test_what_has_been_heard_is_kept_while_the_clock_is_behind(house: House) -> None:
    with house.work() as work:
        now = work.now
        assert clock_guard.hear(work) == now
        assert clock_guard.hear(at(work, now - 10 * MINUTE)) == now
        assert clock_guard.hear(at(work, now + MINUTE)) == now + MINUTE
        assert clock_guard.hear(work) == now + MINUTE


def test_a_clock_ten_minutes_behind_itself_is_a_red_promise(house: House) -> None:
    with house.work() as work:
        clock_guard.hear(work)
        late = at(work, work.now - 10 * MINUTE)
        seen = {check.code for check in checks.run(late) if not check.ok}
    assert "time_goes_forward" in seen


def test_what_was_due_before_the_clock_went_back_is_acted_on(house: House) -> None:
    with house.work() as work:
        open_ticket(work, Severity.HIGH)
    house.network.clock.forward(20 * MINUTE)
    with house.work() as work:
        clock_guard.hear(work)
        behind = at(work, work.now - 20 * MINUTE)
        assert clock_guard.hear(behind) == work.now
