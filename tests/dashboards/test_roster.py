"""The roster at the front door: shifts are added, given and taken off, never down to one person."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from hotline.staff import Staff
from hotline.store.journal import Act, JournalEntry
from referral.staffing.duty import DutyShift
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House

NIGHT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # 19:00 in Hà Tĩnh: Hoa first, Mai second


def id_of(house: House, login: str) -> str:
    return str(house.person(login).id)


def shift(house: House, place: int, starts_at: datetime = NIGHT) -> DutyShift:
    with house.work() as work:
        return work.session.scalars(
            select(DutyShift).where(DutyShift.place == place, DutyShift.starts_at == starts_at)
        ).one()


def empty(house: House) -> None:
    with house.work() as work:
        work.session.execute(delete(DutyShift))


def add(who: Visitor, person: str, **fields: str) -> int:
    form = {"place": "1", "first": "2026-11-21", "last": "2026-12-05", "starts": "07:00"}
    return who.post("/roster", person=person, **{**form, "ends": "07:00", **fields}).status_code


def take_off(who: Visitor, shift_id: uuid.UUID) -> TestResponse:
    return who.post("/roster", act="take_off", shift=str(shift_id))


def test_everybody_reads_who_is_on_and_that_two_can_always_be_reached(house: House) -> None:
    page = logged_in(house).get("/roster").text
    assert "Nguyễn Thị Thanh Hoa" in page
    assert "lúc nào cũng gọi được hai người" in page
    assert "Thêm ca trực" not in page


def test_a_roster_is_filled_shift_by_shift_and_says_what_is_still_thin(house: House) -> None:
    empty(house)
    dung = logged_in(house, "dung")
    assert "Chưa có ai trong lịch trực" in dung.get("/roster").text
    assert add(dung, id_of(house, "hoa"), first="2026-11-20") == 303
    assert "Chưa đủ hai người" in dung.get("/roster").text
    assert add(dung, id_of(house, "mai"), first="2026-11-20", place="2") == 303
    assert "lúc nào cũng gọi được hai người" in dung.get("/roster").text
    with house.work() as work:
        starts = [row.starts_at.hour for row in work.session.scalars(select(DutyShift))]
    assert starts == [0] * 32  # 07:00 in Hà Tĩnh, sixteen days, two people


def test_a_shift_that_two_need_is_not_taken_off_and_the_instant_is_named(house: House) -> None:
    dung = logged_in(house, "dung")
    answer = take_off(dung, shift(house, 2).id)
    assert answer.status_code == 422
    assert "Từ 19:00 21/11/2026 sẽ không đủ hai người gọi được" in answer.text
    assert shift(house, 2)


def test_a_third_persons_shift_may_be_taken_off(house: House) -> None:
    dung = logged_in(house, "dung")
    hours = {"first": "2026-11-21", "last": "2026-11-21", "starts": "19:00", "ends": "21:00"}
    add(dung, id_of(house, "dung"), place="2", **hours)
    with house.work() as work:
        third = work.session.scalars(
            select(DutyShift).where(DutyShift.ends_at == NIGHT.replace(hour=14))
        ).one()
    assert take_off(dung, third.id).status_code == 303


def test_a_shift_is_given_to_somebody_else_but_not_to_who_is_on_already(house: House) -> None:
    dung = logged_in(house, "dung")
    mine = {"act": "give", "shift": str(shift(house, 1).id)}
    assert dung.post("/roster", person=id_of(house, "mai"), **mine).status_code == 422
    assert dung.post("/roster", person=id_of(house, "dung"), **mine).status_code == 303
    with house.work() as work:
        assert work.session.get_one(Staff, shift(house, 1).staff_id).login == "dung"
        acts = set(work.session.scalars(select(JournalEntry.act)))
    assert Act.SHIFT_GIVEN in acts


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"person": "nobody"}, id="nobody"),
        pytest.param({"first": "soon"}, id="no-day"),
        pytest.param({"starts": "25:00"}, id="no-hour"),
        pytest.param({"last": "2026-11-01"}, id="ends-before-it-begins"),
        pytest.param({"last": "2027-11-01"}, id="a-whole-year"),
        pytest.param({"place": "3"}, id="a-third-place"),
    ],
)
def test_a_refused_shift_says_why(house: House, fields: dict[str, str]) -> None:
    form = {"person": id_of(house, "hoa"), "place": "1", "first": "2026-11-21"}
    hours = {"last": "2026-11-21", "starts": "07:00", "ends": "19:00"}
    answer = logged_in(house, "hoa").post("/roster", **{**form, **hours, **fields})
    assert answer.status_code == 422
    assert re.search(r'class="problem" role="alert">[^<]+<', answer.text)


def test_who_has_no_telephone_is_not_on_duty(house: House) -> None:
    assert add(logged_in(house, "hoa"), id_of(house, "lan")) == 422


def test_a_counselor_does_not_set_the_roster(house: House) -> None:
    lan = logged_in(house)
    assert take_off(lan, shift(house, 1).id).status_code == 422
    assert add(lan, id_of(house, "hoa")) == 422


def test_a_shift_nobody_knows_is_not_changed(house: House) -> None:
    answer = take_off(logged_in(house, "hoa"), uuid.uuid4())
    assert answer.status_code == 422
