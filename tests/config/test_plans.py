"""How the database goes about what every contact asks: thought over once, not each time."""

from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import text

from tests.house import House

STRANGERS = map("+8491144{:04}".format, count())
TIMES = 20
# Made of one contact, each of another caller: what a line has after some weeks.
MANY_CONTACTS = text("""
    insert into contact (id, ticket_id, channel, carrier_sid, caller_index, nth, media, language,
                         outcome, auto_replied, received_at)
    select gen_random_uuid(), ticket_id, channel, carrier_sid || n, sha256(n::text::bytea), 1,
           media, language, outcome, auto_replied, received_at
    from contact, generate_series(1, 5000) as n
""")
PLANNED_ANEW = text(
    "select statement from pg_prepared_statements where custom_plans > 5"
)  # before the sixth time it does not know yet what thinking it over once would cost


def a_text(house: House) -> None:
    house.text(next(STRANGERS), "cho em hỏi mấy giờ ạ")


def a_call(house: House) -> None:
    house.dial(next(STRANGERS))


@pytest.mark.parametrize("comes", [a_text, a_call])
def test_the_database_thinks_once_about_what_every_contact_asks(
    house: House, comes: Callable[[House], None]
) -> None:
    engine = house.parts.engine
    a_text(house)
    with engine.begin() as connection:
        connection.execute(MANY_CONTACTS)
    engine.dispose()  # the lines after it have thought about nothing yet

    for _ in range(TIMES):
        comes(house)

    with house.work() as work:  # on the line that came last, which is the next
        assert work.connection.scalars(PLANNED_ANEW).all() == []
        known = work.connection.scalar(
            text("select max(generic_plans) from pg_prepared_statements")
        )
    assert known >= TIMES - 10  # five times the driver, five times the server asks itself
