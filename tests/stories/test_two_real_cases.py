"""Two cases the newspapers told, hour by hour: where time was lost, and what happens here instead.

Gia Lâm, January 2022 (VnExpress): a neighbour called at two in the morning, a counselor looked up
the duty telephone of the ward's police, they were back within an hour; the child-protection worker
heard of it the next morning.

Lâm Đồng, September 2025 (plo.vn): the first report was answered the same day, by a letter, and that
was taken for the end. Eight days later the same child was hurt again; three more days passed until
the police were told to act.
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.facts import Fact
from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import AgencyKind, DeadlineKind, Severity
from referral import casework, desk
from referral.directory.agencies import Agency
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from referral.promises.obligations import Said
from referral.referrals import Referral, Status
from referral.results import Figures
from tests.house import House
from tests.referral.builders import (
    DUNG,
    HOA,
    HOUR,
    MINUTE,
    POLICE,
    SECOND,
    WORKER,
    person,
    ticket_of,
)

NEIGHBOUR = "+84912345678"
DAY = timedelta(days=1)
COMMUNE_POLICE, CHAIR = "+842393855011", "+842393855015"


def asked(house: House, kind: AgencyKind) -> Referral:
    with house.work() as work:
        query = select(Referral).join(Agency).where(Agency.kind == kind)
        return work.session.scalars(query.order_by(Referral.opened_at).limit(1)).one()


def owed(house: House, kind: DeadlineKind, referral: Referral) -> Deadline | None:
    with house.work() as work:
        return deadlines.armed_for(work, referral.id, kind)


def late(house: House) -> set[str]:
    """Which promises people have been woken for."""
    with house.work() as work:
        missed = select(JournalEntry).where(JournalEntry.act == Act.DEADLINE_MISSED)
        return {entry.facts["kind"] for entry in work.session.scalars(missed)}


def lan_notes(house: House, words: str) -> None:
    with house.work() as work:
        ticket = ticket_of(work, house.ticket().id)
        casework.note(work, ticket, person(work, "lan"), words)


def rung(house: House, phone: str) -> int:
    return len(house.network.calls_to(phone))


@pytest.fixture
def gia_lam(house: House) -> House:
    """Two in the morning: she hears the child next door, and presses 9."""
    house.network.behave(POLICE, answer="accept", after=5, press=[(12, "1")])
    house.network.behave(WORKER, answer="no_answer")
    house.network.behave(HOA, answer="accept", after=4, press=[(8, "4")])
    call = house.dial(NEIGHBOUR)
    house.forward(2 * SECOND)
    house.network.press(call, "9")
    house.forward(20 * SECOND)
    house.network.say(call, "Nhà bên cạnh đánh con, cháu bé khóc thét từ nãy")
    house.forward(5 * SECOND)
    house.network.hangup(call)
    house.forward(MINUTE)
    return house


def test_gia_lam_the_police_have_it_before_anybody_could_have_looked_up_their_number(
    gia_lam: House,
) -> None:
    police = asked(gia_lam, AgencyKind.POLICE)
    assert police.status is Status.ACKNOWLEDGED
    assert police.acknowledged_at is not None
    assert police.acknowledged_at - police.opened_at < MINUTE
    assert gia_lam.ticket().owner_id == gia_lam.person("hoa").id


def test_gia_lam_the_worker_is_missed_in_a_quarter_of_an_hour_and_not_in_the_morning(
    gia_lam: House,
) -> None:
    lan_notes(gia_lam, "Hàng xóm sẽ để ý, gọi lại nếu còn nghe tiếng khóc")
    before = rung(gia_lam, HOA)
    gia_lam.forward(15 * MINUTE)

    assert "agency_ack" in late(gia_lam)
    assert rung(gia_lam, HOA) > before
    worker = asked(gia_lam, AgencyKind.SOCIAL_WORKER)
    gia_lam.network.text(WORKER, "+842473001111", f"1 {worker.code}")
    gia_lam.forward(SECOND)
    assert asked(gia_lam, AgencyKind.SOCIAL_WORKER).status is Status.ACKNOWLEDGED
    assert owed(gia_lam, DeadlineKind.REPORT, worker) is not None


def test_gia_lam_what_the_police_said_within_the_hour_is_no_report_until_it_has_an_end(
    gia_lam: House,
) -> None:
    police = asked(gia_lam, AgencyKind.POLICE)
    with gia_lam.work() as work:
        hoa, told = person(work, "hoa"), work.session.get_one(Referral, police.id)
        casework.agency_wrote(
            work, told, hoa, "Đã đến nhà, hai bên ký cam kết, tổ dân phố theo dõi"
        )
    gia_lam.forward(MINUTE)
    due = owed(gia_lam, DeadlineKind.REPORT, police)
    assert due is not None
    with gia_lam.work() as work:
        told = work.session.get_one(Referral, police.id)
        figures = Figures(
            taken_up=True, child_victims=1, administrative_cases=1, administrative_persons=1
        )
        casework.agency_concluded(work, told, person(work, "hoa"), figures)

    assert owed(gia_lam, DeadlineKind.REPORT, police) is None
    assert asked(gia_lam, AgencyKind.POLICE).status is Status.CLOSED


@pytest.fixture
def lam_dong(house: House) -> House:
    """The first report, in the morning: the commune answers the same day, by a letter."""
    house.forward(6 * HOUR)
    house.text(NEIGHBOUR, "Cháu bé nhà bên hay bị bố đánh, nhà ở xã Kỳ Anh")
    house.forward(MINUTE)
    with house.work() as work:
        ticket, lan = ticket_of(work, house.ticket().id), person(work, "lan")
        casework.take(work, ticket, lan)
        [choice] = [
            one for one in desk.preview(work, ticket).choices if one.agency.kind is AgencyKind.CHAIR
        ]
        casework.refer(work, ticket, lan, choice.agency.id)
    house.forward(HOUR)
    chair = asked(house, AgencyKind.CHAIR)
    house.network.text(CHAIR, "+842473001111", f"1 {chair.code}")
    house.forward(5 * HOUR)
    with house.work() as work:
        ticket, lan = ticket_of(work, house.ticket().id), person(work, "lan")
        told, letter = (
            work.session.get_one(Referral, chair.id),
            "Công văn 152: đã làm việc với gia đình",
        )
        casework.agency_reported(work, told, lan, letter)
        casework.write_down(work, ticket, lan, Fact.PROTECTED, Said(work.now, letter))
    return house


def days_of_quiet(house: House, days: int) -> None:
    """Somebody looks each day, as the follow-up asks; nobody has seen the child."""
    for _ in range(days):
        house.forward(DAY - MINUTE)
        lan_notes(house, "Xã chưa có tin mới")


def test_lam_dong_a_letter_is_no_end_and_on_the_third_day_somebody_is_woken(
    lam_dong: House,
) -> None:
    assert lam_dong.ticket().is_open
    chair = asked(lam_dong, AgencyKind.CHAIR)
    assert chair.status is Status.REPORTED
    assert owed(lam_dong, DeadlineKind.REPORT, chair) is None
    days_of_quiet(lam_dong, 2)
    assert late(lam_dong) == set()
    lam_dong.forward(DAY + 5 * MINUTE)

    # The child was to be seen again: five days before it was hurt again.
    assert "child_follow_up" in late(lam_dong)
    assert lam_dong.network.inbox(DUNG)  # who is on duty by day


def test_lam_dong_the_second_report_is_the_same_child_and_the_police_hear_of_it_at_once(
    lam_dong: House,
) -> None:
    lam_dong.network.behave(DUNG, answer="accept", after=4, press=[(8, "4")])
    with lam_dong.work() as work:
        casework.write_down(
            work,
            ticket_of(work, lam_dong.ticket().id),
            person(work, "lan"),
            Fact.CHILD_SEEN,
            Said(work.now, "Xã đã gặp cháu tại trường"),
        )
    days_of_quiet(lam_dong, 8)
    lam_dong.network.behave(COMMUNE_POLICE, answer="accept", after=5, press=[(12, "1")])
    again = lam_dong.network.clock.now()
    lam_dong.text(NEIGHBOUR, "Bố lại đánh cháu bé ấy, cháu chảy máu đầu")
    lam_dong.forward(MINUTE)

    assert lam_dong.ticket().severity is Severity.CRITICAL  # one ticket: the history is there
    police = asked(lam_dong, AgencyKind.POLICE)
    assert police.acknowledged_at is not None
    assert police.acknowledged_at - again < MINUTE  # it took three days
    [told] = [sms for sms in lam_dong.network.inbox(COMMUNE_POLICE) if police.code in sms.body]
    assert re.search(r"muc nguy cap, tai Ky Anh", told.body)
    assert rung(lam_dong, DUNG) == 1
    assert lam_dong.ticket().owner_id == lam_dong.person("dung").id
    assert owed(lam_dong, DeadlineKind.REPORT, police) is not None
    with lam_dong.work() as work:
        query = select(Deadline.state).where(Deadline.kind == DeadlineKind.INVESTIGATION)
        assert work.session.scalars(query).all() == [State.ARMED]
