"""How often what happens most goes to the database: once more is seen where it is written."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from hotline.vocabulary import Channel
from referral import clockwork
from tests.dashboards.visitor import logged_in
from tests.hotline import outgoing
from tests.house import House
from tests.trips import trips
from tests.webhooks import carrier

SECOND = timedelta(seconds=1)
CHILD = "+84911222333"
STRANGERS = map("+8491133{:04}".format, count())
PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"
TOLD = "Rút lại yêu cầu"  # beside each agency that was told
NOT_TOLD = re.compile(r"/tickets/1001/refer/[0-9a-f-]+")
LIVE = {"X-Live": "1"}  # of a look that a page takes by itself


def a_call_of_a_stranger(house: House) -> None:
    house.dial(next(STRANGERS))


def a_text_of_a_stranger(house: House) -> None:
    house.text(next(STRANGERS), "cho em hỏi mấy giờ ạ")


def a_text_on_an_open_ticket(house: House) -> None:
    house.text(CHILD, "nhanh lên ạ")


def told(channel: Channel) -> Callable[[House], Callable[[], object]]:
    """The carrier says of something that left: how far it has come."""
    path, kind = (
        (carrier.SMS_STATUS, "Message") if channel is Channel.SMS else (carrier.CALL_STATUS, "Call")
    )

    def before(house: House) -> Callable[[], object]:
        sids = [f"{n:034}" for n in range(2)]
        rows = [outgoing.accepted(house, sid) for sid in sids]
        news = [
            lambda row=row, sid=sid: carrier.post(
                house, f"{path}?o={row}", {f"{kind}Sid": sid, f"{kind}Status": "queued"}
            )
            for row, sid in zip(rows, sids, strict=True)
        ]
        news[0]()
        return news[1]

    return before


def a_text_leaves(house: House) -> Callable[[], object]:
    sender = house.parts.delivery("of the one text")
    outgoing.put(house, "first")
    sender.run()
    outgoing.put(house, "second")
    return sender.run


def a_turn_with_nothing_due(house: House) -> None:
    clockwork.turn(house.parts.workplace)


def a_look_over_the_line(house: House) -> None:
    house.parts.look_at_line()


def shown(path: str, **headers: str) -> Callable[[House], Callable[[], object]]:
    """By somebody who has been inside for a while."""

    def before(house: House) -> Callable[[], object]:
        lan = logged_in(house)
        lan.get(path, **headers)
        return lambda: lan.get(path, **headers)

    return before


def done(act: Callable[[House], None]) -> Callable[[House], Callable[[], object]]:
    """Once before, so that what a process asks only once is not counted."""

    def before(house: House) -> Callable[[], object]:
        act(house)
        house.forward(5 * SECOND)
        return lambda: act(house)

    return before


MOST = [
    pytest.param(done(a_call_of_a_stranger), 4, id="call"),
    pytest.param(done(a_text_of_a_stranger), 2, id="text"),
    pytest.param(done(a_text_on_an_open_ticket), 18, id="text on a ticket"),
    pytest.param(told(Channel.SMS), 5, id="news of a text"),
    pytest.param(told(Channel.CALL), 6, id="news of a call"),
    pytest.param(a_text_leaves, 17, id="a text leaves"),
    pytest.param(done(a_turn_with_nothing_due), 17, id="turn of the clock"),
    pytest.param(done(a_look_over_the_line), 1, id="look over the line"),
    pytest.param(shown("/phone/bar", **LIVE), 9, id="telephone's bar"),
    pytest.param(shown("/"), 8, id="desk"),
    pytest.param(shown("/", **LIVE), 7, id="desk, by itself"),
    pytest.param(shown("/tickets/1001"), 66, id="ticket"),
]


@pytest.mark.parametrize(("prepared", "most"), MOST)
def test_nothing_goes_to_the_database_more_often_than_it_has_to(
    house: House, prepared: Callable[[House], Callable[[], object]], most: int
) -> None:
    house.text(CHILD, PLEA)
    house.forward(5 * SECOND)
    act = prepared(house)
    with trips(house.parts.engine) as asked:
        act()
    assert 0 < asked.made <= most


def test_a_ticket_asks_no_more_often_for_many_agencies_than_for_few(house: House) -> None:
    house.text(CHILD, PLEA)
    house.forward(5 * SECOND)
    lan = logged_in(house)
    lan.get("/tickets/1001")
    with trips(house.parts.engine) as for_few:
        page = lan.get("/tickets/1001").text
    few = page.count(TOLD)
    while not_told := NOT_TOLD.search(page):
        lan.post(not_told[0])
        page = lan.get("/tickets/1001").text

    with trips(house.parts.engine) as for_many:
        page = lan.get("/tickets/1001").text

    assert page.count(TOLD) > few
    assert for_many.made <= for_few.made
