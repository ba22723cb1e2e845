"""A page that reaches nobody is said on the other channel in seconds, not at the next rung."""

import uuid

import pytest
from sqlalchemy import select

from hotline.sending import receipts
from hotline.sending.outbox import Outgoing
from hotline.store.journal import Act
from hotline.telephony.carrier import Receipt
from hotline.vocabulary import Channel, Severity
from referral.ladder import digests, paging
from tests.house import House
from tests.referral import crowd
from tests.referral.builders import (
    MINUTE,
    SECOND,
    acts,
    paged_ticket,
    pages,
    person,
    turn,
)

SMS, CALL = Channel.SMS, Channel.CALL


def taken_by_the_carrier(house: House, ticket_id: uuid.UUID) -> Outgoing:
    """The newest page of the ticket is with the carrier."""
    house.parts.delivery("test").run()
    with house.work() as work:
        return list(pages(work, ticket_id))[-1]


def hear(house: House, page: Outgoing, status: str) -> None:
    with house.work() as work:
        receipts.record(work, Receipt(page.carrier_sid or "", status), page.id)


def channels(house: House, ticket_id: uuid.UUID) -> list[Channel]:
    with house.work() as work:
        return [page.channel for page in pages(work, ticket_id)]


def wait(house: House, seconds: int) -> None:
    """Time passes for us; the network is left as it is, so that no receipt comes by itself."""
    house.network.clock.forward(seconds * SECOND)
    turn(house)


@pytest.fixture
def paged(house: House) -> uuid.UUID:
    """A high ticket: one text to whoever is on duty, and no call for five minutes."""
    house.network.behave("+84990000001", sms_after=600)
    return paged_ticket(house, Severity.HIGH)


def test_a_text_without_a_sign_of_delivery_is_telephoned_after_thirty_seconds(
    house: House, paged: uuid.UUID
) -> None:
    taken_by_the_carrier(house, paged)

    wait(house, 29)
    assert channels(house, paged) == [SMS]
    wait(house, 1)

    assert channels(house, paged) == [SMS, CALL]
    with house.work() as work:
        assert acts(work, Act.SAID_AGAIN, paged) == 1


@pytest.mark.parametrize("status", ["delivered", "read"])
def test_a_text_that_arrived_is_enough(house: House, paged: uuid.UUID, status: str) -> None:
    hear(house, taken_by_the_carrier(house, paged), status)

    wait(house, 60)

    assert channels(house, paged) == [SMS]


def test_what_somebody_took_meanwhile_wakes_nobody(house: House, paged: uuid.UUID) -> None:
    taken_by_the_carrier(house, paged)
    with house.work() as work:
        paging.acknowledge(work, paged, person(work, "mai"))

    wait(house, 60)

    assert channels(house, paged) == [SMS]


def test_a_routine_text_never_makes_a_telephone_ring(house: House) -> None:
    house.network.behave("+84990000001", sms_after=600)
    ticket_id = paged_ticket(house, Severity.ROUTINE)
    taken_by_the_carrier(house, ticket_id)

    wait(house, 120)

    assert channels(house, ticket_id) == [SMS]


@pytest.mark.parametrize("status", ["busy", "no-answer", "canceled"])
def test_a_call_nobody_answers_is_texted_at_once(
    house: House, paged: uuid.UUID, status: str
) -> None:
    hear(house, taken_by_the_carrier(house, paged), "delivered")
    house.network.clock.forward(5 * MINUTE)
    turn(house)
    call = taken_by_the_carrier(house, paged)
    assert call.channel is CALL

    hear(house, call, status)
    turn(house)

    with house.work() as work:
        said = [page for page in pages(work, paged) if page.channel is SMS][-1]
        assert (said.created_at, said.staff_id) == (work.now, call.staff_id)
        assert said.code


def test_a_call_that_is_picked_up_is_enough(house: House, paged: uuid.UUID) -> None:
    hear(house, taken_by_the_carrier(house, paged), "delivered")
    house.network.clock.forward(5 * MINUTE)
    turn(house)
    hear(house, taken_by_the_carrier(house, paged), "in-progress")

    wait(house, 60)

    assert channels(house, paged) == [SMS, CALL]


def test_a_digest_nobody_got_is_said_on_the_other_channel_whole(house: House) -> None:
    house.network.behave("+84990000001", sms_after=600)
    with house.work() as work:
        crowd.overdue(work, 3, Severity.HIGH, 0 * SECOND)
    turn(house)
    house.parts.delivery("test").run()

    wait(house, 30)
    house.parts.delivery("test").run()

    assert len(house.network.calls_to("+84990000001")) == 1
    with house.work() as work:
        call = work.session.scalars(select(Outgoing).where(Outgoing.channel == CALL)).one()
        assert len(digests.tickets_of(work, call)) == 3
