"""From ten in the evening on, nobody picks up: the ladder has no end."""

from datetime import datetime, timedelta
from itertools import pairwise

from hotline.vocabulary import Severity
from referral import checks
from tests.house import House
from tests.referral.builders import CHILD, DUNG, HOA, HOUR, MAI, MINUTE, SECOND

EVERYBODY = (HOA, MAI, DUNG)
UNTIL_TEN = 20 * HOUR  # the house opens at two in the morning
EVERY, LATE = 5 * MINUTE, 2 * SECOND
NIGHT = 3 * HOUR  # each further hour would be as the one before
PROGRESS = 10 * MINUTE  # whoever took it has so long to do something


def rung_at(house: House, phone: str) -> list[datetime]:
    return [call.at for call in house.network.calls_to(phone)]


def longest_silence(times: list[datetime]) -> timedelta:
    return max(later - earlier for earlier, later in pairwise(times))


def until_somebody_takes_it(house: House) -> None:
    for _ in range(6):
        house.forward(MINUTE)
        if house.ticket().owner_id is not None:
            return


def test_nobody_answers_all_night_and_everybody_is_rung_every_five_minutes_until_one_does(
    house: House,
) -> None:
    for phone in EVERYBODY:
        house.network.behave(phone, answer="no_answer")
    house.skip(UNTIL_TEN)
    began = house.network.clock.now()
    house.text(CHILD, "Cứu con với, ba đang đánh con")
    house.forward(NIGHT)

    assert house.ticket().severity is Severity.CRITICAL
    morning = house.network.clock.now()
    for phone in EVERYBODY:
        calls = rung_at(house, phone)
        assert calls[0] - began <= EVERY + LATE
        assert longest_silence([*calls, morning]) <= EVERY + LATE
    with house.work() as work:
        assert [check.code for check in checks.run(work) if not check.ok] == []

    house.network.behave(DUNG, answer="accept", after=4, press=[(8, "4")])
    until_somebody_takes_it(house)
    assert house.ticket().owner_id == house.person("dung").id
    before = [len(rung_at(house, phone)) for phone in EVERYBODY]
    house.forward(PROGRESS - 2 * MINUTE)

    assert [len(rung_at(house, phone)) for phone in EVERYBODY] == before
