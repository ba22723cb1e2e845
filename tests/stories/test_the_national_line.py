"""The national line passes a child on to us and we to it: neither loses the other’s number."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from hotline.facts import Holder
from hotline.store.journal import Act, JournalEntry
from hotline.tickets import Status, Ticket
from hotline.vocabulary import AgencyKind, DeadlineKind, Severity
from referral import relays
from referral.directory.agencies import Agency
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral
from referral.relays import Passed
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import CHILD, HOA, HOUR, MINUTE, SECOND, acts, armed, person
from tests.referral.together import together

REFERENCE = "111-2026/09123"
AGAIN = "111 2026 09123"  # as somebody else types it
WORDS = "Cháu gái 9 tuổi ở xã Kỳ Anh bị cha dượng đánh nhiều lần, hàng xóm báo."
BEATEN = {"reference": REFERENCE, "text": WORDS, "commune": "18775"}
NATIONAL = "+842473000111"


def passed_on(who: Visitor, **more: str) -> int:
    who.get("/relays")
    return who.post("/relays", **BEATEN | more).status_code


def owed(house: House) -> list[Deadline]:
    with house.work() as work:
        query = select(Deadline).where(Deadline.kind == DeadlineKind.RELAY_ANSWER)
        return list(work.session.scalars(query.order_by(Deadline.cycle)))


def tickets(house: House) -> list[Ticket]:
    with house.work() as work:
        return list(work.session.scalars(select(Ticket).order_by(Ticket.number)))


def answer(who: Visitor, words: str = "Báo bằng điện thoại, chị trực 111 nghe") -> int:
    form = {"fact": "relay_answered", "at": "", "result": words}
    return who.post("/tickets/1001/happened", **form).status_code


def test_what_it_passes_on_is_a_ticket_like_any_other_and_an_answer_is_owed(house: House) -> None:
    lan = logged_in(house)
    assert passed_on(lan, at="2026-11-20T23:30", danger="yes") == 303
    house.forward(5 * SECOND)

    ticket = house.ticket()
    assert (ticket.severity, ticket.status) == (Severity.CRITICAL, Status.REFERRED)
    assert f"{ticket.received_at:%H:%M}" == "16:30"  # UTC: the law counts from its first receiver
    assert f"{ticket.entered_at:%H:%M}" == "19:00"
    [promise] = owed(house)
    assert promise.holder is Holder.LINE
    assert promise.due_at - promise.started_at == 2 * HOUR
    page = lan.get("/tickets/1001").text
    assert REFERENCE in page
    assert WORDS in page
    assert "trả lời Tổng đài 111" in page


def test_an_answer_that_is_late_wakes_people_and_no_closing_makes_it_disappear(
    house: House,
) -> None:
    hoa = logged_in(house, "hoa")
    passed_on(hoa)
    hoa.post("/tickets/1001/note", text="đã gọi hàng xóm")
    refused = hoa.post("/tickets/1001/close", outcome="helped")
    assert "Tổng đài 111 đang chờ trả lời" in refused.text

    house.skip(25 * HOUR)
    with house.work() as work:
        missed = select(JournalEntry).where(JournalEntry.act == Act.DEADLINE_MISSED)
        kinds = {entry.facts["kind"] for entry in work.session.scalars(missed)}
    assert "relay_answer" in kinds
    assert house.network.texts_to(HOA)
    hoa = logged_in(house, "hoa")
    assert hoa.post("/tickets/1001/close", outcome="helped").status_code == 422

    assert answer(hoa) == 303
    assert hoa.post("/tickets/1001/close", outcome="helped").status_code == 303
    [promise] = owed(house)
    assert (promise.state, promise.done_at is not None) == (State.FIRED, True)


def test_the_same_reference_is_the_same_child_and_opens_the_ticket_again(house: House) -> None:
    hoa = logged_in(house, "hoa")
    passed_on(hoa)
    answer(hoa)
    hoa.post("/tickets/1001/close", outcome="helped")
    house.skip(8 * 24 * HOUR)

    hoa = logged_in(house, "hoa")
    passed_on(hoa, reference=AGAIN, text="Cháu lại bị đánh")

    [ticket] = tickets(house)
    assert ticket.is_open
    assert [promise.state for promise in owed(house)] == [State.MET, State.ARMED]
    assert "Cháu lại bị đánh" in hoa.get("/tickets/1001").text


def test_two_who_type_the_same_reference_at_once_open_one_ticket(house: House) -> None:
    def type_it(login: str) -> None:
        with house.work() as work:
            relays.take_in(work, Passed(REFERENCE, WORDS, work.now), person(work, login))

    together(lambda: type_it("lan"), lambda: type_it("minh"))
    assert len(tickets(house)) == 1


def test_a_caller_who_has_a_ticket_here_already_gets_no_second_one(house: House) -> None:
    house.text(CHILD, "em buồn quá")
    house.forward(SECOND)
    passed_on(logged_in(house), number="0911 222 333")
    assert len(tickets(house)) == 1
    assert len(owed(house)) == 1


@pytest.mark.parametrize("written", [REFERENCE, AGAIN, "111-2026/09123 "])
def test_a_ticket_is_found_by_its_reference_however_it_is_typed(house: House, written: str) -> None:
    lan = logged_in(house)
    passed_on(lan)
    found = lan.post("/relays/find", reference=written)
    assert found.headers["Location"] == "/tickets/1001"


def test_a_reference_nobody_has_is_said_to_be_none_and_is_sealed_where_it_is_kept(
    house: House,
) -> None:
    lan = logged_in(house)
    passed_on(lan)
    assert "Không có phiếu nào mang số này" in lan.post("/relays/find", reference="111-1").text
    with house.work() as work:
        stored = work.session.execute(text("select * from relay")).all()
    assert "09123" not in str(stored)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"reference": " / "}, "Hãy ghi số hồ sơ", id="no-reference"),
        pytest.param({"text": " "}, "Hãy ghi nội dung", id="nothing-said"),
        pytest.param({"at": "2026-11-22T00:00"}, "trong vòng một tháng", id="heard-tomorrow"),
        pytest.param({"at": "2026-01-01T00:00"}, "trong vòng một tháng", id="heard-long-ago"),
    ],
)
def test_what_cannot_be_taken_in_keeps_all_that_was_typed(
    house: House, typed: dict[str, str], sentence: str
) -> None:
    lan = logged_in(house)
    answered = lan.post("/relays", **BEATEN | {"reference": REFERENCE} | typed)
    assert answered.status_code == 422
    assert sentence in answered.text
    assert "Kỳ Anh" in answered.text
    assert tickets(house) == []


def to_national(house: House) -> Referral:
    with house.work() as work:
        query = select(Referral).join(Agency).where(Agency.kind == AgencyKind.NATIONAL_LINE)
        return work.session.scalars(query).one()


def test_we_pass_one_on_by_the_same_request_as_to_any_agency_and_keep_its_reference(
    house: House,
) -> None:
    house.text(CHILD, "em buồn quá")
    house.forward(SECOND)
    lan = logged_in(house)
    page = lan.get("/tickets/1001").text
    assert "Chuyển Tổng đài 111" in page
    with house.work() as work:
        line = work.session.scalars(
            select(Agency).where(Agency.kind == AgencyKind.NATIONAL_LINE)
        ).one()
    lan.post(f"/tickets/1001/refer/{line.id}")
    house.forward(5 * SECOND)

    request = to_national(house)
    assert request.code in house.network.texts_to(NATIONAL)[-1].body
    with house.work() as work:
        assert DeadlineKind.AGENCY_ACK in armed(work, request.ticket_id)
    house.text(NATIONAL, f"1 {request.code}")
    house.forward(5 * SECOND)
    with house.work() as work:
        due = armed(work, request.ticket_id)[DeadlineKind.REPORT]
        assert due.due_at > work.now + timedelta(days=4)

    address = f"/tickets/1001/reference/{request.id}"
    assert lan.post(address, reference="HS 77/111").status_code == 303
    assert lan.post(address, reference="HS 78/111").status_code == 303
    assert lan.post("/relays/find", reference="hs-78-111").headers["Location"] == "/tickets/1001"
    assert "Không có phiếu nào" in lan.post("/relays/find", reference="HS 77/111").text
    assert re.search(r"số hồ sơ\s*<b class=\"code\">HS 78/111", lan.get("/tickets/1001").text)


def test_another_agency_gives_no_such_reference(house: House) -> None:
    house.text(CHILD, "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh")
    house.forward(MINUTE)
    with house.work() as work:
        police = work.session.scalars(
            select(Referral).join(Agency).where(Agency.kind == AgencyKind.POLICE)
        ).first()
    assert police is not None
    refused = logged_in(house).post(f"/tickets/1001/reference/{police.id}", reference="1")
    assert (refused.status_code, "Chỉ Tổng đài 111" in refused.text) == (422, True)


def in_writing(who: Visitor, answer: str) -> int:
    page = who.get("/tickets/1001").text
    found = re.search(r'action="(/tickets/1001/relay/[^"]+)"', page)
    assert found
    return who.post(found[1], answer=answer).status_code


def test_the_answer_leaves_for_it_under_its_reference_and_says_how_far_it_came(
    house: House,
) -> None:
    lan = logged_in(house)
    passed_on(lan)
    assert "Trả lời bằng văn bản" in lan.get("/tickets/1001").text

    assert [in_writing(lan, "in_hand") for _ in range(2)] == [303, 303]  # once, however often
    house.forward(30 * SECOND)

    [text] = house.network.texts_to(NATIONAL)
    assert "ho so 111-2026/09123" in text.body
    assert "1001" in text.body
    assert not [word for word in ("Kỳ Anh", "Ky Anh", "9 tuổi", "gái") if word in text.body]
    assert [promise.state for promise in owed(house)] == [State.MET]
    page = lan.get("/tickets/1001").text
    assert "đã trả lời Tổng đài 111" in page
    assert page.count("Câu trả lời:") == 1
    assert "tin nhắn đã tới máy" in page


def test_an_answer_that_reaches_it_by_no_channel_wakes_somebody(house: House) -> None:
    house.network.behave(NATIONAL, sms="undelivered", error=30003, answer="failed")
    lan = logged_in(house)
    passed_on(lan)
    lan.post("/tickets/1001/take")
    in_writing(lan, "told")
    house.forward(MINUTE)
    house.forward(MINUTE)

    assert house.network.calls_to(NATIONAL)  # tried by the other channel too
    with house.work() as work:
        assert acts(work, Act.PAGED) > 0
    assert "không tới được" in lan.get("/tickets/1001").text
    assert [promise.state for promise in owed(house)] == [State.MET, State.ARMED]  # owed anew


def test_what_it_is_told_is_chosen_and_never_typed(house: House) -> None:
    lan = logged_in(house)
    passed_on(lan)
    assert in_writing(lan, "Cháu tên là Na") == 422
    house.forward(5 * SECOND)
    assert house.network.texts_to(NATIONAL) == []
