"""Each promise the house makes about itself: broken by hand, seen, mended, green again."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import delete, update

from hotline.recordings import kept
from hotline.recordings.kept import Recording
from hotline.sending import breakers
from hotline.sending.outbox import Letter, Outgoing, Purpose, State
from hotline.sending.outbox import put as put_in_outbox
from hotline.staff import Role, Staff
from hotline.store.journal import Act
from hotline.store.one_trip import Trip
from hotline.store.work import Work
from hotline.telephony.carrier import Provider
from hotline.tickets import Status, Ticket
from hotline.vocabulary import Channel, Severity
from referral import checks, clockwork, desk
from referral.canary.flight import End
from referral.canary.flights import Flight
from referral.checks import Heartbeat
from referral.promises.clock_guard import ClockGuard
from referral.promises.deadlines import Deadline, settle
from referral.promises.deadlines import State as Promise
from referral.staffing.duty import DutyShift
from referral.staffing.handover import Handover
from tests.house import House
from tests.referral.builders import HOUR, MINUTE, SECOND, acts, armed, open_ticket, turn


@dataclass(frozen=True)
class Break:
    promise: str
    how: Callable[[Work], object]
    mend: Callable[[Work], object]


def stray(work: Work) -> None:
    settle(work, open_ticket(work).id, Promise.CANCELLED)


def late(work: Work) -> None:
    work.session.flush()
    open_ticket(work, Severity.HIGH)
    work.session.flush()
    work.session.execute(update(Deadline).values(due_at=work.now - 6 * SECOND))


def stuck(work: Work) -> None:
    ticket = open_ticket(work, Severity.HIGH)
    letter = Letter(
        "page:stuck", Purpose.PAGE, Channel.SMS, Severity.HIGH, "+84990000001", "x", ticket.id
    )
    put_in_outbox(work, letter)
    work.session.execute(update(Outgoing).values(created_at=work.now - 61 * SECOND))


def left_behind(work: Work) -> None:
    stays, goes = open_ticket(work, Severity.HIGH), open_ticket(work, Severity.HIGH)
    work.session.flush()
    goes.merged_into_id, goes.status = stays.id, Status.CLOSED


def provider_down(work: Work) -> None:
    for _ in range(work.policy.watch.breaker_failures):
        breakers.failed(work, Provider.B, Channel.CALL, "status 503")


def flown(work: Work, slot: int, end: End) -> Flight:
    return Flight(slot=slot, started_at=work.now, carry_after=work.now, ended_at=work.now, end=end)


def unguarded_referral(work: Work) -> None:
    ticket = open_ticket(work, Severity.HIGH)
    [choice] = desk.preview(work, ticket).choices
    referral = desk.refer(work, ticket, choice, by="system")
    settle(work, ticket.id, Promise.FIRED, referral_id=referral.id)


def all_but_one_leave(work: Work) -> None:
    work.session.execute(
        update(Staff)
        .where(Staff.role == Role.SUPERVISOR, Staff.login != "hoa")
        .values(active=False)
    )


def move_shifts(work: Work, place: int, to: int) -> None:
    work.session.execute(update(DutyShift).where(DutyShift.place == place).values(place=to))


def unsigned(work: Work) -> None:
    work.add(Handover(changes_at=work.now - HOUR, missed_at=work.now))


def settle_all(work: Work) -> None:
    work.session.execute(update(Deadline).values(due_at=work.now + HOUR, state=Promise.ARMED))


def unfetched(work: Work) -> None:
    ticket = open_ticket(work, Severity.HIGH)
    work.session.flush()
    kept.notice(work, "RE1", ticket_id=ticket.id, seconds=5)
    work.session.execute(update(Recording).values(made_at=work.now - 6 * MINUTE))


BREAKS = [
    Break(
        "every_recording_is_fetched",
        unfetched,
        lambda work: work.session.execute(update(Recording).values(state=kept.State.OURS)),
    ),
    Break("every_open_ticket_is_promised_something", stray, settle_all),
    Break("no_deadline_waits_to_be_fired", late, settle_all),
    Break(
        "the_outbox_empties",
        stuck,
        lambda work: work.session.execute(update(Outgoing).values(state=State.ACCEPTED)),
    ),
    Break(
        "the_providers_answer",
        provider_down,
        lambda work: breakers.answered(work, Provider.B, Channel.CALL),
    ),
    Break("every_unanswered_referral_is_guarded", unguarded_referral, settle_all),
    Break(
        "nothing_is_left_at_a_merged_ticket",
        left_behind,
        lambda work: work.session.execute(update(Ticket).values(merged_into_id=None)),
    ),
    Break(
        "two_supervisors_can_be_reached",
        all_but_one_leave,
        lambda work: work.session.execute(update(Staff).values(active=True)),
    ),
    Break(
        "somebody_is_on_duty",
        lambda work: move_shifts(work, 1, 11),
        lambda work: move_shifts(work, 11, 1),
    ),
    Break(
        "a_second_is_on_duty",
        lambda work: move_shifts(work, 2, 12),
        lambda work: move_shifts(work, 12, 2),
    ),
    Break(
        "the_handover_is_signed",
        unsigned,
        lambda work: work.session.execute(update(Handover).values(taken_at=work.now)),
    ),
    Break(
        "the_metronome_beats",
        lambda work: work.session.execute(delete(Heartbeat)),
        lambda work: checks.beat(work, "metronome"),
    ),
    Break(
        "the_canary_comes_home",
        lambda work: work.add(flown(work, 1, End.LOST)),
        lambda work: work.add(flown(work, 2, End.HOME)),
    ),
    Break(
        "time_goes_forward",
        lambda work: work.session.execute(update(ClockGuard).values(latest=work.now + HOUR)),
        lambda work: work.session.execute(update(ClockGuard).values(latest=work.now)),
    ),
]


def broken(house: House) -> set[str]:
    with house.work() as work:
        return {check.code for check in checks.run(work) if not check.ok}


@pytest.mark.parametrize("case", BREAKS, ids=[case.promise for case in BREAKS])
def test_a_broken_promise_is_seen_alone_and_green_again_when_it_is_kept(
    house: House, case: Break
) -> None:
    turn(house)
    assert broken(house) == set()

    with house.work() as work:
        case.how(work)
    assert broken(house) == {case.promise}

    with house.work() as work:
        case.mend(work)
    assert broken(house) == set()


def test_every_promise_that_can_be_broken_by_hand_is_tried_here() -> None:
    """Two clocks that disagree need a machine whose clock is wrong."""
    assert {case.promise for case in BREAKS} == set(checks.CHECKS) - {"the_clocks_agree"}


def test_a_clock_that_differs_from_the_databases_is_seen_outside_virtual_time(
    house: House,
) -> None:
    turn(house)
    with house.work() as work:
        real = replace(work.trip.premises, virtual_time=False)
        there = replace(work, trip=Trip(work.connection, real))
        seen = {check.code for check in checks.run(there) if not check.ok}
    assert seen == {"the_clocks_agree"}


def test_a_metronome_that_stopped_ten_seconds_ago_is_seen(house: House) -> None:
    turn(house)
    house.network.clock.forward(10 * SECOND)

    assert broken(house) == {"the_metronome_beats"}


def test_each_turn_is_a_beat(house: House) -> None:
    for _ in range(3):
        turn(house)
        house.network.clock.forward(SECOND)

    with house.work() as work:
        beat = work.session.query(Heartbeat).one()
        assert (beat.name, beat.rounds) == ("metronome", 3)


def test_a_stray_is_adopted_and_the_journal_says_so(house: House) -> None:
    with house.work() as work:
        ticket_id = open_ticket(work).id
        settle(work, ticket_id, Promise.CANCELLED)

    turn(house)

    with house.work() as work:
        assert acts(work, Act.STRAY_FOUND, ticket_id) == 1
        assert armed(work, ticket_id)
    house.network.clock.forward(MINUTE)
    assert clockwork.turn(house.parts.workplace) == 1
    with house.work() as work:
        assert acts(work, Act.STRAY_FOUND, ticket_id) == 1
