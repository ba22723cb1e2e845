"""The directory of agencies as people keep it."""

from pathlib import Path

import pytest

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_a_supervisor_finds_an_agency_and_changes_it(window: Window) -> None:
    window.log_in("hoa")
    window.open("/agencies")
    window.page.fill("[name=q]", "cong an ky anh")
    window.page.click("form.find button")
    window.shots("directory-found-vi")
    window.page.click("text=Công an xã Kỳ Anh (mô phỏng)")
    window.page.fill("[name=duty_hours]", "ngày thường")
    window.page.click("form.sheet button")
    assert "không phải giờ trực" in window.page.inner_text(".problem")
    window.shots("agency-form-refused-vi")
    window.page.fill("[name=duty_hours]", "mon-fri 07:30-17:00")
    window.page.click("form.sheet button")
    assert "mon-fri 07:30-17:00" in window.page.inner_text("tbody")
    assert window.sizes_that_overflow() == []


def test_a_file_is_shown_before_it_changes_anything(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "agencies.csv"
    file.write_text("code,kind,name,phone\nX-1,shelter,Nhà tạm lánh,0239 3855 099\n", "utf-8")
    window.log_in("hoa")
    window.open("/agencies/import")
    window.page.set_input_files("[name=file]", file)
    window.page.click("form.sheet button")
    assert "X-1" in window.page.inner_text("tbody")
    window.shots("agency-import-vi")
    window.page.click("main button.primary")
    window.page.wait_for_url("**/agencies")
    assert "Nhà tạm lánh" in window.page.inner_text("tbody")
    window.speak("en")
    window.shots("directory-en")
