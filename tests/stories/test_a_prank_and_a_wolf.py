"""Somebody calls for fun, again and again; one day it is none."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import tickets
from hotline.contacts import Contact
from hotline.soft_blocks import SoftBlock
from hotline.tickets import Outcome, Status, Ticket
from hotline.vocabulary import DeadlineKind, Severity
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import armed

JOKER = "+84912345678"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def ring(house: House, *, key: str = "") -> str:
    call = house.dial(JOKER)
    house.forward(3 * SECOND)
    if key:
        house.network.press(call, key)
        house.forward(3 * SECOND)
    return call


def joke(house: House, who: Visitor, level: str = "prank") -> int:
    """A call that is put away in two presses: one opens the list, one counts and closes."""
    call = ring(house)
    house.network.hangup(call)
    house.forward(SECOND)
    number = newest(house).number
    who.get(f"/tickets/{number}")
    assert who.post(f"/tickets/{number}/no-counselling", level=level).status_code == 303
    return number


def newest(house: House) -> Ticket:
    with house.work() as work:
        query = select(Ticket).order_by(Ticket.number.desc()).limit(1)
        return work.session.scalars(query).one()


def heard(house: House, call: str) -> str:
    return " ".join(house.network.call(call).heard)


def test_a_prank_is_counted_and_closed_by_one_press_and_taken_back_by_another(
    house: House,
) -> None:
    lan = logged_in(house)
    number = joke(house, lan)
    assert (newest(house).status, newest(house).outcome) == (Status.CLOSED, Outcome.TEST_OR_PRANK)
    assert "Lấy lại" in lan.get(f"/tickets/{number}").text

    assert lan.post(f"/tickets/{number}/undo").status_code == 303

    ticket = newest(house)
    assert (ticket.status, ticket.level) == (Status.NEW, None)
    with house.work() as work:
        assert armed(work, ticket.id)


def test_after_half_an_hour_it_is_opened_again_and_no_more_undone(house: House) -> None:
    lan = logged_in(house)
    number = joke(house, lan)
    house.network.clock.forward(31 * MINUTE)
    lan = logged_in(house)

    assert "Lấy lại" not in lan.get(f"/tickets/{number}").text
    assert lan.post(f"/tickets/{number}/undo").status_code == 422


def test_a_critical_ticket_is_no_prank_by_one_counselors_word(house: House) -> None:
    call = ring(house, key="9")
    house.network.hangup(call)
    house.forward(SECOND)
    lan = logged_in(house)
    lan.get("/tickets/1001")

    assert lan.post("/tickets/1001/no-counselling", level="prank").status_code == 422
    assert newest(house).is_open


def test_the_fourth_call_waits_and_is_answered_all_the_same(house: House) -> None:
    lan = logged_in(house)
    for _ in range(3):
        joke(house, lan)

    call = ring(house)
    assert "giữ máy một lát" in heard(house, call)
    house.forward(35 * SECOND)

    assert "bấm phím 1" in heard(house, call)


def test_a_soft_block_ends_by_itself_and_key_nine_gets_through(house: House) -> None:
    call = ring(house)
    house.network.hangup(call)
    house.forward(SECOND)
    lan = logged_in(house)
    lan.get("/tickets/1001")
    asked = {"minutes": "30", "why": "chửi tục nhiều lần"}
    assert lan.post("/tickets/1001/soft-block", **asked).status_code == 303

    call = ring(house)
    assert "chưa nối máy cho số này" in heard(house, call)
    house.network.press(call, "9")
    house.forward(5 * SECOND)
    assert "đang gọi người đến với cháu ngay" in heard(house, call)
    assert newest(house).severity is Severity.CRITICAL
    house.network.hangup(call)

    call = ring(house)
    assert "đang nghe cháu đây" in heard(house, call)  # something grave is open


def test_who_set_it_or_a_supervisor_lifts_it_and_everybody_reads_why(house: House) -> None:
    call = ring(house)
    house.network.hangup(call)
    house.forward(SECOND)
    lan, minh, hoa = (logged_in(house, who) for who in ("lan", "minh", "hoa"))
    lan.get("/tickets/1001")
    lan.post("/tickets/1001/soft-block", minutes="30", why="chửi tục nhiều lần")
    page = minh.get("/soft-blocks").text
    assert "chửi tục nhiều lần" in page
    assert JOKER[3:] not in page
    with house.work() as work:
        lift = f"/soft-blocks/{work.session.scalars(select(SoftBlock)).one().id}/lift"

    assert minh.post(lift).status_code == 403
    hoa.get("/soft-blocks")
    assert hoa.post(lift).status_code == 303

    assert "đang nghe cháu đây" in heard(house, ring(house))


@pytest.mark.parametrize("why", ["", "   "])
def test_nobody_is_blocked_without_a_reason(house: House, why: str) -> None:
    call = ring(house)
    house.network.hangup(call)
    house.forward(SECOND)
    lan = logged_in(house)
    lan.get("/tickets/1001")

    assert lan.post("/tickets/1001/soft-block", minutes="30", why=why).status_code == 422


def test_a_blocked_call_is_a_contact_all_the_same_and_a_prank_may_be_merged_later(
    house: House,
) -> None:
    lan = logged_in(house)
    first = joke(house, lan)
    call = ring(house)
    house.network.hangup(call)
    house.forward(SECOND)
    second = newest(house).number
    why = "cùng một cháu, lần này là thật"
    assert lan.post(f"/tickets/{second}/merge", other=str(first), why=why).status_code == 303

    with house.work() as work:
        stays = tickets.by_number(work, first)
        assert stays.is_open
        told = select(Contact).where(Contact.ticket_id == stays.id)
        assert len(work.session.scalars(told).all()) == 2
        assert DeadlineKind.CALLBACK in armed(work, stays.id)
