"""What is due, in which order, who else may hold it, and which ladder it climbs."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest

from hotline import tickets
from hotline.sending import outbox
from hotline.store.work import Work
from hotline.vocabulary import DeadlineKind, Severity
from referral.ladder import due, paging
from referral.ladder.due import DueRow
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from tests.hotline import outgoing
from tests.house import House
from tests.referral.builders import HOUR, MINUTE, SECOND, armed, open_ticket, policy, ticket_of

CRITICAL, HIGH, ROUTINE = Severity.CRITICAL, Severity.HIGH, Severity.ROUTINE
FIRST, LADDER, PROGRESS = (
    DeadlineKind.FIRST_RESPONSE,
    DeadlineKind.LADDER,
    DeadlineKind.PROGRESS,
)
NOW = 0 * SECOND
ALL = 10


def promised(
    house: House, severity: Severity = CRITICAL, late: timedelta = NOW, state: State = State.ARMED
) -> uuid.UUID:
    """A deadline of a ticket of its own."""
    with house.work() as work:
        ticket = open_ticket(work, severity)
    with house.work() as work:
        row = armed(work, ticket.id)[FIRST]
        row.due_at, row.state = work.now - late, state
    return row.id


def deadline(work: Work, deadline_id: uuid.UUID) -> Deadline:
    return work.session.get_one(Deadline, deadline_id)


def taken(house: House, limit: int = ALL, only: uuid.UUID | None = None) -> Sequence[uuid.UUID]:
    with house.work() as work:
        return [row.id for row in due.take(work, limit, only)]


def waiting(house: House, limit: int = ALL) -> Sequence[uuid.UUID]:
    with house.work() as work:
        return due.waiting(work, limit)


def is_any(house: House) -> bool:
    with house.work() as work:
        return due.is_any(work)


@pytest.mark.parametrize(
    ("late", "state", "is_due"),
    [
        pytest.param(-SECOND, State.ARMED, False, id="not-yet"),
        pytest.param(NOW, State.ARMED, True, id="now"),
        pytest.param(HOUR, State.ARMED, True, id="long-since"),
        pytest.param(HOUR, State.FIRED, False, id="acted-on"),
        pytest.param(HOUR, State.MET, False, id="met"),
        pytest.param(HOUR, State.CANCELLED, False, id="taken-back"),
    ],
)
def test_a_promise_is_due_from_its_moment_until_it_is_settled(
    house: House, late: timedelta, state: State, is_due: bool
) -> None:
    row_id = promised(house, late=late, state=state)

    assert is_any(house) is is_due
    assert taken(house) == waiting(house) == ([row_id] if is_due else [])


def test_what_was_held_back_is_due_again_when_its_time_has_come_and_holds_up_no_other(
    house: House,
) -> None:
    held, other = promised(house, CRITICAL), promised(house, HIGH)
    with house.work() as work:
        deadline(work, held).try_after = work.now + MINUTE

    house.network.clock.forward(MINUTE - SECOND)
    assert taken(house) == waiting(house) == [other]
    house.network.clock.forward(SECOND)
    assert taken(house) == waiting(house) == [held, other]


def test_the_worst_comes_first_and_of_those_what_was_missed_longest(house: House) -> None:
    routine = promised(house, ROUTINE, 4 * HOUR)
    short, long = promised(house, HIGH, MINUTE), promised(house, HIGH, HOUR)
    promised(house, CRITICAL, -SECOND)
    critical = promised(house, CRITICAL)

    order = [critical, long, short, routine]
    assert taken(house) == waiting(house) == order
    assert taken(house, 2) == waiting(house, 2) == order[:2]


def test_one_alone_is_taken_and_only_when_it_is_due(house: House) -> None:
    one, early = promised(house), promised(house, late=-SECOND)
    promised(house)

    assert taken(house, only=one) == [one]
    assert taken(house, only=early) == []


def test_what_somebody_holds_is_left_to_them_and_the_others_are_taken(house: House) -> None:
    first, answered, swept, free = (promised(house, late=n * SECOND) for n in (4, 3, 2, 1))
    with house.work() as theirs:
        tickets.locked(theirs, deadline(theirs, answered).ticket_id)
        with house.work() as sweep:
            assert [row.id for row in due.take(sweep, ALL, swept)] == [swept]
            assert taken(house) == [first, free]
            assert waiting(house) == [first, answered, swept, free]
    assert taken(house) == [first, answered, swept, free]


def test_whoever_writes_about_a_ticket_at_this_instant_does_not_hold_up_its_promise(
    house: House,
) -> None:
    row_id = promised(house)
    with house.work() as theirs:
        ticket_id = deadline(theirs, row_id).ticket_id
        outbox.put(theirs, outgoing.letter(ticket_id, "at this instant"))
        assert taken(house) == [row_id]


def of(house: House, kind: DeadlineKind, ticket_id: uuid.UUID) -> DueRow:
    with house.work() as work:
        rows = due.take(work, ALL)
        return next(row for row in rows if (row.ticket_id, row.due.kind) == (ticket_id, kind))


def test_it_is_known_with_the_number_and_the_gravity_of_its_own_ticket(house: House) -> None:
    promised(house, CRITICAL, HOUR)
    row_id = promised(house, HIGH, MINUTE)
    with house.work() as work:
        row = deadline(work, row_id)
        row.step, row.base = 2, 1
        ticket_id = row.ticket_id
    found = of(house, FIRST, ticket_id)

    with house.work() as work:
        assert (found.id, found.ticket_number) == (row_id, ticket_of(work, ticket_id).number)
        assert (found.referral_id, found.policy_version) == (None, policy().version)
        assert (found.due.due_at, found.due.started_at) == (work.now - MINUTE, work.now)
    assert (found.due.severity, found.due.step, found.due.base) == (HIGH, 2, 1)
    assert found.due.began_with is None


def ladder_of(house: House, ticket_id: uuid.UUID) -> None:
    with house.work() as work:
        paging.start(work, ticket_of(work, ticket_id))


def end_ladder(house: House, ticket_id: uuid.UUID) -> None:
    with house.work() as work:
        deadlines.settle(work, ticket_id, State.MET, kinds=[LADDER])


def overdue(house: House) -> uuid.UUID:
    """A ticket with a promise that is due, whose progress was promised before, and often."""
    with house.work() as work:
        ticket_id = deadline(work, promised(house)).ticket_id
        ticket = ticket_of(work, ticket_id)
        deadlines.arm(work, ticket, PROGRESS, cycle=7)
    return ticket_id


def test_a_promise_missed_climbs_the_next_ladder_of_its_own_ticket(house: House) -> None:
    ticket_id, other = overdue(house), overdue(house)
    for cycle in range(3):
        found = of(house, FIRST, ticket_id)
        assert (found.cycle, found.due.climbing) == (cycle, False)

        ladder_of(house, ticket_id)
        found = of(house, FIRST, ticket_id)
        assert (found.cycle, found.due.climbing) == (cycle + 1, True)
        itself = of(house, LADDER, ticket_id)
        assert (itself.cycle, itself.due.climbing) == (cycle, False)

        end_ladder(house, ticket_id)

    untouched = of(house, FIRST, other)
    assert (untouched.cycle, untouched.due.climbing) == (0, False)
