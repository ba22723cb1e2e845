"""A row nobody can act on holds nobody else up, and still wakes a human."""

import uuid

import pytest
from sqlalchemy import text

from hotline.sending.outbox import Outgoing
from hotline.store.journal import Act
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import checks, sweep
from tests.house import House
from tests.referral import crowd
from tests.referral.builders import HOUR, MINUTE, SECOND, acts, armed, open_ticket, turn

BREAK = {
    "its-severity": "update ticket set severity = 'unheard-of' where id = :id",
    "its-kind": "update deadline set kind = 'unheard-of' where ticket_id = :id",
}


def broken_ticket(house: House, how: str) -> uuid.UUID:
    """The oldest of the gravest, so that a sweep meets it first."""
    with house.work() as work:
        ticket_id = open_ticket(work).id
    house.network.clock.forward(SECOND)
    with house.work() as work:
        work.session.execute(text(BREAK[how]), {"id": ticket_id})
    return ticket_id


def plain_pages(house: House, ticket_id: uuid.UUID) -> list[str]:
    with house.work() as work:
        found = work.session.execute(
            text("select reason from outgoing where ticket_id = :id order by created_at"),
            {"id": ticket_id},
        )
        return list(found.scalars())


@pytest.mark.parametrize("how", list(BREAK))
def test_fifty_others_are_acted_on_in_the_same_turn(house: House, how: str) -> None:
    broken_ticket(house, how)
    with house.work() as work:
        others = [open_ticket(work, caller=f"+8491{n:07d}").id for n in range(50)]

    turn(house)

    with house.work() as work:
        assert acts(work, Act.PAGED) == 50
        assert all(set(armed(work, other)) == {DeadlineKind.LADDER} for other in others)
        assert checks.last_beat(work, "metronome") == work.now


def test_one_among_many_behind_the_worst_holds_up_no_other(house: House) -> None:
    with house.work() as work:
        crowd.overdue(work, sweep.BATCH + 20, Severity.ROUTINE, HOUR)
    broken = broken_ticket(house, "its-severity")

    turn(house)

    with house.work() as work:
        assert acts(work, Act.DEADLINE_MISSED) == sweep.BATCH + 20
        assert acts(work, Act.DEADLINE_MISSED, broken) == 0
        assert checks.last_beat(work, "metronome") == work.now


@pytest.mark.parametrize("how", list(BREAK))
def test_after_three_tries_every_supervisor_gets_a_plain_page(house: House, how: str) -> None:
    ticket_id = broken_ticket(house, how)

    for _ in range(2):
        turn(house)
        house.network.clock.forward(5 * SECOND)
    assert plain_pages(house, ticket_id) == []
    turn(house)

    assert len(plain_pages(house, ticket_id)) == 3
    with house.work() as work:
        [number] = work.session.scalars(text("select number from ticket"))
        for page in work.session.query(Outgoing):
            assert page.body is not None
            assert str(number) in page.body
            assert page.channel is Channel.SMS


def test_a_plain_page_is_said_again_every_five_minutes(house: House) -> None:
    ticket_id = broken_ticket(house, "its-kind")

    for _ in range(3 + 60):
        turn(house)
        house.network.clock.forward(5 * SECOND)

    assert len(plain_pages(house, ticket_id)) == 6


def test_a_deadline_that_can_be_acted_on_again_fires_as_any_other(house: House) -> None:
    ticket_id = broken_ticket(house, "its-severity")
    turn(house)
    with house.work() as work:
        work.session.execute(text("update ticket set severity = 'critical'"))

    house.network.clock.forward(MINUTE)
    turn(house)

    with house.work() as work:
        assert set(armed(work, ticket_id)) == {DeadlineKind.LADDER}
