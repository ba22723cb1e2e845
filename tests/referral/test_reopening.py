"""A ticket that is opened again: whoever owed something before owes it again."""

import uuid
from datetime import datetime, timedelta

import pytest

from hotline.store import journal
from hotline.tickets import Outcome
from hotline.vocabulary import AgencyKind, DeadlineKind
from referral import casework, checks, desk, hearing
from referral.promises import deadlines
from referral.referrals import Via
from tests.house import House
from tests.referral.builders import HOUR, MINUTE, armed, open_ticket, person, ticket_of, turn
from tests.referral.test_reports_back import of_kind

ACK, REPORT = DeadlineKind.AGENCY_ACK, DeadlineKind.REPORT
LAW = DeadlineKind.EMERGENCY


@pytest.fixture
def told(house: House) -> House:
    """A critical ticket; the police have taken it, the others have not answered."""
    with house.work() as work:
        desk.follow_up(work, open_ticket(work))
        hearing.accepts(work, of_kind(work, AgencyKind.POLICE), Via.CALL)
    return house


def closed(house: House, outcome: Outcome = Outcome.HANDED_OVER) -> uuid.UUID:
    ticket_id = house.ticket().id
    with house.work() as work:
        casework.close(work, ticket_of(work, ticket_id), person(work, "hoa"), outcome)
    return ticket_id


def opened(house: House, after: timedelta) -> None:
    house.network.clock.forward(after)
    with house.work() as work:
        casework.reopen(work, ticket_of(work, house.ticket().id), person(work, "hoa"))


def owes(house: House, kind: AgencyKind, what: DeadlineKind) -> datetime | None:
    with house.work() as work:
        found = deadlines.armed_for(work, of_kind(work, kind).id, what)
        return found.due_at if found else None


def test_a_report_that_is_not_due_yet_is_waited_for_until_the_same_time(told: House) -> None:
    before = owes(told, AgencyKind.POLICE, REPORT)
    closed(told)
    assert owes(told, AgencyKind.POLICE, REPORT) is None

    opened(told, HOUR)

    assert before is not None
    assert owes(told, AgencyKind.POLICE, REPORT) == before


def test_what_ran_out_while_nobody_waited_for_it_is_counted_anew(told: House) -> None:
    closed(told)
    opened(told, 72 * HOUR)

    now = told.network.clock.now()
    assert owes(told, AgencyKind.POLICE, REPORT) == now + 24 * HOUR
    assert owes(told, AgencyKind.SCHOOL, ACK) == now + 15 * MINUTE


def test_what_an_agency_said_of_the_closed_ticket_counts_when_it_is_opened_again(
    told: House,
) -> None:
    closed(told)
    with told.work() as work:
        hearing.accepts(work, of_kind(work, AgencyKind.SCHOOL), Via.SMS)
        hearing.reports(work, of_kind(work, AgencyKind.POLICE), "cháu an toàn", by=journal.SYSTEM)

    opened(told, HOUR)

    assert owes(told, AgencyKind.SCHOOL, ACK) is None
    assert owes(told, AgencyKind.SCHOOL, REPORT) is not None
    assert owes(told, AgencyKind.POLICE, REPORT) is None


def test_the_clocks_of_the_law_do_not_stop_while_a_ticket_is_closed(told: House) -> None:
    ticket_id = told.ticket().id
    with told.work() as work:
        due = armed(work, ticket_id)[LAW].due_at
    closed(told)
    opened(told, HOUR)

    with told.work() as work:
        again = armed(work, ticket_id)[LAW]
        assert (again.due_at, again.cycle) == (due, 1)


def test_a_request_withdrawn_by_the_closing_is_owed_by_nobody(told: House) -> None:
    closed(told, Outcome.MISTAKE)
    opened(told, HOUR)

    for kind in (AgencyKind.POLICE, AgencyKind.SCHOOL):
        assert owes(told, kind, ACK) is None
        assert owes(told, kind, REPORT) is None


def test_an_agency_that_declines_opens_the_ticket_and_the_others_owe_again(told: House) -> None:
    closed(told)
    with told.work() as work:
        hearing.declines(work, of_kind(work, AgencyKind.SCHOOL))

    assert owes(told, AgencyKind.POLICE, REPORT) is not None
    assert owes(told, AgencyKind.SCHOOL, ACK) is None


def test_after_opening_a_ticket_again_no_request_is_unwatched(told: House) -> None:
    closed(told)
    opened(told, HOUR)
    turn(told)

    with told.work() as work:
        broken = {one.code for one in checks.run(work) if one.count}
    assert "every_unanswered_referral_is_guarded" not in broken
