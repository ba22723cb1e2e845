"""A caller is answered: by whom, how soon, and who hears whom at every step."""

import pytest
from sqlalchemy import text

from hotline.calls import presence, waits
from hotline.calls.presence import State, Via
from hotline.calls.queue import Left
from hotline.calls.rooms import Ended, Gone
from hotline.contacts import Outcome
from hotline.errors import InvalidError
from hotline.tickets import Status
from tests.calls.office import HOA, MAI, OTHER, SECOND, Office

TALK = {"child": {"lan"}, "lan": {"child"}}


def test_a_child_waits_is_answered_talks_and_is_let_go_kindly(office: Office) -> None:
    office.ready("lan")

    child = office.calls("1")
    assert "giữ máy" in office.heard(child)
    office.wait(1)
    assert (office.rung("lan"), office.hears()) == (1, {})
    office.wait(4)

    assert office.hears() == TALK
    assert office.state("lan") is State.TALKING
    assert office.line_is_empty()
    office.wait(60)
    office.house.network.hangup(child)
    office.wait(1)

    assert office.hears() == {}
    assert office.state("lan") is State.WRAP_UP
    contact = office.contact()
    assert (contact.outcome, contact.hung_up_by) == (Outcome.ANSWERED, "caller")
    assert contact.wait_seconds is not None
    assert contact.wait_seconds <= 6
    assert contact.talk_seconds is not None
    assert 60 <= contact.talk_seconds <= 63
    office.wait(121)
    assert office.state("lan") is State.READY
    assert office.rung(HOA) == 0


def test_the_ticket_of_an_answered_call_is_whoevers_who_talks(office: Office) -> None:
    office.ready("lan")
    office.calls("1")
    office.wait(5)

    ticket = office.house.ticket()
    assert (ticket.owner_id, ticket.status) == (office.house.person("lan").id, Status.IN_PROGRESS)


def test_one_is_rung_at_a_time_and_the_next_after_twenty_seconds_of_silence(
    office: Office,
) -> None:
    office.ready("minh", answers="no_answer")
    office.ready("lan")

    office.calls("1")
    office.wait(10)
    assert (office.rung("minh"), office.rung("lan")) == (1, 0)
    office.wait(15)

    assert office.hears() == TALK
    assert office.seats()[0].gone is Gone.MISSED
    assert office.state("minh") is State.READY


def test_two_who_answer_at_once_wait_neither_for_each_other_nor_for_the_line_to_look(
    office: Office,
) -> None:
    office.calls("1")
    office.calls("1", OTHER)
    first, second = office.waiting()
    with office.house.work() as one, office.house.work() as other:
        for work, row in ((one, first), (other, second)):
            work.session.execute(text("set local lock_timeout = '2s'"))
            waits.locked(work, row.id)
        presence.enter(one, office.house.person("lan").id, State.READY)
        presence.enter(other, office.house.person("minh").id, State.READY)
        office.house.parts.look_at_line()
    office.wait(5)

    assert (office.rung("lan"), office.rung("minh")) == (1, 1)


def test_who_declines_passes_the_caller_on_at_once(office: Office) -> None:
    office.ready("minh", answers="decline")
    office.ready("lan")

    office.calls("1")
    office.wait(8)

    assert office.hears() == TALK
    assert office.seats()[0].gone is Gone.DECLINED
    assert office.state("minh") is State.READY


def test_who_lets_it_ring_again_and_again_is_set_to_away_and_rung_no_more(office: Office) -> None:
    office.ready("minh", answers="no_answer")

    office.calls("1")
    office.wait(100)

    assert (office.state("minh"), office.rung("minh")) == (State.AWAY, 2)
    assert office.rung(HOA) > 0  # nobody is left who could answer: the telephones on duty ring


def test_danger_rings_everybody_who_is_ready_and_the_first_has_the_child(office: Office) -> None:
    office.ready("minh", after=9)
    office.ready("lan", after=3)

    office.calls("9")
    office.wait(1)
    assert (office.rung("minh"), office.rung("lan")) == (1, 1)
    office.wait(4)

    assert office.hears() == TALK
    office.wait(10)
    assert office.hears() == TALK
    assert office.state("minh") is State.READY
    assert office.rung(MAI) == 0


def test_in_danger_the_telephones_on_duty_ring_beside_counselors_after_ten_seconds(
    office: Office,
) -> None:
    office.ready("lan", answers="no_answer")
    office.house.network.behave(MAI, answer="accept", after=2, press=[(4, "1")])

    office.calls("9")
    office.wait(8)
    assert office.rung(MAI) == 0
    office.wait(14)

    assert office.hears() == {"child": {"mai's phone"}, "mai's phone": {"child"}}


def test_when_nobody_is_logged_in_the_telephone_on_duty_rings_and_one_takes_the_child(
    office: Office,
) -> None:
    office.house.network.behave(HOA, answer="accept", after=3, press=[(5, "1")])

    child = office.calls("1")
    assert "ít người trực" in office.heard(child)  # two in the morning
    office.wait(14)

    assert office.hears() == {"child": {"hoa's phone"}, "hoa's phone": {"child"}}
    assert office.contact().outcome is Outcome.ANSWERED


def test_a_voicemail_on_duty_takes_no_child_and_the_second_on_duty_is_rung(office: Office) -> None:
    office.house.network.behave(HOA, answer="voicemail", after=3)
    office.house.network.behave(MAI, answer="accept", after=2, press=[(4, "1")])

    child = office.calls("1")
    office.wait(60)

    assert office.hears() == {"child": {"mai's phone"}, "mai's phone": {"child"}}
    assert office.is_on_the_line(child)


def test_a_supervisor_who_is_paged_may_talk_with_the_caller_from_the_page_itself(
    office: Office,
) -> None:
    office.house.network.behave(HOA, answer="accept", after=2, press=[(12, "1")])

    office.calls("9")
    office.house.forward(20 * SECOND)

    assert office.hears() == {"child": {"hoa's phone"}, "hoa's phone": {"child"}}
    assert "bấm 1" in " ".join(office.house.network.calls_to(HOA)[0].heard)
    assert office.rung(HOA) == 1


def test_a_counselor_at_their_own_telephone_presses_one(office: Office) -> None:
    office.house.network.behave(HOA, answer="accept", after=2, press=[(4, "1")])
    office.becomes("hoa", State.READY, Via.OWN_PHONE)

    office.calls("1")
    office.wait(10)

    assert office.hears() == {"child": {"hoa's phone"}, "hoa's phone": {"child"}}
    assert office.state("hoa") is State.TALKING


@pytest.mark.parametrize(("key", "known"), [("9", False), ("1", True)], ids=["danger", "known"])
def test_who_is_in_danger_or_known_comes_before_who_waits_longer(
    office: Office, key: str, known: bool
) -> None:
    if known:
        office.house.text(OTHER, "Cháu hỏi một chút")
    office.calls("1")
    office.wait(3)
    office.calls(key, OTHER)
    office.wait(3)
    office.ready("lan")
    office.wait(8)

    assert office.hears() == {"other": {"lan"}, "lan": {"other"}}


def test_two_callers_and_two_counselors_each_hear_only_the_other(office: Office) -> None:
    office.ready("lan", "minh")
    office.calls("1")
    office.calls("1", OTHER)
    office.wait(8)

    assert office.hears() == {
        "child": {"lan"},
        "lan": {"child"},
        "other": {"minh"},
        "minh": {"other"},
    }


def test_a_counselor_who_becomes_ready_is_rung_within_a_second(office: Office) -> None:
    office.becomes("lan", State.ON_BREAK)
    office.house.network.behave(HOA, answer="no_answer")
    office.calls("1")
    office.wait(40)
    office.becomes("lan", State.READY)
    office.wait(1)

    assert office.rung("lan") == 1


def test_a_counselor_whose_browser_dies_is_noticed_and_the_child_is_first_again_within_two_seconds(
    office: Office,
) -> None:
    office.ready("lan")
    child = office.calls("1")
    office.wait(6)
    assert office.hears() == TALK
    office.ready("minh", after=1)

    office.house.network.hangup(office.house.network.calls_to(office.client("lan"))[0].sid)
    office.wait(2)

    assert "không phải lỗi của cháu" in office.heard(child)
    first, second = office.waiting()
    assert (first.ended, second.front) == (Left.JOINED, True)
    assert office.state("lan") is State.AWAY
    office.wait(5)
    assert office.hears() == {"child": {"minh"}, "minh": {"child"}}
    assert [room.ended for room in office.rooms()] == [Ended.LOST, None]


def test_a_counselor_who_hangs_up_before_the_child_is_there_leaves_the_child_in_line(
    office: Office,
) -> None:
    office.ready("lan")
    child = office.calls("1")
    office.house.network.fail(rest={"503": 1})
    office.wait(4)
    office.house.network.hangup(office.house.network.calls_to(office.client("lan"))[0].sid)
    office.house.network.fail()
    office.wait(30)

    assert office.is_on_the_line(child)
    assert office.hears() in ({}, TALK)


def test_a_child_who_hangs_up_while_somebody_is_rung_stops_the_ringing(office: Office) -> None:
    office.ready("lan", after=15)
    child = office.calls("1")
    office.wait(3)
    office.house.network.hangup(child)
    office.wait(3)

    [leg] = office.house.network.calls_to(office.client("lan"))
    assert leg.status in ("canceled", "completed", "no-answer")
    contact, [wait] = office.contact(), office.waiting()
    assert (contact.outcome, contact.hung_up_by) == (Outcome.ABANDONED, "caller")
    assert (wait.ended, contact.wait_seconds) == (Left.ABANDONED, 3)
    assert office.state("lan") is State.READY


def test_a_child_who_hangs_up_as_somebody_answers_leaves_nobody_alone_in_a_room(
    office: Office,
) -> None:
    office.ready("lan", after=2)
    child = office.calls("1")
    while office.state("lan") is not State.TALKING:
        office.house.network.clock.forward(SECOND / 10)
    office.house.network.hangup(child)
    office.wait(5)

    assert office.hears() == {}
    [leg] = office.house.network.calls_to(office.client("lan"))
    assert leg.status == "completed"
    assert "vừa gác máy" in " ".join(leg.heard)
    assert office.state("lan") is State.READY


def test_a_supervisor_may_log_off_who_forgot_but_not_who_talks(office: Office) -> None:
    office.ready("lan")
    with office.house.work() as work:
        hoa, lan = office.house.person("hoa"), office.house.person("lan")
        presence.log_off(work, lan, by=hoa)
    assert office.state("lan") is State.OFFLINE

    office.ready("lan")
    office.calls("1")
    office.wait(5)
    with office.house.work() as work, pytest.raises(InvalidError):
        presence.log_off(work, lan, by=hoa)


def test_states_are_rows_that_follow_each_other_without_a_gap(office: Office) -> None:
    office.ready("lan")
    child = office.calls("1")
    office.wait(10)
    office.house.network.hangup(child)
    office.wait(130)

    rows = office.states_of("lan")
    assert [row.state for row in rows] == [
        State.READY,
        State.TALKING,
        State.WRAP_UP,
        State.READY,
    ]
    assert [row.until for row in rows[:-1]] == [row.since for row in rows[1:]]
