"""The page of the hand-over: what stands open, a note, two signatures."""

import re
from datetime import timedelta

from sqlalchemy import select

from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import Severity
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import open_ticket, paged_ticket

SEVEN = timedelta(hours=5)  # from two in the morning: Hoa hands over to Dũng
NOTE = "Phiếu 1001: công an xã hẹn gọi lại lúc 8 giờ"


def sign(who: Visitor, act: str, note: str = "") -> int:
    at = re.search(r'name="at" value="([^"]+)"', who.get("/handover").text)
    form = {"act": act, "at": at[1] if at else "2026-11-21T00:00:00+00:00", "note": note}
    return who.post("/handover", **form).status_code


def part(page: str, title: str) -> str:
    return page.partition(title)[2].partition("</section>")[0]


def test_the_board_shows_what_stands_open_who_is_paged_and_what_falls_due(house: House) -> None:
    paged_ticket(house)
    with house.work() as work:
        open_ticket(work, Severity.HIGH, caller="+84911000001")
        open_ticket(work, Severity.ROUTINE, caller="+84911000002")

    page = logged_in(house, "hoa").get("/handover").text

    assert re.findall(r">(\d{4})</a>", part(page, "Phiếu nguy cấp đang mở")) == ["1001"]
    assert "Nguyễn Thị Thanh Hoa" in part(page, "Đang báo động")
    assert re.findall(r">(\d{4})</a>", part(page, "Đến hạn trong hai giờ tới")) == ["1002"]
    assert "+84911" not in page


def test_who_goes_writes_and_signs_and_who_comes_reads_and_signs(house: House) -> None:
    paged_ticket(house)
    house.network.clock.forward(SEVEN)
    hoa, dung = logged_in(house, "hoa"), logged_in(house, "dung")
    assert "Tôi đã đọc và nhận ca" not in dung.get("/handover").text

    assert sign(hoa, "give", NOTE) == 303
    assert NOTE in dung.get("/handover").text
    assert sign(dung, "take") == 303

    page = logged_in(house, "lan").get("/handover").text
    assert "Nguyễn Thị Thanh Hoa đã ký" in page
    assert "Phạm Tiến Dũng đã nhận ca" in page
    assert '<form class="sign"' not in page
    with house.work() as work:
        given = work.session.scalars(
            select(JournalEntry).where(JournalEntry.act == Act.HANDOVER_GIVEN)
        ).one()
        assert given.facts["criticals"] == given.facts["paged"] == "1001"


def test_a_refused_note_stands_there_as_it_was_typed(house: House) -> None:
    house.network.clock.forward(SEVEN)
    dung = logged_in(house, "dung")
    dung.get("/handover")
    at = "2026-11-21T00:00:00+00:00"
    answer = dung.post("/handover", act="give", at=at, note=NOTE)
    assert answer.status_code == 422
    assert "Chỉ người giao ca mới ký được" in answer.text


def test_nobody_is_logged_out_when_nobody_signs_and_the_wallboard_is_red(house: House) -> None:
    house.network.clock.forward(SEVEN)
    hoa = logged_in(house, "hoa")
    house.network.clock.forward(timedelta(minutes=10))
    hoa.get("/handover")
    house.network.clock.forward(timedelta(minutes=5))
    house.tick()

    assert re.search(r'class="broken"><[^>]+></span>Ca trực đã được', hoa.get("/wallboard").text)
    assert "Lẽ ra phải ký trước" in hoa.get("/handover").text
    assert sign(logged_in(house, "dung"), "take") == 303
    assert not re.search(r'class="broken"><[^>]+></span>Ca trực', hoa.get("/wallboard").text)


def test_the_notes_of_the_changes_before_are_kept_at_hand(house: House) -> None:
    house.network.clock.forward(SEVEN)
    sign(logged_in(house, "hoa"), "give", NOTE)
    house.network.clock.forward(timedelta(hours=12))
    assert NOTE in logged_in(house, "dung").get("/handover").text


def test_a_form_without_a_change_of_shift_is_refused(house: House) -> None:
    hoa = logged_in(house, "hoa")
    hoa.get("/handover")
    assert hoa.post("/handover", act="give", at="soon", note=NOTE).status_code == 422
