"""What the law asks, on the ticket page: who owes it, by which clock, on what basis, until when."""

import re
from datetime import timedelta

import pytest

from hotline.vocabulary import DeadlineKind
from referral.promises.deadlines import Deadline, State
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House

PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"


def in_danger(house: House) -> Visitor:
    house.text("+84911222333", PLEA)
    house.forward(timedelta(minutes=1))
    return logged_in(house)


def write_down(who: Visitor, **fields: str) -> int:
    form = {"fact": "protected", "at": "", "result": "Trạm y tế xã đưa cháu đi khám", **fields}
    return who.post("/tickets/1001/happened", **form).status_code


def test_each_deadline_shows_its_basis_its_clock_its_holder_and_its_countdown(
    house: House,
) -> None:
    page = in_danger(house).get("/tickets/1001").text
    duties = page[page.index('id="duties"') : page.index("</section>", page.index('id="duties"'))]
    assert "biện pháp khẩn cấp" in duties
    assert "Chủ tịch UBND cấp xã" in duties
    assert "Điều 26(3), 31, 32" in duties
    assert "tính mọi giờ" in duties
    assert "còn 11 giờ 59 phút" in duties


def test_the_same_in_english(house: House) -> None:
    lan = in_danger(house)
    lan.post("/language", language="en")
    page = lan.get("/tickets/1001").text
    assert "chairman of the commune" in page
    assert "Decree 56/2017/NĐ-CP Art. 26(3), 31, 32" in page
    assert "11 h 59 min left" in page


def test_the_report_an_agency_owes_stands_there_under_its_name(house: House) -> None:
    lan = in_danger(house)
    has_it = re.search(r"/tickets/1001/has-it/[0-9a-f-]+", lan.get("/tickets/1001").text)
    assert has_it is not None
    lan.post(has_it[0])
    page = lan.get("/tickets/1001").text
    duties = page[page.index('id="duties"') : page.index("</section>", page.index('id="duties"'))]
    assert "cơ quan báo kết quả" in duties
    assert "Kỳ Anh (mô phỏng) · tính mọi giờ" in duties
    assert "Quy định của đường dây" in duties


def test_done_is_written_with_who_when_and_result(house: House) -> None:
    lan = in_danger(house)
    house.forward(timedelta(minutes=10))
    # The house's night is 02:00 on the 21st; the first text came then.
    assert write_down(lan, at="2026-11-21T02:05") == 303
    page = lan.get("/tickets/1001").text
    assert "Trần Thị Lan ghi lại: Đã áp dụng biện pháp khẩn cấp (Trạm y tế xã" in page
    with house.work() as work:
        (row,) = work.session.query(Deadline).filter_by(kind=DeadlineKind.EMERGENCY)
        assert row.done_at is not None
        assert row.state is State.MET
        assert row.done_at.astimezone(work.zone).strftime("%H:%M") == "02:05"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"fact": "nonsense"}, id="no-such-fact"),
        pytest.param({"at": "yesterday"}, id="no-such-time"),
        pytest.param({"at": "2026-11-22T09:00"}, id="a-time-to-come"),
        pytest.param({"result": " "}, id="no-result"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    house: House, fields: dict[str, str]
) -> None:
    lan = in_danger(house)
    form = {"fact": "protected", "at": "", "result": "Đã đưa đi khám", **fields}
    answer = lan.post("/tickets/1001/happened", **form)
    assert answer.status_code == 422
    assert 'class="problem" role="alert"' in answer.text
    assert form["result"] in answer.text
