"""What came of a request: kept as it was said, whenever it was said, and nothing made to fit."""

import pytest
from sqlalchemy import select

from hotline.errors import InvalidError
from hotline.store import journal
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import Outcome
from hotline.vocabulary import AgencyKind, DeadlineKind
from referral import casework, desk, hearing, results
from referral.directory.agencies import Agency
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral, Status, Via
from referral.results import Figures, Result
from tests.house import House
from tests.referral.builders import HOUR, MINUTE, acts, armed, open_ticket, person, ticket_of

PROSECUTED = Figures(taken_up=True, offenders=1, child_victims=2, prosecuted_cases=1, accused=1)
PENDING = Figures(taken_up=True, pending_cases=1)


def police(work: Work) -> Referral:
    asked = select(Referral).join(Agency).where(Agency.kind == AgencyKind.POLICE)
    return work.session.scalars(asked).one()


def concludes(house: House, figures: Figures) -> None:
    with house.work() as work:
        asked = police(work)
        by = journal.agency(asked.agency_id)
        hearing.concludes(work, asked, figures, by=by, via=Via.LINK)


def kept(work: Work) -> list[Figures]:
    rows = work.session.scalars(select(Result).order_by(Result.given_at))
    return [row.figures for row in rows]


@pytest.fixture
def told(house: House) -> House:
    """A critical ticket with its three agencies told."""
    with house.work() as work:
        desk.follow_up(work, open_ticket(work))
    return house


@pytest.fixture
def taken(told: House) -> House:
    """The police have it."""
    with told.work() as work:
        hearing.accepts(work, police(work), Via.CALL)
    return told


def test_a_result_closes_the_request_and_is_the_report_that_was_owed(taken: House) -> None:
    taken.network.clock.forward(HOUR)
    concludes(taken, PROSECUTED)

    with taken.work() as work:
        asked = police(work)
        assert asked.status is Status.CLOSED
        owed = select(Deadline).where(Deadline.referral_id == asked.id)
        met = work.session.scalars(owed.where(Deadline.kind == DeadlineKind.REPORT)).one()
        assert (met.state, met.done_at) == (State.MET, work.now)
        entry = select(JournalEntry).where(JournalEntry.act == Act.RESULT_GIVEN)
        said = work.session.scalars(entry).one().facts["figures"]
        assert said == "taken_up=yes offenders=1 child_victims=2 prosecuted_cases=1 accused=1"


def test_who_gives_a_result_has_answered_too(told: House) -> None:
    concludes(told, PENDING)

    with told.work() as work:
        asked = police(work)
        assert asked.status is Status.CLOSED
        assert deadlines.armed_for(work, asked.id, DeadlineKind.AGENCY_ACK) is None


def test_a_newer_result_counts_and_the_earlier_is_kept(taken: House) -> None:
    concludes(taken, PENDING)
    taken.network.clock.forward(HOUR)
    concludes(taken, PROSECUTED)

    with taken.work() as work:
        assert kept(work) == [PENDING, PROSECUTED]
        newest = results.newest(work, police(work).id)
        assert newest is not None
        assert newest.figures == PROSECUTED
        assert acts(work, Act.ANSWERED_LATE) == 0


def test_a_result_of_what_was_withdrawn_is_kept_and_moves_nothing(taken: House) -> None:
    with taken.work() as work:
        casework.withdraw(work, police(work), person(work, "lan"), "nhầm nhà")
    concludes(taken, PENDING)

    with taken.work() as work:
        assert police(work).status is Status.WITHDRAWN
        assert kept(work) == [PENDING]
        assert acts(work, Act.ANSWERED_LATE) == 1


def test_a_result_that_comes_when_the_ticket_is_long_closed_is_kept(taken: House) -> None:
    with taken.work() as work:
        ticket_id = police(work).ticket_id
        hoa = person(work, "hoa")
        casework.close(work, ticket_of(work, ticket_id), hoa, Outcome.HANDED_OVER)
    taken.network.clock.forward(20 * 24 * HOUR)
    with taken.work() as work:
        casework.agency_concluded(work, police(work), person(work, "lan"), PROSECUTED)

    with taken.work() as work:
        assert kept(work) == [PROSECUTED]
        assert work.session.scalars(select(Result.via)).all() == [Via.DESK]
        assert not ticket_of(work, ticket_id).is_open
        assert armed(work, ticket_id) == {}


def test_what_a_counselor_writes_for_an_agency_is_progress_and_stands_in_their_name(
    taken: House,
) -> None:
    taken.network.clock.forward(MINUTE)
    with taken.work() as work:
        lan, asked = person(work, "lan"), police(work)
        casework.agency_wrote(work, asked, lan, "đã đến nhà cháu")
        assert DeadlineKind.FOLLOW_UP in armed(work, asked.ticket_id)
        assert asked.status is Status.ACKNOWLEDGED
        casework.agency_reported(work, asked, lan, "cháu an toàn")

    with taken.work() as work:
        asked = police(work)
        assert asked.status is Status.REPORTED
        assert [one.text for one in hearing.written(work, asked)] == [
            "đã đến nhà cháu",
            "cháu an toàn",
        ]
        entry = select(JournalEntry.actor).where(JournalEntry.act == Act.AGENCY_SAID)
        assert set(work.session.scalars(entry)) == {journal.staff(person(work, "lan").id)}


@pytest.mark.parametrize(
    ("form", "figures"),
    [
        pytest.param({"taken_up": "no"}, Figures(taken_up=False), id="not-taken-up"),
        pytest.param(
            {"offenders": "0", "accused": ""}, Figures(offenders=0), id="nought-is-not-unknown"
        ),
        pytest.param(
            {"offenders": "1", "accused": "5", "prosecuted_cases": " 9 "},
            Figures(offenders=1, accused=5, prosecuted_cases=9),
            id="nothing-has-to-add-up",
        ),
    ],
)
def test_a_form_is_read_as_it_was_meant(form: dict[str, str], figures: Figures) -> None:
    assert results.read(form) == figures
    assert results.read(figures.said) == figures


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({}, id="nothing-said"),
        pytest.param({"taken_up": "", "offenders": " "}, id="all-empty"),
        pytest.param({"taken_up": "maybe"}, id="neither-yes-nor-no"),
        pytest.param({"offenders": "-1"}, id="fewer-than-nobody"),
        pytest.param({"offenders": "1.5"}, id="half-an-offender"),
        pytest.param({"offenders": "1000"}, id="a-slip-of-the-finger"),
        pytest.param({"offenders": "²"}, id="no-plain-digit"),
        pytest.param({"accused": "Nguyễn Văn A"}, id="a-name"),
    ],
)
def test_what_is_no_figure_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(InvalidError):
        results.read(form)
