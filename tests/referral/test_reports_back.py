"""What an agency owes after its first answer: each promise is met by itself and by nothing else."""

import pytest
from sqlalchemy import select

from hotline.store.work import Work
from hotline.vocabulary import AgencyKind, DeadlineKind
from referral import checks, desk
from referral.directory.agencies import Agency
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral, Via
from tests.house import House
from tests.referral.builders import open_ticket

ACK, OTHER = DeadlineKind.AGENCY_ACK, DeadlineKind.CHILD_FOLLOW_UP


def police(work: Work) -> Referral:
    of_police = select(Referral).join(Agency).where(Agency.kind == AgencyKind.POLICE)
    return work.session.scalars(of_police).one()


@pytest.fixture
def told(house: House) -> House:
    """A critical ticket with its three agencies told."""
    with house.work() as work:
        desk.follow_up(work, open_ticket(work))
    return house


def owes_more(work: Work) -> None:
    """The police owe a second thing for the same request."""
    asked = police(work)
    values = {"referral_id": asked.id, "kind": OTHER, "due_at": work.now, "severity": "critical"}
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
