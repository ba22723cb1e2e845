"""A changed policy counts for what begins after it, and never for a ladder that is climbing."""

from dataclasses import replace

from hotline.limits import (
    Ladder,
    Rung,
)
from hotline.policy import (
    Policy,
)
from hotline.store.work import Workplace
from hotline.vocabulary import Audience, Channel, Severity
from referral import clockwork
from referral.ladder import paging, plans
from tests.house import House
from tests.referral.builders import (
    MINUTE,
    SECOND,
    ladder,
    open_ticket,
    paged_ticket,
    pages,
    person,
    policy,
)


def changed(house: House, new: Policy) -> Workplace:
    """The same house, started again with another policy."""
    parts = house.parts
    premises = parts.workplace._premises  # as config/house.py hands it over
    return Workplace(parts.engine, premises, parts.clock, new, lambda: None)


def slower() -> Policy:
    """Hours between two rungs, and nobody is ever telephoned."""
    rungs = tuple(Rung(n * 60 * MINUTE, Audience.ON_DUTY, (Channel.SMS,)) for n in range(4))
    ladders = dict.fromkeys(Severity, Ladder(rungs, 60 * MINUTE))
    return replace(policy(), version="slower", ladders=ladders)


def test_a_ladder_that_is_climbing_goes_on_at_the_pace_it_began_with(house: House) -> None:
    ticket_id = paged_ticket(house)
    later = changed(house, slower())

    for rung, after in ((1, 60), (2, 120), (3, 300), (4, 600)):
        with later.work() as work:
            going = ladder(work, ticket_id)
            assert going is not None
            assert going.step == rung
            waits = going.due_at - going.started_at
        assert waits == after * SECOND
        house.network.clock.forward(going.due_at - house.network.clock.now())
        clockwork.turn(later)

    with later.work() as work:
        assert {page.channel for page in pages(work, ticket_id)} == {Channel.SMS, Channel.CALL}


def test_passing_on_follows_the_steps_it_began_with(house: House) -> None:
    ticket_id = paged_ticket(house)
    later = changed(house, slower())

    with later.work() as work:
        paging.pass_on(work, ticket_id, person(work, "hoa"))
    clockwork.turn(later)

    with later.work() as work:
        assert person(work, "mai").id in {page.staff_id for page in pages(work, ticket_id)}


def test_one_that_began_and_has_woken_nobody_yet_keeps_its_steps_too(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
        paging.start(work, ticket)
    later = changed(house, slower())

    clockwork.turn(later)

    with later.work() as work:
        going = ladder(work, ticket.id)
        assert going is not None
        assert (going.policy_version, going.due_at) == (policy().version, work.now + MINUTE)


def test_what_is_missed_after_the_change_climbs_the_new_ladder(house: House) -> None:
    paged_ticket(house)
    later = changed(house, slower())
    with later.work() as work:
        ticket_id = open_ticket(work, caller="+84911999888").id

    clockwork.turn(later)

    with later.work() as work:
        going = ladder(work, ticket_id)
        assert going is not None
        assert (going.policy_version, going.due_at) == ("slower", work.now + 60 * MINUTE)
        assert (
            plans.of(work, policy().version, Severity.CRITICAL)
            == policy().ladders[Severity.CRITICAL]
        )
