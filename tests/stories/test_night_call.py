from datetime import timedelta

from tests.house import House

NEIGHBOUR = "+84912345678"
POLICE, WORKER, SCHOOL = "+842393855001", "+842393855002", "+842393855003"
HOA, DUNG, MAI = "+84990000001", "+84990000002", "+84990000003"


def test_a_night_call_reaches_three_agencies_and_wakes_who_is_on_duty(house: House) -> None:
    call = house.dial(NEIGHBOUR)
    house.forward(timedelta(seconds=3))
    house.network.press(call, "9")
    house.forward(timedelta(seconds=1))
    print(house.network.call(call))
    for n in (POLICE, WORKER, SCHOOL, HOA):
        print(n, house.network.texts_to(n), house.network.calls_to(n))
    for e in house.network.ledger: print(e)
    assert 0
