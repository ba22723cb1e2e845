"""The carrier's lists are read again and again: never all of a day each minute, nor all at once."""

import weakref
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from hotline.telephony.carrier import AmbiguousError, Listed
from tests.house import House
from tests.referral.builders import HOUR, MINUTE, SECOND
from webhooks.reconcile import Rounds, reconcile

DAY = timedelta(days=1)


class Lists:
    """Empty ones that remember from when they were asked."""

    def __init__(self) -> None:
        self.since: list[datetime] = []
        self.ill = False

    def texts(self, since: datetime) -> Iterator[list[Listed]]:
        if self.ill:
            raise AmbiguousError("status 503")
        self.since.append(since)
        return iter(())

    def calls(self, _since: datetime) -> Iterator[list[Listed]]:
        return iter(())

    def recordings(self, _since: datetime) -> Iterator[list[Listed]]:
        return iter(())

    def pictures(self, _sid: str) -> list[str]:
        return []


def test_each_minute_the_last_half_hour_is_read_and_once_an_hour_the_whole_day(
    house: House,
) -> None:
    lists = Lists()
    rounds, clock = Rounds(house.parts.workplace, lists), house.network.clock
    began = clock.now()
    for _ in range(61):
        rounds.look()
        clock.forward(MINUTE)

    first, *minutes, last = lists.since
    assert first == began - 30 * SECOND - DAY
    assert minutes == [began + n * MINUTE - 30 * MINUTE for n in range(59)]
    assert last == began + HOUR - 30 * SECOND - DAY


def test_what_came_while_the_lists_could_not_be_read_is_not_passed_over(house: House) -> None:
    lists = Lists()
    rounds, clock = Rounds(house.parts.workplace, lists), house.network.clock
    began = clock.now()
    rounds.look()
    lists.ill = True
    for _ in range(45):
        clock.forward(MINUTE)
        with pytest.raises(AmbiguousError):
            rounds.look()
    lists.ill = False
    rounds.look()

    assert lists.since[-1] == began - 30 * MINUTE


class Long(Lists):
    """Ten pages of calls that are no news; `alive` is how many pages somebody holds at once."""

    def __init__(self) -> None:
        super().__init__()
        self.alive = 0

    def calls(self, since: datetime) -> Iterator[list[Listed]]:
        pages: list[weakref.ref[Listed]] = []
        for nth in range(10):
            page = [_call(nth, n, since) for n in range(100)]
            pages.append(weakref.ref(page[0]))
            yield page
            del page
            self.alive = max(self.alive, sum(ref() is not None for ref in pages))


def _call(nth: int, n: int, at: datetime) -> Listed:
    form = {"CallSid": f"CA{nth}-{n}", "CallStatus": "completed"}
    return Listed(f"CA{nth}-{n}", at, inbound=False, form=form)


def test_a_day_with_many_calls_is_never_held_all_at_once(house: House) -> None:
    lists = Long()
    assert reconcile(house.parts.workplace, lists) == 0
    assert lists.alive == 1
