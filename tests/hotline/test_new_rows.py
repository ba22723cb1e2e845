"""New rows are written whole: whenever they were said, and with moments that say their zone."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from hotline import findable
from hotline.findable import Waiting
from hotline.tickets import Ticket
from tests.house import House

CHILD = "+84912000001"
NAIVE = datetime(2026, 11, 23, 2, 0)  # noqa: DTZ001  # what is refused


def test_what_is_written_at_the_very_end_takes_no_other_row_of_its_table_away(
    house: House,
) -> None:
    house.text(CHILD, "chào cô")
    ticket = house.ticket()
    with house.work() as work:
        findable.changed(work, ticket.id)
        for _ in range(2):
            work.write_last(Waiting, {"ticket_id": ticket.id})
    with house.work() as work:
        noted = work.session.scalars(select(Waiting)).all()
    assert [row.ticket_id for row in noted] == [ticket.id] * 4


def test_a_moment_without_a_zone_reaches_no_table(house: House) -> None:
    house.text(CHILD, "chào cô")
    before = house.ticket().received_at

    with pytest.raises(StatementError, match="naive"), house.work() as work:
        work.session.scalars(select(Ticket)).one().received_at = NAIVE
    with pytest.raises(ValueError, match="naive"), house.work() as work:
        work.add(Ticket(**{**vars_of(house.ticket()), "received_at": NAIVE}))

    assert house.ticket().received_at == before


def vars_of(ticket: Ticket) -> dict[str, object]:
    names = ("severity", "status", "language", "entered_at", "policy_version")
    return {name: getattr(ticket, name) for name in names}
