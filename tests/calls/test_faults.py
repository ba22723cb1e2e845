"""Callbacks are lost, doubled and late, processes die, the carrier refuses: no child is lost."""

import pytest
from sqlalchemy import select

from config.guardian import Guardian
from hotline import staff
from hotline.calls.presence import State
from hotline.calls.queue import Left
from hotline.calls.rooms import Ended, Gone
from hotline.contacts import Outcome
from hotline.sending.outbox import Outgoing
from hotline.sending.outbox import State as Sent
from referral.answering import acts, talks
from tests.calls.office import CHILD, HOA, SECOND, Office

ALWAYS = {"probability": 1}
TALK = {"child": {"lan"}, "lan": {"child"}}


def talking(office: Office) -> str:
    office.ready("lan")
    child = office.calls("1")
    office.wait(5)
    assert office.hears() == TALK
    return child


def leg(office: Office, login: str = "lan") -> str:
    return office.house.network.calls_to(office.client(login))[-1].sid


NEWS = ["conference", "call_status"]
FAULTS = [{"duplicate": ALWAYS}, {"reorder": 4}, {"delay": ALWAYS}, {"drop": ALWAYS}]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: next(iter(fault)))
def test_a_call_comes_out_the_same_however_its_news_come(
    office: Office, fault: dict[str, object]
) -> None:
    """And where none of them comes at all, by the carrier's own lists."""
    office.house.network.fail(webhooks={**fault, "kinds": NEWS})
    office.ready("lan")
    child = office.calls("1")
    office.wait(30)
    office.house.parts.recheck_calls()
    office.wait(2)
    assert office.hears() == TALK
    office.house.network.hangup(child)
    office.wait(40)
    office.house.parts.recheck_calls()
    office.wait(2)

    assert office.hears() == {}
    assert office.state("lan") is State.WRAP_UP
    assert office.contact().outcome is Outcome.ANSWERED
    assert office.line_is_empty()


def test_a_counselor_whose_end_nobody_told_us_is_found_missing_in_the_carriers_own_list(
    office: Office,
) -> None:
    child = talking(office)
    office.wait(15)
    office.house.network.fail(webhooks={"drop": ALWAYS})
    office.house.network.hangup(leg(office))
    office.wait(5)
    office.house.network.fail()
    assert office.state("lan") is State.TALKING

    assert office.house.parts.recheck_calls() == 1
    office.wait(2)

    assert office.is_on_the_line(child)
    assert "không phải lỗi của cháu" in office.heard(child)
    assert office.waiting()[-1].front


def test_a_caller_whose_hanging_up_nobody_told_us_is_not_waited_for(office: Office) -> None:
    child = office.calls("1")
    office.wait(15)
    office.house.network.fail(webhooks={"drop": ALWAYS})
    office.house.network.hangup(child)
    office.house.network.fail()

    assert office.house.parts.recheck_calls() == 1

    assert [wait.ended for wait in office.waiting()] == [Left.ABANDONED]
    assert office.contact().outcome is Outcome.ABANDONED


def test_whoever_was_to_fetch_the_caller_died_and_somebody_else_does(office: Office) -> None:
    """The order was taken from the table, and nobody told the carrier."""
    office.ready("lan")
    office.calls("1")
    office.wait(1)
    while office.state("lan") is not State.TALKING:
        office.house.network.clock.forward(SECOND / 10)
    office.take_orders_and_die()
    office.wait(3)
    assert office.hears() == {"lan": set()}
    office.wait(14)

    assert office.hears() == TALK


def test_the_carrier_answers_late_and_the_caller_is_fetched_once(office: Office) -> None:
    office.ready("lan")
    office.house.network.fail(rest={"500_after": 1})
    child = office.calls("1")
    office.wait(6)
    office.house.network.fail()
    office.wait(20)

    assert office.hears() == TALK
    assert office.is_on_the_line(child)
    assert len(office.rooms()) == 1


def test_a_line_the_carrier_cannot_give_takes_a_message_instead(office: Office) -> None:
    office.house.network.fail(carrier={"queue_error": 1})
    child = office.calls("1")
    office.wait(3)

    assert "Sau tiếng bíp" in office.heard(child)
    assert office.is_on_the_line(child)
    assert [wait.ended for wait in office.waiting()] == [Left.FAILED]


def test_danger_in_a_line_that_fails_hears_that_people_are_alerted(office: Office) -> None:
    office.house.network.fail(carrier={"queue_error": 1})
    child = office.calls("9")
    office.wait(3)

    assert "đang báo người giúp cháu" in office.heard(child)
    assert office.is_on_the_line(child)


def test_a_call_that_cannot_be_placed_passes_to_the_next(office: Office) -> None:
    office.house.network.behave(HOA, answer="accept", after=2, press=[(4, "1")])
    office.ready("lan", answers="failed")
    office.calls("1")
    office.wait(2)
    office.becomes("lan", State.OFFLINE)
    office.wait(15)

    assert office.hears() == {"child": {"hoa's phone"}, "hoa's phone": {"child"}}


def test_a_telephone_that_the_carrier_cannot_ring_is_given_up_at_once_and_not_tried_again(
    office: Office,
) -> None:
    office.ready("lan", answers="failed")
    office.calls("1")
    office.wait(2)

    assert [seat.gone for seat in office.seats()] == [Gone.UNREACHED]
    with office.house.work() as work:
        assert work.session.scalars(select(Outgoing.state)).all() == [Sent.REPLACED]


def test_a_room_that_is_over_without_a_word_of_it_is_found_over(office: Office) -> None:
    child = talking(office)
    office.wait(15)
    office.house.network.fail(webhooks={"drop": ALWAYS})
    office.house.network.hangup(child)
    office.house.network.hangup(leg(office))
    office.wait(5)
    office.house.network.fail()

    office.house.parts.recheck_calls()
    office.wait(2)

    assert [room.ended for room in office.rooms()] == [Ended.BY_CALLER]
    assert office.state("lan") is State.WRAP_UP


def test_a_caller_who_was_taken_for_gone_and_still_waits_is_asked_for_a_message(
    office: Office,
) -> None:
    child = office.calls("1")
    office.wait(5)
    with office.house.work() as work:
        talks.left_line(work, office.waiting()[0].id, Left.ABANDONED)
    office.wait(40)

    assert "Sau tiếng bíp" in office.heard(child)
    assert office.is_on_the_line(child)


def test_who_was_held_and_is_back_is_not_held_again_by_an_order_that_comes_late(
    office: Office,
) -> None:
    talking(office)
    with office.house.work() as work:
        lan = staff.by_login(work, "lan")
        assert lan is not None
        acts.hold(work, lan)
    office.house.network.fail(rest={"503": 2})
    office.wait(0.2)
    with office.house.work() as work:
        lan = staff.by_login(work, "lan")
        assert lan is not None
        acts.resume(work, lan)
    office.wait(20)

    assert office.hears() == TALK


def test_while_no_metronome_beats_the_web_rings_people_itself(office: Office) -> None:
    office.ready("lan")
    child = office.house.dial(CHILD)
    office.house.network.clock.forward(2 * SECOND)
    office.house.network.press(child, "1")
    guardian = Guardian(office.house.parts)
    assert guardian.call()
    assert guardian.deliver()
    office.house.network.clock.forward(4 * SECOND)
    assert guardian.call()
    office.house.network.clock.forward(SECOND)

    assert office.hears() == TALK
