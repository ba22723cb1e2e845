"""What an office takes away says everything about promises and nothing about anybody."""

import csv
import io

import pytest
from sqlalchemy import select

from hotline.store.journal import SYSTEM, Act, JournalEntry
from referral import export
from referral.directory.agencies import Agency
from referral.export import Table
from tests.house import House
from tests.referral.builders import CHILD, MINUTE, POLICE

STORY = "Cứu con với, ba đang đánh con"


@pytest.fixture
def night(house: House) -> House:
    house.network.behave(POLICE, answer="accept", after=3, press=[(9, "1")])
    house.text(CHILD, STORY)
    house.forward(2 * MINUTE)
    return house


def taken(house: House, table: Table) -> list[dict[str, str]]:
    with house.work() as work:
        text = export.written(work, table, by=SYSTEM)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_ticket_is_a_row_with_its_times_as_the_clocks_here_show_them(night: House) -> None:
    [row] = taken(night, Table.TICKETS)

    assert row["number"] == str(night.ticket().number)
    assert (row["severity"], row["status"]) == ("critical", "referred")
    assert row["received_at"].startswith("2026-11-21T02:00:")
    assert row["received_at"].endswith("+07:00")
    assert row["closed_at"] == ""


def test_every_request_and_every_promise_is_there_with_the_number_of_its_ticket(
    night: House,
) -> None:
    referrals, deadlines = taken(night, Table.REFERRALS), taken(night, Table.DEADLINES)

    number = str(night.ticket().number)
    assert {row["ticket"] for row in [*referrals, *deadlines]} == {number}
    assert {row["agency"]: row["status"] for row in referrals}[police(night)] == "acknowledged"
    asked = {row["referral"] for row in deadlines if row["kind"] == "agency_ack"}
    assert asked == {row["code"] for row in referrals}
    assert all(row["basis"] for row in deadlines)


def police(house: House) -> str:
    with house.work() as work:
        agencies = work.session.scalars(select(Agency)).all()
        return next(agency.code for agency in agencies if agency.contact.phone == POLICE)


def test_nobodys_name_number_or_words_are_taken_away(night: House) -> None:
    for table in Table:
        text = str(taken(night, table))
        for word in (CHILD, CHILD[3:], POLICE[3:], "Cứu con", "đánh con"):
            assert word not in text, table


def test_a_cell_that_would_be_a_formula_is_none(night: House) -> None:
    with night.work() as work:
        work.session.get_one(type(night.ticket()), night.ticket().id).commune_name = "=1+1"

    assert taken(night, Table.TICKETS)[0]["commune_name"] == "'=1+1"


def test_the_journal_keeps_that_a_table_was_taken_away(night: House) -> None:
    taken(night, Table.TICKETS)

    with night.work() as work:
        query = select(JournalEntry).where(JournalEntry.act == Act.EXPORTED)
        assert [entry.facts for entry in work.session.scalars(query)] == [
            {"table": "tickets", "rows": "1"}
        ]
