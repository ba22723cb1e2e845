"""What becomes of a promise that was missed: it, and the ladder that goes on from it."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.vocabulary import DeadlineKind, Force, Severity
from referral import sweep
from referral.ladder import paging
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from referral.staffing.duty import DutyShift
from tests.house import House
from tests.referral.builders import (
    MINUTE,
    SECOND,
    acts,
    armed,
    open_ticket,
    paged_ticket,
    person,
    policy,
    ticket_of,
    turn,
)

CRITICAL, HIGH, ROUTINE = Severity.CRITICAL, Severity.HIGH, Severity.ROUTINE
FIRST, LADDER = DeadlineKind.FIRST_RESPONSE, DeadlineKind.LADDER


def of(work: Work, ticket_id: uuid.UUID) -> Sequence[Deadline]:
    """Everything ever promised for the ticket, the ladders last and in their order."""
    query = select(Deadline).where(Deadline.ticket_id == ticket_id)
    return work.session.scalars(query.order_by(Deadline.kind, Deadline.cycle, Deadline.step)).all()


def goes_on(work: Work, ticket_id: uuid.UUID) -> Sequence[tuple[DeadlineKind, int]]:
    """What is still promised, and in which cycle."""
    return [(row.kind, row.cycle) for row in of(work, ticket_id) if row.state is State.ARMED]


def entries(work: Work, act: Act) -> Sequence[JournalEntry]:
    query = select(JournalEntry).where(JournalEntry.act == act).order_by(JournalEntry.seq)
    return work.session.scalars(query).all()


def test_what_is_due_is_settled_now_and_what_is_not_stays_as_it_is(house: House) -> None:
    with house.work() as work:
        missed, waits = open_ticket(work), open_ticket(work, ROUTINE)
    house.network.clock.forward(MINUTE)

    turn(house)

    with house.work() as work:
        first, going = of(work, missed.id)
        assert (first.state, first.settled_at) == (State.FIRED, work.now)
        assert (going.state, going.settled_at) == (State.ARMED, None)
        [other] = of(work, waits.id)
        assert (other.state, other.settled_at) == (State.ARMED, None)
        assert set(work.session.scalars(select(Outgoing.purpose))) == {Purpose.PAGE}


def test_the_ladder_after_a_missed_promise_counts_from_its_moment_at_the_pace_of_today(
    house: House,
) -> None:
    with house.work() as work:
        ticket = open_ticket(work, HIGH)
        promised_by = work.now + 30 * MINUTE
        ticket.severity = CRITICAL  # it was milder when it was promised
        armed(work, ticket.id)[FIRST].policy_version = "of old"
    house.network.clock.forward(30 * MINUTE + 10 * SECOND)

    turn(house)

    with house.work() as work:
        _first, going = of(work, ticket.id)
        assert (going.kind, going.cycle, going.step, going.base) == (LADDER, 0, 1, 0)
        assert (going.started_at, going.due_at) == (promised_by, promised_by + MINUTE)
        assert (going.severity, going.policy_version) == (CRITICAL, policy().version)
        assert (going.attempts, going.try_after) == (0, None)
        assert (going.force, going.basis) == (Force.INTERNAL, paging.HOUSE_RULE)


def test_each_rung_is_a_row_of_the_ladder_it_began_as(house: House) -> None:
    ticket_id = paged_ticket(house)
    for _ in range(2):
        house.network.clock.forward(MINUTE)
        turn(house)

    with house.work() as work:
        _first, *rungs = of(work, ticket_id)
        assert [(row.cycle, row.step) for row in rungs] == [(0, 1), (0, 2), (0, 3)]
        assert [row.state for row in rungs] == [State.FIRED, State.FIRED, State.ARMED]
        assert len({row.started_at for row in rungs}) == 1
        assert acts(work, Act.RUNG_DUE, ticket_id) == 2
        assert acts(work, Act.DEADLINE_MISSED, ticket_id) == 1


def test_a_rung_and_a_promise_of_one_ticket_that_are_due_together_wake_people_once(
    house: House,
) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
        paging.start(work, ticket)
        deadlines.arm(work, ticket, DeadlineKind.CALLBACK)
    house.network.clock.forward(15 * MINUTE)

    with house.work() as work:
        assert sweep.sweep(work) == 3

    with house.work() as work:
        assert acts(work, Act.PAGED, ticket.id) == 1
        assert acts(work, Act.RUNG_DUE, ticket.id) == 1
        assert acts(work, Act.DEADLINE_MISSED, ticket.id) == 2
        assert goes_on(work, ticket.id) == [(LADDER, 0)]


def test_two_promises_of_one_ticket_that_are_missed_together_begin_one_ladder(
    house: House,
) -> None:
    with house.work() as work:
        one, other = open_ticket(work), open_ticket(work)
        deadlines.arm(work, one, DeadlineKind.CALLBACK)
    house.network.clock.forward(15 * MINUTE)

    with house.work() as work:
        assert sweep.sweep(work) == 3

    with house.work() as work:
        assert acts(work, Act.DEADLINE_MISSED, one.id) == 2
        for ticket in (one, other):
            assert acts(work, Act.PAGED, ticket.id) == 1
            assert goes_on(work, ticket.id) == [(LADDER, 0)]


def test_tickets_that_are_late_together_are_each_journalled_as_what_they_are(
    house: House,
) -> None:
    climbs = paged_ticket(house)
    house.network.clock.forward(MINUTE)
    with house.work() as work:
        missed = open_ticket(work).id
        seen = work.session.scalars(select(JournalEntry.seq)).all()

    turn(house)

    with house.work() as work:
        hoa = person(work, "hoa").id
        fresh = {
            (entry.act, entry.ticket_id): entry.facts
            for entry in work.session.scalars(select(JournalEntry))
            if entry.seq not in seen
        }
        now = work.now.isoformat()
    paged = {"audience": "on_duty", "people": str(hoa)}
    assert fresh[Act.RUNG_DUE, climbs] == {"kind": "ladder", "due_at": now}
    assert fresh[Act.PAGED, climbs] == {**paged, "rung": "1", "channels": "call"}
    assert fresh[Act.DEADLINE_MISSED, missed] == {"kind": "first_response", "due_at": now}
    assert fresh[Act.PAGED, missed] == {**paged, "rung": "0", "channels": "sms,call"}
    assert len(fresh) == 4


def test_every_rung_with_nobody_on_it_is_named_before_the_one_that_was_woken(house: House) -> None:
    with house.work() as work:
        work.session.execute(delete(DutyShift))
    ticket_id = paged_ticket(house)

    with house.work() as work:
        empty = [entry.facts for entry in entries(work, Act.RUNG_EMPTY)]
        assert empty == [{"audience": "on_duty"}, {"audience": "second"}]
        [paged] = entries(work, Act.PAGED)
        assert (paged.ticket_id, paged.facts["audience"]) == (ticket_id, "everyone")
        assert acts(work, Act.NOBODY_TO_PAGE) == 0


def test_whoever_took_a_ticket_and_did_nothing_loses_that_one_and_no_other(house: House) -> None:
    idle, busy = paged_ticket(house), paged_ticket(house)
    with house.work() as work:
        paging.acknowledge(work, idle, person(work, "hoa"))
    house.network.clock.forward(5 * MINUTE)
    with house.work() as work:
        paging.acknowledge(work, busy, person(work, "hoa"))
    house.network.clock.forward(5 * MINUTE)

    turn(house)

    with house.work() as work:
        assert ticket_of(work, idle).owner_id is None
        assert ticket_of(work, busy).owner_id == person(work, "hoa").id


@pytest.mark.parametrize("waits", [4 * SECOND, 5 * SECOND])
def test_what_could_not_be_acted_on_is_held_back_for_five_seconds_and_nothing_else_is(
    house: House, waits: timedelta
) -> None:
    with house.work() as work:
        one, other = open_ticket(work), open_ticket(work)
    with house.work() as work:
        row_id = armed(work, one.id)[FIRST].id
        assert [sweep.hold_back(work, row_id) for _ in range(3)] == [1, 2, 3]
    house.network.clock.forward(waits)

    with house.work() as work:
        assert sweep.sweep(work) == (2 if waits >= 5 * SECOND else 1)
        assert set(armed(work, other.id)) == {LADDER}
        [left] = [row for row in of(work, other.id) if row.kind is FIRST]
        assert left.attempts == 0
