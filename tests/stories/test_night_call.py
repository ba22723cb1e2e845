"""Two in the morning: the whole promise, by telephone and by text."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import tickets
from hotline.contacts import Contact, Outcome
from hotline.staff import Staff
from hotline.store.journal import Act, JournalEntry
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral import casework, checks
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral, Status
from tests.house import House

NEIGHBOUR = "+84912345678"
POLICE, WORKER, SCHOOL = "+842393855001", "+842393855002", "+842393855003"
HOA, DUNG, MAI = "+84990000001", "+84990000002", "+84990000003"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def by_telephone(house: House) -> None:
    call = house.dial(NEIGHBOUR)
    house.forward(2 * SECOND)
    house.network.press(call, "9")
    house.forward(20 * SECOND)
    house.network.say(call, "Nhà bên cạnh có đứa trẻ đang bị đánh, nghe tiếng khóc")
    house.forward(5 * SECOND)
    house.network.hangup(call)


def by_text(house: House) -> None:
    house.text(NEIGHBOUR, "Cứu với, cháu bé nhà bên đang bị nhốt trong nhà")


@pytest.mark.parametrize("reach_us", [by_telephone, by_text])
def test_a_silent_school_wakes_a_supervisor_who_must_then_act(
    house: House, reach_us: object
) -> None:
    house.network.behave(POLICE, answer="accept", after=3, press=[(9, "1")])
    house.network.behave(WORKER, answer="accept", after=3, press=[(9, "1")])
    house.network.behave(HOA, answer="accept", after=4, press=[(8, "4")])
    assert callable(reach_us)

    reach_us(house)
    house.forward(MINUTE)

    assert house.ticket().severity is Severity.CRITICAL
    for agency in (POLICE, WORKER, SCHOOL):
        [told] = house.network.inbox(agency)
        assert "https://hotline.test/r/" in told.body
        assert NEIGHBOUR[3:] not in told.body
    assert statuses(house) == {
        POLICE: Status.ACKNOWLEDGED,
        WORKER: Status.ACKNOWLEDGED,
        SCHOOL: Status.DELIVERED,
    }
    assert owner(house) == "hoa"
    assert len(house.network.calls_to(HOA)) == 1

    with house.work() as work:
        ticket = work.session.scalars(select(Ticket)).one()
        hoa = work.session.scalars(select(Staff).where(Staff.login == "hoa")).one()
        casework.note(work, ticket, hoa, "Đã gọi công an xã, họ đang đến")

    house.forward(15 * MINUTE)

    assert len(house.network.calls_to(HOA)) == 2
    assert len(house.network.inbox(HOA)) == 2
    # By the commune, by its police, and by both who took it.
    owed = {DeadlineKind.EMERGENCY, DeadlineKind.INVESTIGATION, DeadlineKind.REPORT}
    assert armed(house) == {DeadlineKind.PROGRESS, *owed}

    house.forward(10 * MINUTE)

    assert acts(house, Act.TICKET_RELEASED) == 1
    assert owner(house) == "hoa"  # woken one rung higher, she takes it again
    assert len(house.network.calls_to(HOA)) == 3
    house.parts.fetching.run()
    with house.work() as work:
        broken = [check.code for check in checks.run(work) if not check.ok]
    assert broken == []


def test_a_phone_that_nobody_answers_wakes_the_next_and_then_everyone(house: House) -> None:
    house.network.behave(HOA, answer="voicemail", after=4)
    house.network.behave(MAI, answer="no_answer")

    by_text(house)
    house.forward(50 * SECOND)
    assert paged(house) == {HOA: (1, 1), MAI: (0, 0), DUNG: (0, 0)}

    house.forward(15 * SECOND)
    assert paged(house) == {HOA: (1, 2), MAI: (0, 0), DUNG: (0, 0)}

    house.forward(60 * SECOND)
    assert paged(house) == {HOA: (1, 2), MAI: (1, 1), DUNG: (0, 0)}

    house.forward(180 * SECOND)
    assert paged(house) == {HOA: (2, 3), MAI: (2, 2), DUNG: (1, 1)}

    house.forward(300 * SECOND)
    assert paged(house) == {HOA: (3, 4), MAI: (3, 3), DUNG: (2, 2)}
    assert owner(house) is None


def test_a_text_with_the_code_stops_the_paging_and_the_next_is_told_who_has_it(
    house: House,
) -> None:
    by_text(house)
    house.forward(130 * SECOND)
    hoa, mai = house.network.inbox(HOA)[-1], house.network.inbox(MAI)[-1]

    house.text(HOA, code_in(hoa.body).lower())
    house.forward(5 * SECOND)
    house.text(MAI, code_in(mai.body))
    house.forward(5 * SECOND)

    assert owner(house) == "hoa"
    assert "Nguyễn Thị Thanh Hoa" in house.network.inbox(MAI)[-1].body
    pages = sum(calls for _, calls in paged(house).values())
    house.forward(9 * MINUTE)
    assert sum(calls for _, calls in paged(house).values()) == pages
    with house.work() as work:
        assert len(work.session.scalars(select(Ticket)).all()) == 1


def test_a_supervisor_who_presses_five_wakes_the_next_person_at_once(house: House) -> None:
    house.network.behave(HOA, answer="accept", after=2, press=[(6, "5")])
    house.network.behave(MAI, answer="accept", after=2, press=[(6, "4")])

    by_text(house)
    house.forward(30 * SECOND)

    assert owner(house) == "mai"
    assert paged(house)[DUNG] == (0, 0)


def test_an_agency_that_cannot_help_wakes_a_supervisor(house: House) -> None:
    house.network.behave(HOA, answer="accept", after=2, press=[(6, "4")])
    house.network.behave(POLICE, answer="accept", after=20, press=[(16, "2")])

    by_text(house)
    house.forward(30 * SECOND)
    assert owner(house) == "hoa"
    house.forward(40 * SECOND)

    assert statuses(house)[POLICE] is Status.DECLINED
    assert len(house.network.calls_to(HOA)) == 2


def test_a_caller_who_hangs_up_at_the_greeting_is_still_a_ticket_with_a_call_back(
    house: House,
) -> None:
    call = house.dial(NEIGHBOUR)
    house.forward(SECOND)
    house.network.hangup(call)
    house.forward(SECOND)

    with house.work() as work:
        contact = work.session.scalars(select(Contact)).one()
        assert contact.outcome is Outcome.ABANDONED
    assert armed(house) == {DeadlineKind.CALLBACK}


def test_the_danger_key_opens_a_critical_ticket_that_was_closed_during_the_call(
    house: House,
) -> None:
    by_text(house)
    house.forward(SECOND)
    call = house.dial(NEIGHBOUR)
    house.forward(2 * SECOND)
    with house.work() as work:
        casework.close(work, house.first_ticket(), house.person("hoa"), tickets.Outcome.HELPED)
    assert armed(house) == set()
    before = acts(house, Act.PAGED)

    house.network.press(call, "9")
    house.forward(SECOND)

    assert house.ticket().is_open
    owed_again = {DeadlineKind.AGENCY_ACK, DeadlineKind.EMERGENCY}
    assert armed(house) == {DeadlineKind.LADDER} | owed_again
    assert acts(house, Act.PAGED) == before + 1

    house.network.press(call, "9")
    house.forward(SECOND)

    assert acts(house, Act.PAGED) == before + 1


def test_silence_on_the_line_is_somebody_who_cannot_speak(house: House) -> None:
    call = house.dial(NEIGHBOUR)
    house.forward(90 * SECOND)

    assert house.ticket().severity is Severity.HIGH
    assert "không cần nói" in " ".join(house.network.call(call).heard)
    with house.work() as work:
        assert work.session.scalars(select(Contact)).one().outcome is Outcome.SILENT


def statuses(house: House) -> dict[str | None, Status]:
    with house.work() as work:
        return {r.agency.phone: r.status for r in work.session.scalars(select(Referral))}


def owner(house: House) -> str | None:
    with house.work() as work:
        return work.session.scalar(select(Staff.login).join(Ticket, Ticket.owner_id == Staff.id))


def armed(house: House) -> set[DeadlineKind]:
    with house.work() as work:
        return set(work.session.scalars(select(Deadline.kind).where(Deadline.state == State.ARMED)))


def acts(house: House, act: Act) -> int:
    with house.work() as work:
        return len(work.session.scalars(select(JournalEntry).where(JournalEntry.act == act)).all())


def paged(house: House) -> dict[str, tuple[int, int]]:
    """Texts and calls each supervisor was sent."""
    network = house.network
    return {
        phone: (len(network.texts_to(phone)), len(network.calls_to(phone)))
        for phone in (HOA, MAI, DUNG)
    }


def code_in(page: str) -> str:
    return page.split("Tra loi ")[1].split()[0]
