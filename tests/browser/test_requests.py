"""What becomes of a request: at the desk, and on the telephone of the agency it was sent to."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.window import Window
from tests.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

CHILD, SCHOOL = "+84911222333", "+842393855013"
PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"
CARD = "#referrals li.card:not(.open):has-text('Trường Tiểu học Kỳ Anh')"


@pytest.fixture
def school(window: Window, house: House, chromium: "Browser") -> Iterator[Window]:
    """The school's own telephone, without a script, at the link it was sent."""
    house.text(CHILD, PLEA)
    house.forward(timedelta(seconds=5))
    path = re.search(r"https://hotline\.test(/r/\S+)", house.network.inbox(SCHOOL)[-1].body)
    assert path is not None
    page = chromium.new_context(java_script_enabled=False).new_page()
    there = Window(page, window.url, runs_scripts=False)
    there.open(path[1])
    yield there
    page.context.close()


def enter(school: Window, house: House) -> None:
    """With the code from the registered telephone."""
    school.page.click("button[value=send]")
    house.forward(timedelta(seconds=3))
    digits = re.search(r"la (\d{6})", house.network.inbox(SCHOOL)[-1].body)
    assert digits is not None
    school.page.fill("[name=digits]", digits[1])
    school.page.click("button[value=open]")


def test_a_withdrawn_request_is_told_at_the_desk_and_behind_the_link(
    window: Window, school: Window, house: House
) -> None:
    window.log_in()
    window.open_ticket(1001)
    card = window.page.locator(CARD)
    card.locator("summary", has_text="Rút lại yêu cầu").click()
    card.locator("[name=why]").fill("cháu học ở trường khác")
    card.scroll_into_view_if_needed()
    window.shots("withdraw-vi")
    card.locator("button.danger").click()
    window.page.wait_for_selector(f"{CARD} >> text=Đã báo rút lại")
    house.forward(timedelta(seconds=40))
    window.open("/tickets/1001")
    window.page.wait_for_selector("#moments >> text=cháu học ở trường khác")
    card.scroll_into_view_if_needed()
    window.shots("withdrawn-vi")
    assert window.sizes_that_overflow() == []
    assert "da duoc rut lai" in house.network.inbox(SCHOOL)[-1].body

    enter(school, house)
    assert "đã rút lại yêu cầu này" in school.page.inner_text("main")
    assert "trường khác" not in school.page.content()
    school.shots("agency-withdrawn-vi")
    assert school.sizes_that_overflow() == []


def test_an_agency_takes_it_writes_what_it_did_and_gives_the_result_by_thumb(
    window: Window, school: Window, house: House, tmp_path: Path
) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7\n" + bytes(2**17))
    enter(school, house)
    school.page.click("summary >> text=Chúng tôi nhận")
    school.page.click("button[value=accept]")
    assert "Xin báo kết quả trước" in school.page.inner_text("main")
    school.page.click("summary >> text=Những việc đã làm")
    school.page.fill("[name=text] >> visible=true", "Cô chủ nhiệm đã gặp cháu, cháu ở lại trường.")
    school.page.click("button[value=note]")
    assert "Cô chủ nhiệm đã gặp cháu" in school.page.inner_text("main")
    school.page.click("summary >> text=Gửi kèm văn bản")
    school.page.set_input_files("[name=file]", tmp_path / "letter.pdf")
    school.shots("agency-letter-form-vi")
    school.page.click("button[value=letter]")
    assert "đã nhận văn bản" in school.page.inner_text("main")
    school.page.locator("summary", has_text="Kết quả").click()
    school.page.select_option("[name=taken_up]", "yes")
    school.page.fill("[name=child_victims]", "1")
    school.page.locator("[name=offenders]").scroll_into_view_if_needed()
    school.shots("agency-result-form-vi")
    assert school.sizes_that_overflow() == []
    school.page.click("button[value=result]")
    assert "Đã ghi nhận kết quả" in school.page.inner_text("main")
    school.shots("agency-result-vi")
    assert school.sizes_that_overflow() == []

    window.log_in()
    window.open_ticket(1001)
    card = window.page.locator(CARD)
    card.locator("summary", has_text="Việc đã làm và kết quả").click()
    card.scroll_into_view_if_needed()
    assert "văn bản, PDF" in card.inner_text()
    window.shots("ticket-result-vi")
    card.locator("[name=pending_cases]").fill("1")
    card.locator("button", has_text="Lưu kết quả").click()
    window.page.wait_for_selector("#moments >> text=Người ghi: Trần Thị Lan")
    assert window.sizes_that_overflow() == []


def test_the_desk_asks_for_the_callers_word_and_takes_a_letter_that_came_by_post(
    window: Window, house: House, tmp_path: Path
) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7\n152")
    house.text(CHILD, PLEA)
    house.forward(timedelta(seconds=5))
    window.log_in()
    window.open_ticket(1001)
    card = window.page.locator(CARD)
    card.locator("summary", has_text="Họ được biết").click()
    card.locator("[name=reason]").fill("để cô giáo đón cháu")
    card.locator("[name=consent]").select_option("refused")
    card.locator("[name=words]").fill("đừng nói với trường")
    card.locator("button", has_text="Cho họ biết thêm").click()
    window.page.wait_for_selector("#referrals [role=alert]")
    card.scroll_into_view_if_needed()
    window.shots("callers-word-vi")
    assert card.locator("[name=words]").input_value() == "đừng nói với trường"

    card.locator("summary", has_text="Việc đã làm và kết quả").click()
    card.locator("[name=file]").set_input_files(tmp_path / "letter.pdf")
    card.locator("button", has_text="Lưu văn bản").click()
    window.page.wait_for_selector("#moments >> text=lưu văn bản của")
    assert window.sizes_that_overflow() == []
