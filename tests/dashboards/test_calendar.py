"""The calendar at the front door: everybody reads it, supervisors and administrators set it."""

import re

import pytest

from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House


def row_of(who: Visitor, day: str) -> str:
    rows = re.finditer(r"<tr>.*?</tr>", who.get("/calendar").text, re.DOTALL)
    return next(row[0] for row in rows if day in row[0])


def test_the_calendar_shows_holidays_swaps_and_what_is_unchecked(house: House) -> None:
    lan = logged_in(house)
    assert "Mùng hai Tết Nguyên Đán" in row_of(lan, "18/02/2026")
    assert "<b>làm việc</b>" in row_of(lan, "22/08/2026")
    assert "còn phải kiểm tra" in row_of(lan, "10/01/2026")
    assert "Giao thừa" in row_of(lan, "05/02/2027")
    assert 'name="why"' not in lan.get("/calendar").text


@pytest.mark.parametrize(
    ("login", "name"), [("hoa", "Nguyễn Thị Thanh Hoa"), ("quan", "Hoàng Anh Quân")]
)
def test_a_day_is_set_and_taken_back_with_its_reason_and_author(
    house: House, login: str, name: str
) -> None:
    who = logged_in(house, login)
    answer = who.post("/calendar", day="2026-12-05", kind="working", why="Làm bù bão số 9")
    assert answer.status_code == 303
    row = row_of(who, "05/12/2026")
    assert "Làm bù bão số 9" in row
    assert "<b>làm việc</b>" in row
    assert name in row

    assert who.post("/calendar", day="2026-12-05", kind="as_before").status_code == 303
    assert "05/12/2026" not in who.get("/calendar").text


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"day": "2026-13-01", "kind": "off", "why": "Bão"}, id="no-such-day"),
        pytest.param({"day": "2026-12-01", "kind": "half", "why": "Bão"}, id="neither-nor"),
        pytest.param({"day": "2026-12-01", "kind": "off", "why": ""}, id="no-reason"),
    ],
)
def test_a_refused_day_keeps_what_was_typed(house: House, fields: dict[str, str]) -> None:
    answer = logged_in(house, "hoa").post("/calendar", **fields)
    assert answer.status_code == 422
    assert 'class="problem" role="alert"' in answer.text
    assert f'value="{fields["day"]}"' in answer.text


def test_a_counselor_is_refused_and_told_why(house: House) -> None:
    answer = logged_in(house).post("/calendar", day="2026-12-01", kind="off", why="Bão")
    assert answer.status_code == 422
    assert "12/2026" not in row_of(logged_in(house), "24/11/2026")
