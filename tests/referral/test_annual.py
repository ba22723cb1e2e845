"""The figures of the years, as the office reports them."""

import csv
import io
from datetime import UTC, datetime

from sqlalchemy import select

from hotline import counting
from hotline.contacts import Contact, Outcome
from hotline.levels import ContactLevel
from hotline.store import journal
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind, ContactChannel, Severity
from referral import export, hearing, referrals
from referral.directory.agencies import Agency
from referral.export import Table
from referral.referrals import Referral, Status, Via
from referral.results import Figures
from tests.house import House
from tests.referral.builders import HOUR, open_ticket

FIRST, YEARS, CASES = 2012, 9, 239


def asked(work: Work, received: datetime, *kinds: AgencyKind) -> list[Referral]:
    """One ticket that these agencies were told of."""
    ticket = open_ticket(work, Severity.HIGH)
    ticket.received_at = received
    return [_asked(work, ticket.id, kind) for kind in kinds]


def _asked(work: Work, ticket_id: object, kind: AgencyKind) -> Referral:
    agency = work.session.scalars(select(Agency).where(Agency.kind == kind).limit(1)).one()
    token, token_hash = referrals.new_token()
    values = {"reason": "route.high", "opened_by": "system", "opened_at": work.now}
    return work.add(
        Referral(
            ticket_id=ticket_id,
            agency_id=agency.id,
            code=token[:12],
            token_hash=token_hash,
            status=Status.SENT,
            **values,
        )
    )


def called(work: Work, ticket: Ticket) -> Contact:
    values = {"outcome": Outcome.MESSAGE_LEFT, "received_at": work.now}
    sid = f"CA{ticket.id.hex}"
    return work.add(
        Contact(ticket_id=ticket.id, channel=ContactChannel.CALL, carrier_sid=sid, **values)
    )


def says(work: Work, referral: Referral, figures: Figures) -> None:
    by = journal.agency(referral.agency_id)
    work.session.flush()
    hearing.concludes(work, referral, figures, by=by, via=Via.LINK)


def taken(house: House, table: Table) -> list[dict[str, str]]:
    with house.work() as work:
        text = export.written(work, table, by=journal.SYSTEM)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def years(house: House) -> dict[str, dict[str, str]]:
    return {row["year"]: row for row in taken(house, Table.ANNUAL)}


def case(n: int) -> Figures:
    """One of 239: 259 offenders, 254 children, 220 prosecuted, 17 handled administratively with 23
    persons, and two of which nobody said what became."""
    prosecuted, administrative = n < 220, 220 <= n < 237
    return Figures(
        taken_up=True,
        offenders=2 if n < 20 else 1,
        child_victims=2 if n < 15 else 1,
        prosecuted_cases=1 if prosecuted else None,
        administrative_cases=1 if administrative else None,
        administrative_persons=(2 if n < 226 else 1) if administrative else None,
    )


def test_nine_years_come_out_as_the_province_reported_them_and_are_not_made_to_add_up(
    house: House,
) -> None:
    with house.work() as work:
        for n in range(CASES):
            received = datetime(FIRST + n % YEARS, 6, 1, tzinfo=UTC)
            [referral] = asked(work, received, AgencyKind.POLICE)
            says(work, referral, case(n))

    found = years(house)
    assert list(found) == [*(str(FIRST + n) for n in range(YEARS)), "all"]
    whole = found["all"]
    assert whole["cases_taken_up"] == "239"
    assert whole["offenders"] == "259"
    assert whole["child_victims"] == "254"
    assert whole["prosecuted_cases"] == "220"
    assert whole["administrative_cases"] == "17"
    assert whole["administrative_persons"] == "23"
    assert whole["pending_cases"] == ""
    assert sum(int(found[str(FIRST + n)]["offenders"]) for n in range(YEARS)) == 259


def test_two_agencies_that_tell_of_one_child_are_counted_once_each_by_its_newest_word(
    house: House,
) -> None:
    with house.work() as work:
        commune, social = asked(work, work.now, AgencyKind.POLICE, AgencyKind.SOCIAL_WORKER)
        says(work, commune, Figures(taken_up=True, offenders=3, child_victims=1))
        says(work, social, Figures(child_victims=2, pending_cases=1))
        commune_id = commune.id
    house.network.clock.forward(HOUR)
    with house.work() as work:
        corrected = Figures(taken_up=True, offenders=1, child_victims=1)
        says(work, work.session.get_one(Referral, commune_id), corrected)

    whole = years(house)["all"]
    assert (whole["tickets_referred"], whole["tickets_with_result"]) == ("1", "1")
    assert (whole["cases_taken_up"], whole["cases_not_taken_up"]) == ("1", "0")
    assert (whole["offenders"], whole["child_victims"], whole["pending_cases"]) == ("1", "2", "1")


def test_what_nobody_said_stays_empty_and_a_year_begins_when_it_does_here(house: House) -> None:
    with house.work() as work:
        asked(work, datetime(2025, 12, 31, 16, 59, tzinfo=UTC), AgencyKind.POLICE)
        [new_year] = asked(work, datetime(2025, 12, 31, 17, 0, tzinfo=UTC), AgencyKind.POLICE)
        says(work, new_year, Figures(taken_up=False))

    found = years(house)
    assert {year: row["tickets_referred"] for year, row in found.items()} == {
        "2025": "1",
        "2026": "1",
        "all": "2",
    }
    assert found["2025"]["tickets_with_result"] == "0"
    assert found["2025"]["offenders"] == ""
    assert (found["2026"]["cases_taken_up"], found["2026"]["cases_not_taken_up"]) == ("0", "1")


def test_every_ticket_counts_as_what_the_line_did_for_it(house: House) -> None:
    levels = [ContactLevel.INTERVENTION, ContactLevel.IN_DEPTH, ContactLevel.PRANK, None]
    with house.work() as work:
        asked(work, work.now, AgencyKind.POLICE)
        lan = house.person("lan")
        for n, level in enumerate(levels):
            ticket = open_ticket(work, caller=f"+8491122200{n}", categories=["bullying", "peer"])
            contact = called(work, ticket)
            if level is not None:
                counting.count(work, ticket, str(contact.id), level, lan)

    whole = years(house)["all"]
    assert (whole["tickets_received"], whole["tickets_referred"]) == ("5", "1")
    assert (whole["information"], whole["in_depth"], whole["intervention"]) == ("0", "1", "1")
    assert (whole["no_counselling"], whole["not_counted"]) == ("1", "2")
    counted = [(one["level"], one["contacts"]) for one in taken(house, Table.LEVELS)]
    assert sorted(counted) == [("", "1"), ("in_depth", "1"), ("intervention", "1"), ("prank", "1")]
    [bullied, _] = taken(house, Table.CATEGORIES)
    assert (bullied["tickets"], bullied["chi"]) == ("4", "Violence: bullying")


def test_the_journal_keeps_who_took_the_years_away(house: House) -> None:
    years(house)
    with house.work() as work:
        entry = select(JournalEntry).where(JournalEntry.act == Act.EXPORTED)
        assert work.session.scalars(entry).one().facts["table"] == "annual"


def test_two_reports_of_one_child_are_counted_as_one_ticket(house: House) -> None:
    with house.work() as work:
        stays, goes = (open_ticket(work, Severity.HIGH) for _ in range(2))
        work.session.flush()
        goes.merged_into_id, number = stays.id, stays.number
    [every_year] = [row for row in taken(house, Table.ANNUAL) if row["year"] == "all"]
    assert every_year["tickets_received"] == "1"
    assert [row["merged_into"] for row in taken(house, Table.TICKETS)] == ["", str(number)]
