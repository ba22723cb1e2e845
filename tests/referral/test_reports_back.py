"""What an agency owes after its first answer: each promise is met by itself and by nothing else."""

import pytest
from sqlalchemy import select

from hotline.facts import Holder
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import Outcome
from hotline.vocabulary import AgencyKind, DeadlineKind, Force, Severity
from referral import casework, checks, desk, hearing
from referral.directory.agencies import Agency
from referral.hearing import Answer
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral, Status, Via
from tests.house import House
from tests.referral.builders import HOUR, armed, ladder, open_ticket, person, ticket_of, turn

ACK, OTHER = DeadlineKind.AGENCY_ACK, DeadlineKind.CHILD_FOLLOW_UP
REPORT = DeadlineKind.REPORT


def police(work: Work) -> Referral:
    return of_kind(work, AgencyKind.POLICE)


def of_kind(work: Work, kind: AgencyKind) -> Referral:
    asked = select(Referral).join(Agency).where(Agency.kind == kind)
    return work.session.scalars(asked).one()


def takes_it(house: House, kind: AgencyKind = AgencyKind.POLICE) -> None:
    with house.work() as work:
        assert hearing.accepts(work, of_kind(work, kind), Via.CALL)


def reported(work: Work) -> list[Deadline]:
    """What the police owed, in the order it was promised."""
    owed = select(Deadline).where(Deadline.referral_id == police(work).id)
    return list(work.session.scalars(owed.where(Deadline.kind == REPORT).order_by(Deadline.cycle)))


@pytest.fixture
def told(house: House) -> House:
    """A critical ticket with its three agencies told."""
    with house.work() as work:
        desk.follow_up(work, open_ticket(work))
    return house


def owes_more(work: Work) -> None:
    """The police owe a second thing for the same request."""
    asked = police(work)
    values = {
        "referral_id": asked.id,
        "kind": OTHER,
        "due_at": work.now,
        "severity": Severity.CRITICAL,
    }
    first = work.session.scalars(select(Deadline).where(Deadline.referral_id == asked.id)).one()
    kept = {name: getattr(first, name) for name in ("force", "basis", "policy_version")}
    work.add(Deadline(ticket_id=asked.ticket_id, started_at=work.now, **values, **kept))


def test_an_answer_meets_the_acknowledgement_and_nothing_else_the_agency_owes(told: House) -> None:
    with told.work() as work:
        owes_more(work)
        assert desk.acknowledged(work, police(work), by="system", via=Via.CALL)

    with told.work() as work:
        assert deadlines.armed_for(work, police(work).id, ACK) is None
        assert deadlines.armed_for(work, police(work).id, OTHER) is not None


def test_what_reached_nobody_is_a_missed_acknowledgement_and_leaves_the_rest(told: House) -> None:
    with told.work() as work:
        owes_more(work)
        other = deadlines.armed_for(work, police(work).id, OTHER)
        assert other is not None
        other.due_at = later = work.now + work.policy.link_life
        desk.undeliverable(work, police(work))

    with told.work() as work:
        ack = deadlines.armed_for(work, police(work).id, ACK)
        other = deadlines.armed_for(work, police(work).id, OTHER)
        assert ack is not None
        assert other is not None
        assert (ack.due_at, other.due_at) == (work.now, later)


def test_another_promise_of_an_agency_guards_no_request_it_has_not_answered(told: House) -> None:
    with told.work() as work:
        owes_more(work)
        ticket_id, asked = police(work).ticket_id, police(work).id
        deadlines.settle(work, ticket_id, State.FIRED, kinds=[ACK], referral_id=asked)

    with told.work() as work:
        broken = {check.code for check in checks.run(work) if check.count}
        assert "every_unanswered_referral_is_guarded" in broken


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        # Taken on a Saturday at two in the morning.
        pytest.param(AgencyKind.POLICE, "22/11 02:00", id="police-in-a-day"),
        # Sunday counts for nothing, and the Tuesday is a holiday.
        pytest.param(AgencyKind.SCHOOL, "25/11 17:00", id="school-in-two-open-days"),
    ],
)
def test_whoever_takes_a_request_owes_a_report_by_the_rule_of_its_kind(
    told: House, kind: AgencyKind, due: str
) -> None:
    takes_it(told, kind)
    with told.work() as work:
        owed = deadlines.armed_for(work, of_kind(work, kind).id, REPORT)
        assert owed is not None
        rule = work.policy.reports[kind]
        assert f"{owed.due_at.astimezone(work.zone):%d/%m %H:%M}" == due
        assert (owed.holder, owed.basis) == (Holder.AGENCY, rule.limit.basis)
        assert (owed.clock, owed.force) == (rule.limit.clock, Force.INTERNAL)


def test_a_report_in_time_is_no_longer_waited_for(told: House) -> None:
    takes_it(told)
    told.network.clock.forward(HOUR)
    with told.work() as work:
        hearing.by_link(work, police(work), Answer.NOTE, "đang đến nhà cháu")
        assert [row.state for row in reported(work)] == [State.ARMED]
        hearing.by_link(work, police(work), Answer.REPORT, "cháu an toàn ở nhà bà")
        [met] = reported(work)
        assert (met.state, met.done_at) == (State.MET, work.now)


def test_a_report_that_does_not_come_wakes_people_and_stays_missed_when_it_comes(
    told: House,
) -> None:
    takes_it(told)
    with told.work() as work:
        ticket_id = police(work).ticket_id
        kept = [row for row in armed(work, ticket_id).values() if row.kind is not REPORT]
        for row in kept:
            row.state = State.CANCELLED  # nothing but the report may wake anybody
    told.network.clock.forward(24 * HOUR)
    turn(told)
    with told.work() as work:
        assert ladder(work, ticket_id) is not None
        missed = select(JournalEntry).where(JournalEntry.act == Act.DEADLINE_MISSED)
        assert "report" in {entry.facts["kind"] for entry in work.session.scalars(missed)}
    told.network.clock.forward(HOUR)

    with told.work() as work:
        hearing.by_link(work, police(work), Answer.REPORT, "cháu an toàn ở nhà bà")
        [late] = reported(work)
        assert (late.state, late.done_at) == (State.FIRED, work.now)


def test_an_agency_that_hands_it_back_owes_no_report_until_it_takes_it_again(told: House) -> None:
    takes_it(told)
    with told.work() as work:
        hearing.declines(work, police(work))
        assert [row.state for row in reported(work)] == [State.CANCELLED]
    told.network.clock.forward(HOUR)
    takes_it(told)

    with told.work() as work:
        assert [row.state for row in reported(work)] == [State.CANCELLED, State.ARMED]


def test_a_report_an_agency_owes_is_no_look_of_ours_at_a_ticket(told: House) -> None:
    takes_it(told)
    with told.work() as work:
        ticket_id = police(work).ticket_id
        for row in work.session.scalars(select(Deadline).where(Deadline.kind != REPORT)):
            row.state = State.CANCELLED

    with told.work() as work:
        assert set(armed(work, ticket_id)) == {REPORT}
        assert work.session.scalars(checks.strays()).all() == [ticket_id]


def test_who_takes_a_request_of_a_closed_ticket_owes_nothing_and_wakes_nobody(
    told: House,
) -> None:
    with told.work() as work:
        ticket_id = police(work).ticket_id
        hoa = person(work, "hoa")
        casework.close(work, ticket_of(work, ticket_id), hoa, Outcome.HANDED_OVER)
    takes_it(told)
    with told.work() as work:
        assert police(work).status is Status.ACKNOWLEDGED
        assert armed(work, ticket_id) == {}
