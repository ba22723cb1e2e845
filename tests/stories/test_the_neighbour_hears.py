"""A neighbour reported, an agency has it, the ticket ends: she hears of it, in neutral words."""

import html
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hotline import tickets
from hotline.feedback import Manner, Moment
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import Act
from hotline.tickets import Outcome
from referral import casework
from referral.referrals import Referral
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import SECOND, acts, person

NEIGHBOUR = "+84912345678"
REPORT = "nhà bên đánh con dã man, cứu cháu bé với, ở xã Kỳ Anh"
ADULT = {"whose": "adult", "may_call": "yes", "may_text": "yes", "any_words": "no", "may_tell": ""}


@pytest.fixture
def taken(house: House) -> House:
    """An agency has taken it."""
    report(house)
    return house


def report(house: House) -> None:
    house.text(NEIGHBOUR, REPORT)
    house.forward(5 * SECOND)
    with house.work() as work:
        asked = work.session.scalars(select(Referral).order_by(Referral.code).limit(1)).one()
        phone, answer = asked.agency.phone or "", f"1 {asked.code}"
    house.text(phone, answer)
    house.forward(5 * SECOND)


def safe(who: Visitor, **more: str) -> None:
    page = who.get("/tickets/1001").text
    shown = re.search(r'action="[^"]*safe-contact".*?name="seen" value="([^"]*)"', page, re.DOTALL)
    seen = html.unescape(shown[1]) if shown else ""
    said = ADULT | more
    assert who.post("/tickets/1001/safe-contact", seen=seen, **said).status_code == 303


def press(who: Visitor) -> int:
    """What the page shows is what is sent."""
    page = who.get("/tickets/1001").text
    shown = re.search(r'action="[^"]*feedback".*?name="seen" value="([^"]+)"', page, re.DOTALL)
    seen = html.unescape(shown[1]) if shown else ""
    return who.post("/tickets/1001/feedback", seen=seen).status_code


def heard(house: House) -> list[str]:
    house.forward(5 * SECOND)
    return [text.body for text in house.network.texts_to(NEIGHBOUR)]


def news(house: House) -> int:
    with house.work() as work:
        query = select(func.count()).where(Outgoing.purpose == Purpose.FEEDBACK)
        return work.session.scalar(query) or 0


def test_nothing_leaves_until_somebody_has_read_it_and_then_it_leaves_once(taken: House) -> None:
    lan = logged_in(taken)
    safe(lan)
    before = heard(taken)
    page = lan.get("/tickets/1001").text
    assert "Báo lại cho người báo tin" in page
    assert "Việc bạn nói đã có người nhận và đang lo" in page
    assert news(taken) == 0

    assert [press(lan), lan.post("/tickets/1001/feedback", seen="").status_code] == [303, 303]

    said = heard(taken)[len(before) :]
    assert [words.split(".")[1] for words in said] == [" Việc bạn nói đã có người nhận và đang lo"]
    assert "Kỳ Anh" not in said[0]
    with taken.work() as work:
        assert acts(work, Act.FEEDBACK) == 1
    page = lan.get("/tickets/1001").text
    assert page.count("Việc bạn nói đã có người nhận") == 1
    assert "tin nhắn đã tới máy" in page


def test_where_nobody_said_that_it_is_safe_the_page_says_why_and_the_door_is_shut(
    taken: House,
) -> None:
    lan = logged_in(taken)
    before = heard(taken)
    page = lan.get("/tickets/1001").text
    assert "Chưa gửi được." in page
    assert "Đồng ý, gửi đúng như vậy" not in page

    assert press(lan) == 422
    assert (heard(taken), news(taken)) == (before, 0)


def test_words_that_changed_since_they_were_read_do_not_leave(taken: House) -> None:
    lan = logged_in(taken)
    safe(lan)
    answer = lan.post("/tickets/1001/feedback", seen="Con bạn đã an toàn")
    assert answer.status_code == 422
    assert "Nội dung đã thay đổi" in answer.text
    assert news(taken) == 0


def test_she_hears_of_the_end_and_by_one_word_nothing_more(taken: House) -> None:
    hoa = logged_in(taken, "hoa")
    safe(hoa)
    press(hoa)
    assert "đã có người nhận" in heard(taken)[-1]
    taken.text(NEIGHBOUR, "Thôi")
    hoa.post("/tickets/1001/close", outcome="helped")
    page = hoa.get("/tickets/1001").text
    assert "Việc bạn nói đã được lo xong" in page
    assert "Người gọi không muốn nhận tin về kết quả" in page

    assert press(hoa) == 422
    assert news(taken) == 1

    safe(hoa, may_tell="yes")
    assert press(hoa) == 303
    assert "đã được lo xong" in heard(taken)[-1]


@pytest.mark.parametrize("allowed", [True, False], ids=["where-it-is-safe", "never-where-not"])
def test_a_policy_may_let_it_leave_without_asking(taken: House, allowed: bool) -> None:
    if allowed:
        safe(logged_in(taken))
    with taken.work() as work:
        manners = {**work.policy.feedback.manners, Moment.CLOSED: Manner.BY_ITSELF}
        rules = replace(work.policy.feedback, manners=manners)
        so = replace(work, policy=replace(work.policy, feedback=rules))
        ticket = tickets.by_number(so, 1001)
        casework.close(so, ticket, person(so, "hoa"), Outcome.HELPED)
    assert news(taken) == int(allowed)
