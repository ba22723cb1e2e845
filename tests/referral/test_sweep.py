"""Every missed promise is acted on once, however many look after it."""

import pytest
from sqlalchemy import delete, func, select

from hotline.sending.outbox import Outgoing, Purpose
from hotline.staff import Staff
from hotline.store.journal import Act
from hotline.vocabulary import DeadlineKind, Severity
from referral import checks, clockwork, desk, sweep
from referral.promises.deadlines import Deadline, State
from referral.staffing import duty
from referral.staffing.duty import DutyShift
from tests.house import House
from tests.referral.builders import (
    HOUR,
    MINUTE,
    SECOND,
    acts,
    armed,
    ladder,
    open_ticket,
    paged_ticket,
    pages,
    person,
    ticket_of,
    turn,
)
from tests.referral.together import together


def overdue(house: House, tickets: int) -> None:
    """So many critical tickets, each with two promises that are due now."""
    with house.work() as work:
        for n in range(tickets):
            ticket = open_ticket(work, caller=f"+8491{n:07d}")
            desk.promise(work, ticket, DeadlineKind.CALLBACK, fresh=True)


@pytest.mark.parametrize("sweepers", [1, 2, 8])
def test_five_hundred_missed_promises_fire_once_each_and_wake_once_for_each_ticket(
    house: House, sweepers: int
) -> None:
    overdue(house, 250)

    def until_empty() -> int:
        fired, idle = 0, 0
        while idle < 3:
            with house.work() as work:
                now = sweep.sweep(work, limit=21)
            fired, idle = fired + now, 0 if now else idle + 1
        return fired

    fired = sum(together(*[until_empty] * sweepers))

    with house.work() as work:
        fired += sweep.sweep(work)
        by_state = dict(
            work.session.execute(
                select(Deadline.state, func.count())
                .where(Deadline.kind != DeadlineKind.LADDER)
                .group_by(Deadline.state)
            ).all()
        )
        ladders = work.session.scalars(
            select(Deadline).where(Deadline.kind == DeadlineKind.LADDER)
        ).all()
        sent = work.session.scalars(select(Outgoing).where(Outgoing.purpose == Purpose.PAGE)).all()
        assert acts(work, Act.DEADLINE_MISSED) == 500
        assert acts(work, Act.PAGED) == 250
    assert fired == 500
    assert by_state == {State.FIRED: 500}
    assert {(row.state, row.cycle, row.step) for row in ladders} == {(State.ARMED, 0, 1)}
    assert len({row.ticket_id for row in ladders}) == len(ladders) == 250
    assert len(sent) == 500  # one person on duty, a text and a call for each ticket


def test_the_gravest_tickets_are_acted_on_first(house: House) -> None:
    with house.work() as work:
        for n, severity in enumerate([Severity.ROUTINE, Severity.HIGH, Severity.CRITICAL]):
            open_ticket(work, severity, caller=f"+8491000000{n}")
    house.network.clock.forward(5 * HOUR)

    with house.work() as work:
        assert sweep.sweep(work, limit=1) == 1
        fired = work.session.scalars(select(Deadline).where(Deadline.state == State.FIRED)).one()
        assert ticket_of(work, fired.ticket_id).severity is Severity.CRITICAL


def test_what_is_not_yet_due_waits(house: House) -> None:
    with house.work() as work:
        open_ticket(work, Severity.HIGH)
    house.network.clock.forward(30 * MINUTE - SECOND)

    assert clockwork.turn(house.parts.workplace) == 0
    house.network.clock.forward(SECOND)
    assert clockwork.turn(house.parts.workplace) == 1


def test_an_hour_without_a_clock_wakes_everyone_with_the_first_turn(house: House) -> None:
    with house.work() as work:
        ticket_id = open_ticket(work).id
    house.network.clock.forward(HOUR)

    turn(house)

    with house.work() as work:
        assert len(pages(work, ticket_id)) == 6  # three supervisors, a text and a call each
        going = ladder(work, ticket_id)
        assert going is not None
        assert work.now < going.due_at <= work.now + 5 * MINUTE


def test_a_ticket_that_grows_graver_while_its_ladder_climbs_is_paged_at_once(house: House) -> None:
    """The next rung of the milder ladder may be an hour away."""
    ticket_id = paged_ticket(house, Severity.ROUTINE)
    with house.work() as work:
        before = len(pages(work, ticket_id))
        ticket = ticket_of(work, ticket_id)
        ticket.severity = Severity.CRITICAL
        desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)

    turn(house)

    with house.work() as work:
        assert len(pages(work, ticket_id)) > before
        going = ladder(work, ticket_id)
        assert going is not None
        assert (going.severity, going.cycle) == (Severity.CRITICAL, 0)
        assert going.due_at <= work.now + 5 * MINUTE


def test_more_texts_of_the_same_gravity_do_not_hurry_the_ladder(house: House) -> None:
    ticket_id = paged_ticket(house)
    with house.work() as work:
        desk.promise(work, ticket_of(work, ticket_id), DeadlineKind.FIRST_RESPONSE, fresh=False)

    turn(house)

    with house.work() as work:
        assert len(pages(work, ticket_id)) == 2
        assert acts(work, Act.PAGED, ticket_id) == 1


def test_with_nobody_on_duty_the_next_rung_is_climbed_in_the_same_turn_and_the_wall_is_red(
    house: House,
) -> None:
    with house.work() as work:
        work.session.execute(delete(DutyShift).where(DutyShift.place == 1))
    ticket_id = paged_ticket(house)

    with house.work() as work:
        second = duty.now_reachable(work).roster.second
        assert {page.staff_id for page in pages(work, ticket_id)} == set(second)
        assert acts(work, Act.RUNG_EMPTY, ticket_id) == 1
        assert "somebody_is_on_duty" in {one.code for one in checks.run(work) if not one.ok}


def test_at_a_change_of_shift_who_comes_and_who_goes_are_both_paged(house: House) -> None:
    house.network.clock.forward(5 * HOUR)  # 07:00 in Hà Tĩnh: Hoa hands over to Dũng
    ticket_id = paged_ticket(house)

    with house.work() as work:
        both = {person(work, "hoa").id, person(work, "dung").id}
        assert {page.staff_id for page in pages(work, ticket_id)} == both


def test_a_gap_is_red_at_once_although_who_went_off_is_still_paged(house: House) -> None:
    house.network.clock.forward(5 * HOUR)
    with house.work() as work:
        work.session.execute(delete(DutyShift).where(DutyShift.starts_at >= work.now))

    with house.work() as work:
        red = {one.code for one in checks.run(work) if not one.ok}
        assert {"somebody_is_on_duty", "a_second_is_on_duty"} <= red
        assert duty.now_reachable(work).roster.on_duty == (person(work, "hoa").id,)


def test_with_nobody_to_wake_the_journal_says_so_and_the_ladder_goes_on(house: House) -> None:
    with house.work() as work:
        for login in ("hoa", "dung", "mai"):
            person(work, login).active = False
    ticket_id = paged_ticket(house)

    with house.work() as work:
        assert acts(work, Act.NOBODY_TO_PAGE, ticket_id) == 1
        assert set(armed(work, ticket_id)) == {DeadlineKind.LADDER}
        person(work, "dung").active = True
    house.network.clock.forward(MINUTE)
    turn(house)
    with house.work() as work:
        assert {page.staff_id for page in pages(work, ticket_id)} == {person(work, "dung").id}


def test_a_supervisor_whose_number_cannot_be_opened_does_not_silence_the_others(
    house: House,
) -> None:
    with house.work() as work:
        for login in ("hoa", "mai"):
            work.session.execute(
                Staff.__table__.update()  # type: ignore[attr-defined]  # every class of ours has a table
                .where(Staff.login == login)
                .values(phone_sealed=b"\x02xx sealed with a key that was thrown away")
            )
    ticket_id = paged_ticket(house)

    with house.work() as work:
        assert {page.staff_id for page in pages(work, ticket_id)} == {person(work, "dung").id}
