"""What a child thinks goes to the council, without who said it, and the answer comes back to it."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import tickets
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store import journal
from hotline.store.journal import Act
from hotline.vocabulary import AgencyKind, DeadlineKind, Severity
from referral import casework, export
from referral.directory.agencies import Agency
from referral.export import Table
from referral.opinion import Opinion
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral, Status
from tests.dashboards.visitor import Visitor, logged_in, visitor
from tests.house import House
from tests.referral.builders import CHILD, SECOND, acts, may_text, person

WISH = "em muốn trường có sân bóng, tụi em không có chỗ chơi, em ở xã Kỳ Anh"
PASSED_ON = "Trẻ muốn trường có sân bóng vì không có chỗ chơi"
ANSWER = "Uỷ ban sẽ làm sân bóng trong hè này. Cảm ơn em đã nói!"
MARK = {"topic": "play", "words": PASSED_ON}
COUNCIL = "+842393855031"


@pytest.fixture
def wish(house: House) -> House:
    house.text(CHILD, WISH)
    house.forward(SECOND)
    return house


def mark(who: Visitor, **more: str) -> int:
    who.get("/tickets/1001")
    return who.post("/tickets/1001/opinion", **(MARK | more)).status_code


def council(house: House) -> Agency:
    with house.work() as work:
        return work.session.scalars(select(Agency).where(Agency.kind == AgencyKind.COUNCIL)).one()


def pass_on(house: House, who: Visitor) -> int:
    return who.post(f"/tickets/1001/opinion/to/{council(house).id}").status_code


def request(house: House) -> Referral:
    with house.work() as work:
        asked = work.session.scalars(select(Referral).join(Opinion)).one()
        assert asked.agency
        return asked


def opinions(house: House) -> list[Opinion]:
    with house.work() as work:
        return list(work.session.scalars(select(Opinion)))


def owed(house: House) -> Deadline:
    with house.work() as work:
        query = select(Deadline).where(Deadline.kind == DeadlineKind.OPINION)
        return work.session.scalars(query).one()


def link(house: House) -> str:
    house.forward(3 * SECOND)
    texts = [sms.body for sms in house.network.inbox(COUNCIL)]
    found = re.search(r"https://hotline\.test(/r/\S+)", texts[-1])
    assert found is not None
    return found[1]


def opened(house: House, path: str) -> tuple[Visitor, str, str]:
    """Their browser, the secret of their visit, and the page."""
    them = visitor(house)
    them.client.post(path, data={"answer": "send"})
    house.forward(3 * SECOND)
    digits = re.findall(r"\b(\d{6})\b", house.network.inbox(COUNCIL)[-1].body)[0]
    page = them.client.post(path, data={"answer": "open", "digits": digits}).text
    visit = re.search(r'name="visit" value="([^"]+)"', page)
    assert visit is not None
    return them, visit[1], page


def answers(house: House) -> None:
    them, visit, _ = opened(house, link(house))
    path = link_again(house)
    them.client.post(path, data={"answer": "accept", "visit": visit})
    them.client.post(path, data={"answer": "report", "visit": visit, "text": ANSWER})


def link_again(house: House) -> str:
    sent = [sms.body for sms in house.network.inbox(COUNCIL) if "/r/" in sms.body]
    found = re.search(r"https://hotline\.test(/r/\S+)", sent[-1])
    assert found is not None
    return found[1]


def test_it_is_marked_by_one_press_kept_sealed_and_undone_by_another(wish: House) -> None:
    lan = logged_in(wish)
    page = lan.get("/tickets/1001").text
    assert "Đây là ý kiến, nguyện vọng của trẻ" in page
    assert mark(lan) == 303
    page = lan.get("/tickets/1001").text
    assert PASSED_ON in page
    assert "Vui chơi, thể thao, văn hoá" in page
    assert "Hội đồng trẻ em tỉnh" in page
    with wish.work() as work:
        kept = work.connection.exec_driver_sql("select words_sealed from opinion").scalar_one()
        assert PASSED_ON.encode() not in bytes(kept)
        police = select(Agency.id).where(Agency.kind == AgencyKind.POLICE)
        elsewhere = work.session.scalars(police).first()
    assert lan.post(f"/tickets/1001/opinion/to/{elsewhere}").status_code == 404
    assert mark(lan) == 422
    assert lan.post("/tickets/1001/opinion/undo").status_code == 303
    assert "Đây là ý kiến, nguyện vọng của trẻ" in lan.get("/tickets/1001").text
    assert mark(lan) == 303
    assert [row.unmarked_at is None for row in opinions(wish)].count(True) == 1


@pytest.mark.parametrize(
    ("more", "why"),
    [
        pytest.param({"topic": "nothing"}, "về việc gì", id="about-nothing"),
        pytest.param({"words": "  "}, "ghi lời của trẻ", id="without-words"),
        pytest.param({"words": "gọi em 0912 345 678 nha"}, "số điện thoại", id="with-a-number"),
        pytest.param({"giver": "Nguyễn Văn A"}, "khi họ đồng ý", id="a-name-nobody-agreed-to"),
    ],
)
def test_what_would_say_who_it_is_or_nothing_at_all_is_refused(
    wish: House, more: dict[str, str], why: str
) -> None:
    lan = logged_in(wish)
    assert mark(lan, **more) == 422
    lan.get("/tickets/1001")
    answer = lan.post("/tickets/1001/opinion", **(MARK | more))
    assert why in answer.text
    assert opinions(wish) == []


def test_the_council_reads_what_the_child_thinks_and_nothing_of_the_child(wish: House) -> None:
    lan = logged_in(wish)
    mark(lan)
    assert [pass_on(wish, lan), pass_on(wish, lan)] == [303, 303]
    path = link(wish)
    texts = [sms.body for sms in wish.network.inbox(COUNCIL)]
    assert len(texts) == 1
    assert "san bong" not in texts[0]
    assert "Ky Anh" not in texts[0]

    _, _, page = opened(wish, path)

    assert PASSED_ON in page
    assert "Vui chơi, thể thao, văn hoá" in page
    assert "xã Kỳ Anh" in page
    for word in (CHILD, CHILD[3:], WISH, "tụi em", "thường"):
        assert word not in page
    assert "Số người" not in page
    assert "Trả lời cho trẻ" not in page  # first they take it


def test_who_said_it_is_told_only_where_they_agreed(wish: House) -> None:
    lan = logged_in(wish)
    mark(lan, giver="Minh, lớp 6A", agreed="yes")
    pass_on(wish, lan)
    _, _, page = opened(wish, link(wish))
    assert "Minh, lớp 6A" in page
    assert CHILD[3:] not in page


def test_whatever_the_ticket_learns_later_the_council_reads_no_more(wish: House) -> None:
    lan = logged_in(wish)
    mark(lan)
    pass_on(wish, lan)
    lan.post("/tickets/1001/place", commune="18754", landmark="nhà ngói đỏ sau chợ")
    _, _, page = opened(wish, link(wish))
    assert PASSED_ON in page
    assert "nhà ngói đỏ" not in page


def test_an_opinion_wakes_nobody_however_grave_its_ticket(house: House) -> None:
    house.text(CHILD, "ba đánh em, cứu em với. em muốn người lớn nghe em, em ở xã Kỳ Anh")
    house.forward(SECOND)
    lan = logged_in(house)
    mark(lan, topic="family")
    pass_on(house, lan)
    house.forward(3 * SECOND)
    with house.work() as work:
        left = select(Outgoing).where(Outgoing.referral_id == request(house).id)
        sent = work.session.scalars(left).all()
    assert {(row.channel, row.severity) for row in sent} == {("sms", Severity.ROUTINE)}
    assert owed(house).severity is Severity.ROUTINE


def test_the_answer_comes_by_the_link_is_kept_and_goes_back_in_safe_words_once(
    wish: House,
) -> None:
    lan = logged_in(wish)
    mark(lan)
    pass_on(wish, lan)
    due = owed(wish)
    assert due.due_at - due.started_at > timedelta(days=15)  # working days
    answers(wish)
    assert owed(wish).state is State.MET
    [row] = opinions(wish)
    assert row.answered_at is not None
    page = lan.get("/tickets/1001").text
    assert ANSWER in page
    assert "Chưa gửi được." in page  # nobody said that it is safe
    words = "Điều bạn góp ý đã có trả lời, bạn gọi lại để nghe nhé"
    assert lan.post("/tickets/1001/opinion/told", text=words).status_code == 422

    with wish.work() as work:
        may_text(work, tickets.by_number(work, 1001))
    refused = lan.post("/tickets/1001/opinion/told", text=ANSWER)
    assert refused.status_code == 422
    assert "uỷ ban" in refused.text.lower()
    told = [lan.post("/tickets/1001/opinion/told", text=words).status_code for _ in range(2)]
    assert told == [303, 303]
    wish.forward(5 * SECOND)
    assert [sms.body for sms in wish.network.inbox(CHILD)].count(words) == 1
    assert "Đã báo lại cho trẻ lúc" in lan.get("/tickets/1001").text
    with wish.work() as work:
        news = select(Outgoing).where(Outgoing.purpose == Purpose.FEEDBACK)
        assert len(work.session.scalars(news).all()) == 1


def test_an_answer_by_letter_is_written_down_and_told_when_the_child_calls(wish: House) -> None:
    lan = logged_in(wish)
    mark(lan)
    pass_on(wish, lan)
    asked = request(wish)
    with wish.work() as work:
        who = person(work, "lan")
        mine = work.session.get_one(Referral, asked.id)
        casework.acknowledged_by_phone(work, mine, who)
        casework.agency_reported(work, mine, who, ANSWER)
    assert opinions(wish)[0].answered_at is not None
    assert lan.post("/tickets/1001/opinion/heard").status_code == 303
    assert "báo trả lời cho trẻ qua điện thoại" in lan.get("/tickets/1001").text


def test_silence_past_the_deadline_wakes_a_person_and_a_late_answer_counts(wish: House) -> None:
    lan = logged_in(wish)
    mark(lan)
    pass_on(wish, lan)
    with wish.work() as work:
        armed = select(Deadline).where(Deadline.kind == DeadlineKind.OPINION)
        work.session.scalars(armed).one().due_at = work.now
    wish.skip(SECOND)
    assert owed(wish).state is State.FIRED
    answers(wish)
    assert owed(wish).done_at is not None
    assert opinions(wish)[0].answered_at is not None


def test_a_body_that_cannot_hands_it_back_for_another(wish: House) -> None:
    lan = logged_in(wish)
    mark(lan)
    pass_on(wish, lan)
    with wish.work() as work:
        mine = work.session.get_one(Referral, request(wish).id)
        casework.declined_by_phone(work, mine, person(work, "lan"))
    page = lan.get("/tickets/1001").text
    assert "Chuyển tới Uỷ ban nhân dân" in page
    assert "Chuyển tới Hội đồng trẻ em" not in page
    with wish.work() as work:
        kind = Agency.kind == AgencyKind.PEOPLES_COMMITTEE
        other = work.session.scalars(select(Agency).where(kind)).one().id
    assert lan.post(f"/tickets/1001/opinion/to/{other}").status_code == 303
    assert request(wish).status is Status.SENT


def test_a_ticket_is_not_closed_over_a_child_that_waits_for_its_answer(wish: House) -> None:
    lan = logged_in(wish)
    mark(lan)
    pass_on(wish, lan)
    assert lan.post("/tickets/1001/opinion/undo").status_code == 422
    refused = lan.post("/tickets/1001/close", outcome="helped")
    assert refused.status_code == 422
    assert "trẻ đang chờ trả lời" in refused.text.lower()
    answers(wish)
    assert lan.post("/tickets/1001/close", outcome="helped").status_code == 303


def test_the_year_counts_what_was_said_passed_on_answered_and_told_back(wish: House) -> None:
    lan = logged_in(wish)
    mark(lan)
    pass_on(wish, lan)
    answers(wish)
    lan.post("/tickets/1001/opinion/heard")
    wish.text("+84911222999", "em thích đọc sách")
    wish.forward(SECOND)
    [year, *_] = taken(wish, Table.ANNUAL)
    heard = [year[f"opinions{end}"] for end in ("", "_passed_on", "_answered", "_told_back")]
    assert (year["tickets_received"], heard) == ("2", ["1"] * 4)
    [row] = taken(wish, Table.OPINIONS)
    assert (row["ticket"], row["topic"], row["kind"]) == ("1001", "play", "council")
    assert row["told_at"]
    assert "bóng" not in str(row)
    with wish.work() as work:
        assert acts(work, Act.OPINION_ANSWERED) == 1


def taken(house: House, table: Table) -> list[dict[str, str]]:
    with house.work() as work:
        text = export.written(work, table, by=journal.SYSTEM)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
