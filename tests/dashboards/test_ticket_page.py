"""What a counselor sees on a ticket, and what each button does."""

import re
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from hotline.guided_answers import GuidedAnswer
from hotline.levels import ContactLevel
from hotline.staff import Staff
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import table_of
from hotline.tickets import Outcome, Status, Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral.referrals import Referral
from referral.referrals import Status as ReferralStatus
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import PUBLIC, House
from tests.referral.builders import armed

CHILD = "+84911222333"
PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"
BULLIED = "em bị bạn trong lớp bắt nạt, ngày nào cũng đánh em, em ở phường Sông Trí"


def reach_us(house: House, words: str, sender: str = CHILD) -> None:
    house.text(sender, words)
    house.forward(timedelta(seconds=1))


def row(house: House) -> Ticket:
    with house.work() as work:
        return work.session.scalars(select(Ticket)).one()


def name_of(house: House, person: uuid.UUID | None) -> str:
    with house.work() as work:
        return work.session.get_one(Staff, person).shown_name


def acts(house: House) -> list[Act]:
    with house.work() as work:
        return list(work.session.scalars(select(JournalEntry.act)))


def owed(house: House) -> set[DeadlineKind]:
    with house.work() as work:
        return set(armed(work, house.ticket().id))


def first_form(page: str, part: str) -> str:
    found = re.search(rf'action="([^"]*{part}[^"]*)"', page)
    assert found is not None, part
    return found[1]


def reply(who: Visitor, text: str, key: str = "k1") -> int:
    return who.post("/tickets/1001/reply", text=text, key=key).status_code


def test_the_page_says_what_was_heard_why_it_is_grave_and_who_was_told(house: House) -> None:
    reach_us(house, PLEA)
    page = logged_in(house).get("/tickets/1001").text
    assert PLEA in page
    assert "nguy cấp" in page
    assert "chắc chắn: có người nói rõ" in page
    assert "xã Kỳ Anh" in page
    assert "Công an xã Kỳ Anh" in page
    assert "<title>Phiếu 1001" in page


def test_the_number_is_masked_until_pressed_and_the_press_is_written_down(house: House) -> None:
    reach_us(house, PLEA)
    lan = logged_in(house)
    assert CHILD not in lan.get("/tickets/1001").text
    assert CHILD in lan.post("/tickets/1001/reveal").text
    assert Act.REVEALED in acts(house)
    assert CHILD not in lan.get("/tickets/1001").text


def test_taking_makes_it_mine_and_giving_back_nobodys(house: House) -> None:
    reach_us(house, PLEA)
    lan = logged_in(house)
    assert lan.post("/tickets/1001/take").headers["Location"] == "/tickets/1001"
    assert row(house).owner_id is not None
    lan.post("/tickets/1001/release")
    assert row(house).owner_id is None


def test_the_second_to_take_a_ticket_is_told_who_has_it(house: House) -> None:
    reach_us(house, PLEA)
    logged_in(house, "minh").post("/tickets/1001/take")
    owner = row(house).owner_id
    answer = logged_in(house).post("/tickets/1001/take")

    assert answer.status_code == 422
    assert f"Phiếu đã do {name_of(house, owner)} nhận" in answer.text
    assert row(house).owner_id == owner


def test_taking_over_is_meant_and_the_owner_reads_by_whom(house: House) -> None:
    reach_us(house, PLEA)
    minh, lan = logged_in(house, "minh"), logged_in(house)
    minh.post("/tickets/1001/take")
    was = row(house).owner_id
    page = lan.get("/tickets/1001").text
    assert f'name="owner" value="{was}"' in page
    lan.post("/tickets/1001/take", owner=str(was))

    now = row(house).owner_id
    assert now not in (None, was)
    told = f"{name_of(house, now)} nhận phiếu thay {name_of(house, was)}"
    assert told in minh.get("/tickets/1001").text


def test_a_form_that_names_no_person_takes_nothing(house: House) -> None:
    reach_us(house, PLEA)
    assert logged_in(house).post("/tickets/1001/take", owner="minh").status_code == 422
    assert row(house).owner_id is None


def test_only_who_has_a_ticket_gives_it_back(house: House) -> None:
    reach_us(house, PLEA)
    logged_in(house, "minh").post("/tickets/1001/take")
    answer = logged_in(house).post("/tickets/1001/release")
    assert answer.status_code == 422
    assert "Chỉ người đang giữ phiếu mới trả lại được" in answer.text


def test_a_reply_sent_twice_under_one_key_is_one_text(house: House) -> None:
    reach_us(house, PLEA)
    house.forward(timedelta(seconds=5))
    before = len(house.network.inbox(CHILD))
    lan = logged_in(house)
    assert [reply(lan, "Cô chú đang nghe cháu"), reply(lan, "Cô chú đang nghe cháu")] == [303, 303]
    house.forward(timedelta(seconds=5))
    assert len(house.network.inbox(CHILD)) == before + 1
    assert "tin nhắn đã tới máy" in lan.get("/tickets/1001").text


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_change(house: House) -> None:
    reach_us(house, PLEA, sender="anonymous")
    answer = logged_in(house).post("/tickets/1001/reply", text="Cháu ơi", key="k")
    assert answer.status_code == 422
    assert "Cháu ơi" in answer.text
    assert "Người gọi giấu số nên không có ai để trả lời" in answer.text


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        pytest.param("note", {"text": "  "}, id="an-empty-note"),
        pytest.param("reply", {"text": "", "key": "k"}, id="an-empty-reply"),
        pytest.param("reply", {"text": "a" * 1601, "key": "k"}, id="a-reply-too-long"),
        pytest.param("place", {"commune": "99999"}, id="a-commune-nobody-has"),
        pytest.param("close", {"outcome": "bored"}, id="an-outcome-nobody-has"),
        pytest.param("close", {}, id="no-outcome"),
    ],
)
def test_bad_input_is_answered_beside_the_form(
    house: House, form: str, fields: dict[str, str]
) -> None:
    reach_us(house, PLEA)
    answer = logged_in(house).post(f"/tickets/1001/{form}", **fields)
    assert answer.status_code == 422
    assert 'class="problem" role="alert"' in answer.text


def test_a_note_stands_in_the_timeline_as_written(house: House) -> None:
    reach_us(house, PLEA)
    lan = logged_in(house)
    lan.post("/tickets/1001/note", text="Nghe <b>tiếng</b> khóc\nphía sau")
    page = lan.get("/tickets/1001").text
    assert "Nghe &lt;b&gt;tiếng&lt;/b&gt; khóc\nphía sau" in page
    assert "Trần Thị Lan" in page


def test_a_place_set_by_hand_brings_the_agencies_of_that_place(house: House) -> None:
    reach_us(house, "Cứu cháu với, bố cháu đang đánh mẹ và cháu")
    lan = logged_in(house)
    lan.post("/tickets/1001/place", commune="18754", landmark="sau chợ")
    page = lan.get("/tickets/1001").text
    assert "Công an phường Sông Trí" in page
    assert 'value="sau chợ"' in page


def test_an_agency_is_told_once_a_counselor_confirms(house: House) -> None:
    reach_us(house, BULLIED)
    lan = logged_in(house)
    address = first_form(lan.get("/tickets/1001").text, "/refer/")
    lan.post(address)
    lan.post(address)
    with house.work() as work:
        assert len(work.session.scalars(select(Referral)).all()) == 1
    assert row(house).status is Status.REFERRED


@pytest.mark.parametrize(
    ("part", "status"),
    [
        pytest.param("has-it", ReferralStatus.ACKNOWLEDGED, id="they-have-it"),
        pytest.param("cannot", ReferralStatus.DECLINED, id="they-cannot-take-it"),
    ],
)
def test_an_answer_by_telephone_is_written_down(
    house: House, part: str, status: ReferralStatus
) -> None:
    reach_us(house, PLEA)
    lan = logged_in(house)
    assert lan.post(first_form(lan.get("/tickets/1001").text, part)).status_code == 303
    with house.work() as work:
        assert status in set(work.session.scalars(select(Referral.status)))


def test_a_referral_of_another_ticket_is_not_found_here(house: House) -> None:
    reach_us(house, PLEA)
    reach_us(house, BULLIED, sender="+84911222555")
    lan = logged_in(house)
    address = first_form(lan.get("/tickets/1001").text, "has-it")
    assert lan.post(address.replace("1001", "1002")).status_code == 404


def test_a_critical_ticket_is_closed_by_a_supervisor_and_opened_again(house: House) -> None:
    reach_us(house, PLEA)
    refused = logged_in(house).post("/tickets/1001/close", outcome=Outcome.HELPED)
    assert "Phiếu nguy cấp phải do người phụ trách đóng" in refused.text
    hoa = logged_in(house, "hoa")
    assert hoa.post("/tickets/1001/close", outcome=Outcome.HELPED).status_code == 303
    assert "Trẻ đã được giúp" in hoa.get("/tickets/1001").text
    hoa.post("/tickets/1001/reopen")
    assert row(house).status is Status.NEW


def test_a_ticket_nobody_has_opened_is_not_found(house: House) -> None:
    lan = logged_in(house)
    assert lan.get("/tickets/9").status_code == 404
    assert lan.post("/tickets/9/take").status_code == 404


def test_what_a_caller_writes_is_never_markup(house: House) -> None:
    reach_us(house, "<script>alert(1)</script> cứu em")
    page = logged_in(house).get("/tickets/1001").text
    assert "<script>alert" not in page


@pytest.mark.parametrize("words", ["", "\u202eniếm", "Cu\u031b\u0301u", "a" * 1600, "STOP"])
def test_a_strange_text_opens_a_page_like_any_other(house: House, words: str) -> None:
    reach_us(house, words)
    assert logged_in(house).get("/tickets/1001").status_code == 200
    assert row(house).severity in set(Severity)


def test_before_an_agency_is_told_the_page_shows_exactly_what_leaves(house: House) -> None:
    house.text(CHILD, "em bị bạn trong lớp bắt nạt, em ở xã Kỳ Anh")
    lan = logged_in(house)
    page = lan.get("/tickets/1001").text

    assert "Tong dai bao ve tre em: yeu cau ……" in page
    assert "https://hotline.test/r/…" in page
    assert "không cần sự đồng ý" in page


def test_telling_more_needs_a_reason_and_sometimes_somebody_else(house: House) -> None:
    house.text(CHILD, "Cứu em với, bố đang đánh em, em ở xã Kỳ Anh")
    lan, minh = logged_in(house), logged_in(house, "minh")
    path = re.search(r"/tickets/1001/tell-more/[0-9a-f-]+", lan.get("/tickets/1001").text)
    assert path is not None
    assert lan.post(path[0], detail="caller", reason="").status_code == 422
    asked = {"detail": "caller", "reason": "không tìm thấy nhà", "request": path[0][-36:]}
    refused = lan.post(path[0], consent="refused", words="đừng cho họ số", **asked).text
    assert "không có căn cứ pháp luật thì không cho ai biết thêm" in refused
    assert 'value="đừng cho họ số"' in refused
    lan.post(path[0], consent="refused", words="đừng cho họ số", basis="life", **asked)
    assert "Tính mạng, sức khoẻ đang bị đe doạ" in lan.get("/tickets/1001").text
    agree = re.compile(r"/tickets/1001/agree/[0-9a-f-]+/[0-9a-f-]+")

    assert agree.search(lan.get("/tickets/1001").text) is None
    wanted = agree.search(minh.get("/tickets/1001").text)
    assert wanted is not None
    minh.post(wanted[0])
    assert agree.search(minh.get("/tickets/1001").text) is None


def test_a_counselor_writes_down_what_an_agency_did_and_what_came_of_it(house: House) -> None:
    house.text(CHILD, "Cứu em với, bố đang đánh em, em ở xã Kỳ Anh")
    lan = logged_in(house)
    page = lan.get("/tickets/1001").text
    wrote, result = (
        re.search(rf"/tickets/1001/{what}/[0-9a-f-]+", page) for what in ("wrote", "result")
    )
    assert wrote is not None
    assert result is not None
    lan.post(wrote[0], text="đã đưa cháu về nhà bà", answer="note")
    refused = lan.post(result[0], request=result[0][-36:], offenders="hai")
    assert refused.status_code == 422
    assert "Mỗi số liệu là một số nguyên" in refused.text
    lan.post(result[0], taken_up="yes", prosecuted_cases="1")

    page = lan.get("/tickets/1001").text
    assert ", Trần Thị Lan ghi lại" in page
    assert "đã đưa cháu về nhà bà" in page
    assert "Số vụ khởi tố: 1. Người ghi: Trần Thị Lan" in page


def test_a_letter_that_came_by_post_stands_beside_the_request_and_in_the_timeline(
    house: House,
) -> None:
    house.text(CHILD, PLEA)
    lan = logged_in(house)
    found = re.search(r"/tickets/1001/sent/[0-9a-f-]+", lan.get("/tickets/1001").text)
    assert found is not None
    sent = {"csrf_token": lan.token, "file": (BytesIO(b"%PDF-1.7 152"), "ten-chau-be.pdf")}
    assert lan.client.post(found[0], base_url=PUBLIC, data=sent).status_code == 303

    page = lan.get("/tickets/1001").text
    assert "/tickets/1001/letters/" in page
    assert "Trần Thị Lan lưu văn bản của" in page
    assert "ten-chau-be" not in page


def test_a_critical_ticket_is_lowered_on_the_page_by_two_people(house: House) -> None:
    reach_us(house, PLEA)
    lan, hoa = logged_in(house), logged_in(house, "hoa")
    assert lan.post("/tickets/1001/severity", severity="high", why="").status_code == 422
    assert lan.post("/tickets/1001/severity", severity="high", why="đã an toàn").status_code == 303
    assert row(house).severity is Severity.CRITICAL
    assert "Tôi đã xem: hạ mức" not in lan.get("/tickets/1001").text
    page = hoa.get("/tickets/1001").text
    assert "Tôi đã xem: hạ mức" in page
    assert "xem lại trước khi hạ mức" in page
    assert "chờ xem lại" in page
    assert hoa.post("/tickets/1001/second-look", verdict="agreed").status_code == 303
    assert row(house).severity is Severity.HIGH
    assert "chờ xem lại" not in hoa.get("/tickets/1001").text


def test_a_ticket_is_counted_by_hand_and_nothing_promised_is_met_by_it(house: House) -> None:
    reach_us(house, BULLIED)
    lan, before = logged_in(house), owed(house)
    [call] = contacts_of(lan)
    assert lan.post("/tickets/1001/level", contact=call, level="much").status_code == 422
    assert lan.post("/tickets/1001/level", level="in_depth").status_code == 422
    assert lan.post("/tickets/1001/level", contact=call, level="in_depth").status_code == 303
    page = lan.get("/tickets/1001").text
    assert "ghi nhận là: tư vấn chuyên sâu" in page
    assert "Violence: bullying" in page
    assert owed(house) == before


def test_each_call_and_text_is_counted_and_the_ticket_as_the_deepest_of_them(house: House) -> None:
    for _ in range(3):
        reach_us(house, BULLIED)
        house.network.clock.forward(timedelta(minutes=1))
    lan = logged_in(house)
    for level in (
        "in_depth",
        "information",
        "thanks",
    ):  # the newest that is not counted comes first
        [newest, *_] = contacts_of(lan)
        assert lan.post("/tickets/1001/level", contact=newest, level=level).status_code == 303
    assert row(house).level is ContactLevel.IN_DEPTH
    page = lan.get("/tickets/1001").text
    assert "sâu nhất trong các cuộc gọi và tin nhắn" in page
    assert page.count("Tin nhắn · cảm ơn") == 1


def contacts_of(lan: Visitor) -> list[str]:
    """As the form names them, the one it has chosen first."""
    page = lan.get("/tickets/1001").text
    form = page[page.index('id="level"') :]
    offered = re.findall(r'(?:name="contact"|<option) value="([0-9a-f-]{36})" ?(selected)?', form)
    return [one for one, _ in sorted(offered, key=lambda found: not found[1])]


def test_answers_to_questions_that_fit_are_kept_sealed_and_none_is_required(house: House) -> None:
    reach_us(house, "em muốn tự tử")
    lan = logged_in(house)
    assert "Thứ đó có đang ở gần em không?" in lan.get("/tickets/1001").text
    assert lan.post("/tickets/1001/answers").status_code == 422
    said = {"suicide-means": "thuốc ở tủ của mẹ", "suicide-no-such": "nhầm"}
    assert lan.post("/tickets/1001/answers", **said).status_code == 303
    assert "thuốc ở tủ của mẹ" in lan.get("/tickets/1001").text
    with house.work() as work:
        [kept] = work.session.execute(select(table_of(GuidedAnswer))).all()
        assert "thuốc".encode() not in kept.text_sealed
        assert kept.question == "suicide-means"
