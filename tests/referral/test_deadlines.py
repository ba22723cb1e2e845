"""What is promised, met, missed or taken back: of one ticket and request, and of no other."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Force, Severity
from referral import desk
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral
from tests.house import House
from tests.referral.builders import HOUR, MINUTE, open_ticket, policy, ticket_of

CRITICAL, ROUTINE = Severity.CRITICAL, Severity.ROUTINE
ACK, CALLBACK, FIRST = DeadlineKind.AGENCY_ACK, DeadlineKind.CALLBACK, DeadlineKind.FIRST_RESPONSE
LADDER, PROGRESS, REPORT = DeadlineKind.LADDER, DeadlineKind.PROGRESS, DeadlineKind.REPORT
ARMED, FIRED, MET, CANCELLED = State.ARMED, State.FIRED, State.MET, State.CANCELLED


def row(house: House, row_id: uuid.UUID) -> Deadline:
    with house.work() as work:
        return work.session.get_one(Deadline, row_id)


def states(house: House, *row_ids: uuid.UUID) -> Sequence[State]:
    return [row(house, each).state for each in row_ids]


def promise(
    house: House,
    ticket_id: uuid.UUID,
    kind: DeadlineKind,
    *,
    state: State = ARMED,
    cycle: int = 0,
    due_in: timedelta = HOUR,
    asked: uuid.UUID | None = None,
) -> uuid.UUID:
    with house.work() as work:
        made = Deadline(
            ticket_id=ticket_id,
            referral_id=asked,
            kind=kind,
            cycle=cycle,
            severity=CRITICAL,
            due_at=work.now + due_in,
            started_at=work.now,
            state=state,
            force=Force.INTERNAL,
            basis="test",
            policy_version="test",
        )
        work.add(made)
    return made.id


@pytest.fixture
def one(house: House) -> uuid.UUID:
    return ticket(house)


@pytest.fixture
def other(house: House) -> uuid.UUID:
    return ticket(house)


def ticket(house: House) -> uuid.UUID:
    """With nothing promised for it."""
    with house.work() as work:
        made = open_ticket(work)
        deadlines.settle(work, made.id, CANCELLED)
    return made.id


def requests(house: House, ticket_id: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """Two of a ticket, to whose agencies nothing is promised any more."""
    with house.work() as work:
        desk.follow_up(work, ticket_of(work, ticket_id))
        deadlines.settle(work, ticket_id, CANCELLED)
        query = select(Referral.id).where(Referral.ticket_id == ticket_id)
        first, second, *_ = work.session.scalars(query.order_by(Referral.id))
    return first, second


def test_what_is_met_is_of_one_ticket_and_stays_as_it_was_when_it_was_over(
    house: House, one: uuid.UUID, other: uuid.UUID
) -> None:
    first, callback = promise(house, one, FIRST, cycle=1), promise(house, one, CALLBACK)
    fired = promise(house, one, PROGRESS, state=FIRED)
    theirs = promise(house, other, FIRST, cycle=1)

    with house.work() as work:
        assert deadlines.settle(work, one, MET, kinds=[FIRST, PROGRESS]) == 1
        at = work.now
    assert states(house, first, callback, fired, theirs) == [MET, ARMED, FIRED, ARMED]
    assert row(house, first).settled_at == at

    with house.work() as work:
        assert deadlines.settle(work, one, CANCELLED) == 1
    assert states(house, first, callback, fired, theirs) == [MET, CANCELLED, FIRED, ARMED]


def test_what_an_agency_answers_settles_nothing_of_another_request(
    house: House, one: uuid.UUID
) -> None:
    mine, yours = requests(house, one)
    acks = [promise(house, one, ACK, asked=asked, cycle=1) for asked in (mine, yours)]
    ours = promise(house, one, CALLBACK)

    with house.work() as work:
        assert deadlines.settle(work, one, MET, referral_id=mine) == 1

    assert states(house, *acks, ours) == [MET, ARMED, ARMED]


def test_what_is_written_in_this_very_work_is_settled_too(house: House) -> None:
    with house.work() as work:
        made = open_ticket(work)
        assert deadlines.settle(work, made.id, CANCELLED) == 1


def test_whoever_holds_a_promise_that_is_settled_sees_it(house: House, one: uuid.UUID) -> None:
    row_id = promise(house, one, CALLBACK)
    with house.work() as work:
        held = work.session.get_one(Deadline, row_id)
        deadlines.settle_all(work, [one], MET, [CALLBACK])
        assert (held.state, held.settled_at) == (MET, work.now)


def test_many_tickets_are_settled_at_once_and_no_others(
    house: House, one: uuid.UUID, other: uuid.UUID
) -> None:
    third = ticket(house)
    ladders = [promise(house, each, LADDER) for each in (one, other, third)]
    callback, fired = (
        promise(house, one, CALLBACK),
        promise(house, one, LADDER, state=FIRED, cycle=1),
    )

    with house.work() as work:
        assert deadlines.settle_all(work, [one, other], MET, [LADDER, PROGRESS]) == 2

    assert states(house, *ladders, callback, fired) == [MET, MET, ARMED, ARMED, FIRED]


@pytest.mark.parametrize(
    ("was", "becomes", "is_done"),
    [
        pytest.param(ARMED, MET, True, id="in-time"),
        pytest.param(FIRED, FIRED, True, id="late-and-stays-missed"),
        pytest.param(MET, MET, True, id="met-before-and-not-said-when"),
        pytest.param(CANCELLED, CANCELLED, False, id="nobody-owed-it-any-more"),
    ],
)
def test_what_was_done_is_done_at_its_hour_and_nothing_beside_it(
    house: House, one: uuid.UUID, other: uuid.UUID, was: State, becomes: State, is_done: bool
) -> None:
    owed = promise(house, one, REPORT, state=was)
    beside = promise(house, one, ACK, state=was), promise(house, other, REPORT, state=was)
    with house.work() as work:
        at = work.now - MINUTE
        deadlines.fulfil(work, one, [REPORT], at)

    assert (row(house, owed).state, row(house, owed).done_at) == (becomes, at if is_done else None)
    assert [(row(house, each).state, row(house, each).done_at) for each in beside] == [
        (was, None),
        (was, None),
    ]


def test_what_was_done_before_keeps_its_hour_and_what_others_owe_is_not_done(
    house: House, one: uuid.UUID, other: uuid.UUID
) -> None:
    mine, yours = requests(house, one)
    before = promise(house, one, REPORT, asked=mine)
    with house.work() as work:
        first = work.now
        deadlines.fulfil(work, one, [REPORT], first, referral_id=mine)
    house.network.clock.forward(MINUTE)
    again = promise(house, one, REPORT, asked=mine, cycle=1)
    missed = promise(house, one, REPORT, asked=yours, cycle=2, state=FIRED)
    ack, theirs = promise(house, one, ACK, asked=mine, cycle=1), promise(house, other, REPORT)
    with house.work() as work:
        second = work.now
        deadlines.fulfil(work, one, [REPORT], second, referral_id=mine)

    assert [row(house, each).done_at for each in (before, again)] == [first, second]
    assert [row(house, each).done_at for each in (missed, ack, theirs)] == [None, None, None]
    assert states(house, missed, ack, theirs) == [FIRED, ARMED, ARMED]


def test_the_first_to_fall_due_is_what_is_armed_for_a_ticket(
    house: House, one: uuid.UUID, other: uuid.UUID
) -> None:
    promise(house, one, CALLBACK, due_in=2 * HOUR)
    soonest = promise(house, one, CALLBACK, cycle=1, due_in=HOUR)
    promise(house, one, CALLBACK, cycle=2, due_in=3 * HOUR)
    promise(house, one, CALLBACK, cycle=3, due_in=MINUTE, state=FIRED)
    promise(house, one, PROGRESS, due_in=MINUTE)
    theirs = promise(house, other, CALLBACK, due_in=MINUTE)
    promise(house, ticket(house), CALLBACK)

    with house.work() as work:
        found = deadlines.armed(work, one, CALLBACK)
        assert found is not None
        assert found.id == soonest
        both = deadlines.all_armed(work, [one, other, uuid.uuid4()], CALLBACK)
        assert {each: found.id for each, found in both.items()} == {one: soonest, other: theirs}
        assert deadlines.armed(work, other, PROGRESS) is None


def test_a_ladder_climbs_for_a_ticket_while_one_of_its_own_is_armed(
    house: House, one: uuid.UUID, other: uuid.UUID
) -> None:
    third = ticket(house)
    promise(house, one, LADDER)
    promise(house, other, LADDER, state=FIRED)
    promise(house, other, CALLBACK)
    promise(house, third, LADDER)

    with house.work() as work:
        assert deadlines.climbing(work, [one, other]) == {one}
        assert deadlines.climbing(work, []) == set()


def test_the_next_of_a_kind_follows_the_last_of_its_own_ticket(
    house: House, one: uuid.UUID, other: uuid.UUID
) -> None:
    for cycle in (4, 2):
        promise(house, one, CALLBACK, cycle=cycle, state=MET)
    promise(house, one, PROGRESS, cycle=7)
    promise(house, other, CALLBACK, cycle=9)

    with house.work() as work:
        assert deadlines.next_cycle(work, one, CALLBACK) == 5
        assert deadlines.next_cycle(work, one, LADDER) == 0
        assert deadlines.next_cycles(work, [one, other], CALLBACK) == {one: 5, other: 10}
        assert deadlines.next_cycles(work, [], CALLBACK) == {}


def test_what_was_last_promised_for_a_request_is_known_whatever_became_of_it(
    house: House, one: uuid.UUID
) -> None:
    mine, yours = requests(house, one)
    last = promise(house, one, REPORT, asked=mine, cycle=6, state=FIRED)
    promise(house, one, REPORT, asked=mine, cycle=5)
    promise(house, one, REPORT, asked=yours, cycle=7)
    promise(house, one, ACK, asked=mine, cycle=8)

    with house.work() as work:
        found = deadlines.newest_for(work, mine, REPORT)
        assert found is not None
        assert found.id == last
        assert deadlines.newest_for(work, mine, CALLBACK) is None


def test_what_an_agency_still_owes_is_of_its_own_request_and_held_for_whoever_asks(
    house: House, one: uuid.UUID
) -> None:
    mine, yours = requests(house, one)
    owed = promise(house, one, ACK, asked=mine, cycle=5)
    promise(house, one, ACK, asked=mine, cycle=6, state=MET)
    promise(house, one, ACK, asked=yours, cycle=7)
    promise(house, one, REPORT, asked=mine)

    with house.work() as work:
        found = deadlines.armed_for(work, mine, ACK)
        assert found is not None
        assert found.id == owed
        assert deadlines.armed_for(work, yours, REPORT) is None
        with house.work() as another:
            free = select(Deadline.id).where(Deadline.kind == ACK, deadlines.ARMED)
            held = another.session.scalars(free.with_for_update(skip_locked=True)).all()
            assert owed not in held


def test_a_promise_renewed_is_the_same_in_its_next_cycle(house: House, one: uuid.UUID) -> None:
    mine, _yours = requests(house, one)
    before = promise(house, one, REPORT, asked=mine, cycle=3, state=CANCELLED)
    promise(house, one, REPORT, asked=mine, cycle=8, state=MET)
    house.network.clock.forward(MINUTE)

    with house.work() as work:
        deadlines.renew(work, row(house, before))

    with house.work() as work:
        fresh = deadlines.armed_for(work, mine, REPORT)
        was = row(house, before)
        assert fresh is not None
        assert (fresh.cycle, fresh.state, fresh.settled_at) == (9, ARMED, None)
        kept = ("due_at", "started_at", "severity", "force", "basis", "policy_version")
        assert all(getattr(fresh, name) == getattr(was, name) for name in kept)
    assert was.state is CANCELLED


def by_the_policy(work: Work, made: Ticket) -> datetime:
    deadlines.arm(work, made, CALLBACK, cycle=deadlines.next_cycle(work, made.id, CALLBACK))
    return work.now + policy().limit(CALLBACK, CRITICAL).allowance


def in_a_minute(work: Work, made: Ticket) -> datetime:
    deadlines.arm_in(work, made, CALLBACK, MINUTE)
    return work.now + MINUTE


@pytest.mark.parametrize("arm", [by_the_policy, in_a_minute])
def test_a_promise_is_as_grave_as_its_ticket_and_of_the_policy_in_force(
    house: House, one: uuid.UUID, arm: Callable[[Work, Ticket], datetime]
) -> None:
    promise(house, one, CALLBACK, cycle=2, state=MET)
    with house.work() as work:
        due = arm(work, ticket_of(work, one))

    with house.work() as work:
        made = deadlines.armed(work, one, CALLBACK)
        assert made is not None
        limit = policy().limit(CALLBACK, CRITICAL)
        assert (made.cycle, made.due_at, made.started_at) == (3, due, work.now)
        assert (made.severity, made.force, made.basis) == (CRITICAL, limit.force, limit.basis)
        assert (made.policy_version, made.holder) == (policy().version, None)


@pytest.mark.parametrize("said", [None, ROUTINE])
def test_what_others_owe_is_counted_from_its_fact_and_as_grave_as_the_ticket_or_as_said(
    house: House, one: uuid.UUID, said: Severity | None
) -> None:
    duty = next(each for each in policy().obligations if each.kind is DeadlineKind.EMERGENCY)
    with house.work() as work:
        since = work.now - 13 * HOUR
        deadlines.oblige(work, ticket_of(work, one), duty, since, cycle=2, severity=said)

    with house.work() as work:
        made = deadlines.armed(work, one, duty.kind)
        assert made is not None
        assert (made.started_at, made.due_at) == (since, since + 12 * HOUR)
        assert (made.cycle, made.holder, made.severity) == (2, duty.holder, said or CRITICAL)
