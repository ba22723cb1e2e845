"""Lâm Đồng, September 2025, told by several: the first report was answered by a letter, which was
taken for the end; eight days later others saw the same child hurt, and it was a small new case.

Here the page says that it may be the same child, a counselor links them, and it is the old case
again, graver than before.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.contacts import Contact
from hotline.store.work import Work
from hotline.tickets import Outcome, Ticket
from hotline.vocabulary import AgencyKind, Severity
from referral import casework, checks
from referral.referrals import Referral
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import DUNG, MINUTE, SECOND, person
from tests.referral.test_merging import numbered

AN, BINH, CHI = "+84911000001", "+84911000002", "+84911000007"
FIRST = "Bé Na con chú Tư quán phở Hương, xã Kỳ Anh, hay khóc đêm, hay bị đánh"
AGAIN = "bé Na quán phở Hương lại khóc, bé 8 tuổi, ở xã Kỳ Anh"
ONCE_MORE = "be Na quan pho Huong o x ky anh khoc hoai"


@pytest.fixture
def eight_days_later(house: House) -> House:
    """The first ticket is closed; two other neighbours write."""
    house.text(AN, FIRST)
    house.forward(MINUTE)
    with house.work() as work:
        casework.close(work, numbered(work, 1001), person(work, "hoa"), Outcome.HANDED_OVER)
    house.skip(timedelta(days=8))
    for number, words in ((BINH, AGAIN), (CHI, ONCE_MORE)):
        house.text(number, words)
        house.forward(SECOND)
    return house


def link(who: Visitor, number: int) -> None:
    assert "gộp với phiếu 1001" in who.get(f"/tickets/{number}").text
    form = {"other": "1001", "why": "cùng bé Na"}
    assert who.post(f"/tickets/{number}/merge", **form).status_code == 303


def kinds_told(work: Work) -> set[AgencyKind]:
    return {one.agency.kind for one in work.session.scalars(select(Referral))}


def test_the_second_report_opens_the_first_case_again_and_the_police_hear_of_it_at_once(
    eight_days_later: House,
) -> None:
    house = eight_days_later
    with house.work() as work:
        assert numbered(work, 1001).severity is not Severity.CRITICAL
        assert AgencyKind.POLICE not in kinds_told(work)

    link(logged_in(house), 1002)
    house.forward(MINUTE)

    with house.work() as work:
        stays = numbered(work, 1001)
        assert (stays.is_open, stays.severity) == (True, Severity.CRITICAL)
        assert AgencyKind.POLICE in kinds_told(work)
    assert house.network.inbox(DUNG) or house.network.calls_to(DUNG)  # who is on duty is woken


def test_all_who_spoke_of_the_child_are_on_one_ticket_and_go_on_there(
    eight_days_later: House,
) -> None:
    house = eight_days_later
    lan = logged_in(house)
    for number in (1002, 1003):
        link(lan, number)
    for neighbour in (AN, BINH, CHI):
        house.text(neighbour, "vẫn còn nghe tiếng khóc")
        house.forward(SECOND)

    with house.work() as work:
        [still_open] = [t for t in work.session.scalars(select(Ticket)) if t.is_open]
        assert still_open.number == 1001
        told = work.session.scalars(select(Contact)).all()
        assert len(told) == 6
        assert {contact.ticket_id for contact in told} == {still_open.id}
        broken = {check.code for check in checks.run(work) if not check.ok}
        assert broken.isdisjoint(
            {"every_open_ticket_is_promised_something", "nothing_is_left_at_a_merged_ticket"}
        )
