"""The law's deadlines on a ticket: armed with the fact that starts them, met or missed like any."""

import uuid
from datetime import timedelta

import pytest

from hotline.errors import IllegalMoveError, InvalidError
from hotline.facts import Fact, Holder
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Outcome
from hotline.vocabulary import DeadlineKind, Severity
from referral import casework, checks, desk
from referral.promises.deadlines import Deadline, State
from referral.promises.obligations import Said
from referral.referrals import Referral, Via
from tests.house import House
from tests.referral.builders import (
    HOUR,
    MINUTE,
    acts,
    armed,
    commune,
    ladder,
    open_ticket,
    person,
    ticket_of,
    turn,
)

EMERGENCY, FORWARD = DeadlineKind.EMERGENCY, DeadlineKind.FORWARD
INVESTIGATION, SEEN = DeadlineKind.INVESTIGATION, DeadlineKind.CHILD_FOLLOW_UP


def in_danger(house: House, *, place: bool = True) -> uuid.UUID:
    """A critical ticket, and the agencies of the place told at once."""
    with house.work() as work:
        ticket = open_ticket(work, categories=["sexual_abuse"])
        if place:
            ticket.commune_code = commune().code
            ticket.commune_name = commune().name
        desk.follow_up(work, ticket)
    return ticket.id


def write_down(
    house: House, ticket_id: uuid.UUID, fact: Fact, ago: timedelta = timedelta()
) -> None:
    with house.work() as work:
        said = Said(work.now - ago, "Công an xã và trạm y tế đã đưa cháu đi khám")
        casework.write_down(work, ticket_of(work, ticket_id), person(work, "lan"), fact, said)


def all_of(work: Work, ticket_id: uuid.UUID, kind: DeadlineKind) -> list[Deadline]:
    rows = work.session.query(Deadline).filter_by(ticket_id=ticket_id, kind=kind)
    return rows.order_by(Deadline.cycle).all()


def test_twelve_hours_count_from_the_first_receipt_however_late_it_became_critical(
    house: House,
) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        desk.follow_up(work, ticket)
        assert EMERGENCY not in armed(work, ticket.id)
    received = ticket.received_at
    house.network.clock.forward(3 * HOUR)
    with house.work() as work:
        ticket = ticket_of(work, ticket.id)
        ticket.severity = Severity.CRITICAL
        desk.follow_up(work, ticket)
        emergency = armed(work, ticket.id)[EMERGENCY]
    assert emergency.due_at == received + 12 * HOUR
    assert emergency.holder is Holder.CHAIRMAN
    assert "Điều 26(3)" in emergency.basis


def test_a_second_look_starts_nothing_twice(house: House) -> None:
    ticket_id = in_danger(house)
    with house.work() as work:
        desk.follow_up(work, ticket_of(work, ticket_id))
    with house.work() as work:
        assert len(all_of(work, ticket_id, EMERGENCY)) == 1


def test_what_is_owed_for_one_child_is_owed_for_the_next_as_well(house: House) -> None:
    for ticket_id in [in_danger(house), in_danger(house)]:
        with house.work() as work:
            [owed] = all_of(work, ticket_id, EMERGENCY)
            assert (owed.cycle, owed.state) == (0, State.ARMED)


def test_telling_an_agency_is_passing_it_on(house: House) -> None:
    ticket_id = in_danger(house)
    with house.work() as work:
        (forward,) = all_of(work, ticket_id, FORWARD)
    assert (forward.state, forward.done_at) == (State.MET, forward.started_at)


def test_when_nobody_can_be_told_the_fifteen_minutes_run_out_and_somebody_is_paged(
    house: House,
) -> None:
    with house.work() as work:
        for agency in work.session.query(Referral.agency.property.mapper.class_):
            agency.valid_to = work.now.date() - timedelta(days=1)
    ticket_id = in_danger(house)
    house.network.clock.forward(16 * MINUTE)
    turn(house)
    with house.work() as work:
        (forward,) = all_of(work, ticket_id, FORWARD)
        assert forward.state is State.FIRED
        assert ladder(work, ticket_id) is not None


def test_the_police_have_a_day_from_their_receipt_and_the_school_has_none(house: House) -> None:
    ticket_id = in_danger(house)
    house.network.clock.forward(HOUR)
    with house.work() as work:
        asked = {row.agency.kind: row for row in work.session.query(Referral)}
        desk.acknowledged(work, asked["school"], by="system", via=Via.CALL)  # type: ignore[index]  # an enum by its value
        assert INVESTIGATION not in armed(work, ticket_id)
        desk.acknowledged(work, asked["police"], by="system", via=Via.CALL)  # type: ignore[index]  # the same
        assert armed(work, ticket_id)[INVESTIGATION].due_at == work.now + 24 * HOUR


def test_what_a_person_writes_down_meets_one_and_starts_the_next(house: House) -> None:
    ticket_id = in_danger(house)
    house.network.clock.forward(2 * HOUR)
    write_down(house, ticket_id, Fact.PROTECTED, ago=30 * MINUTE)
    with house.work() as work:
        (emergency,) = all_of(work, ticket_id, EMERGENCY)
        assert (emergency.state, emergency.done_at) == (State.MET, work.now - 30 * MINUTE)
        assert armed(work, ticket_id)[SEEN].due_at == work.now - 30 * MINUTE + timedelta(days=3)
        assert acts(work, Act.FACT_WRITTEN, ticket_id) == 1


def test_a_missed_one_climbs_the_ladder_and_done_late_stays_missed(house: House) -> None:
    ticket_id = in_danger(house)
    house.network.clock.forward(12 * HOUR)
    turn(house)
    with house.work() as work:
        assert ladder(work, ticket_id) is not None
    house.network.clock.forward(HOUR)
    write_down(house, ticket_id, Fact.PROTECTED)
    with house.work() as work:
        (emergency,) = all_of(work, ticket_id, EMERGENCY)
        assert (emergency.state, emergency.done_at) == (State.FIRED, work.now)
        assert ladder(work, ticket_id) is None


def test_one_that_runs_already_keeps_its_earlier_time_and_another_cycle_may_follow(
    house: House,
) -> None:
    ticket_id = in_danger(house)
    write_down(house, ticket_id, Fact.PROTECTED)
    house.network.clock.forward(HOUR)
    write_down(house, ticket_id, Fact.PLAN_APPROVED)
    with house.work() as work:
        assert len(all_of(work, ticket_id, SEEN)) == 1
    write_down(house, ticket_id, Fact.CHILD_SEEN)
    house.network.clock.forward(HOUR)
    write_down(house, ticket_id, Fact.PLAN_APPROVED)
    with house.work() as work:
        assert [row.state for row in all_of(work, ticket_id, SEEN)] == [State.MET, State.ARMED]


def test_what_others_owe_is_no_look_of_ours_at_a_ticket(house: House) -> None:
    ticket_id = in_danger(house)
    with house.work() as work:
        work.session.query(Deadline).filter(
            Deadline.ticket_id == ticket_id, Deadline.holder.is_(None)
        ).update({"state": State.CANCELLED})
    with house.work() as work:
        assert work.session.scalars(checks.strays()).all() == [ticket_id]


@pytest.mark.parametrize(
    ("fact", "ago", "result"),
    [
        pytest.param(Fact.RECEIVED, timedelta(), "đã nhận", id="what-the-system-sees-itself"),
        pytest.param(Fact.PROTECTED, -MINUTE, "sắp làm", id="not-yet"),
        pytest.param(Fact.PROTECTED, timedelta(days=9), "đã làm", id="before-anybody-called"),
        pytest.param(Fact.PROTECTED, timedelta(), "  ", id="no-result"),
    ],
)
def test_what_cannot_have_happened_is_refused(
    house: House, fact: Fact, ago: timedelta, result: str
) -> None:
    ticket_id = in_danger(house)
    with house.work() as work:
        lan, said = person(work, "lan"), Said(work.now - ago, result)
        with pytest.raises(InvalidError):
            casework.write_down(work, ticket_of(work, ticket_id), lan, fact, said)


def test_a_closed_ticket_owes_nothing_more(house: House) -> None:
    ticket_id = in_danger(house)
    with house.work() as work:
        hoa = person(work, "hoa")
        casework.close(work, ticket_of(work, ticket_id), hoa, Outcome.HELPED)
        assert armed(work, ticket_id) == {}
    with pytest.raises(IllegalMoveError):
        write_down(house, ticket_id, Fact.PROTECTED)
