"""The pages of the directory: find, change, try, take in a file and give one out."""

import io

from sqlalchemy import select

from hotline.store.journal import Act, JournalEntry
from referral.directory.agencies import Agency
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import PUBLIC, House

KA_POLICE = "Công an xã Kỳ Anh (mô phỏng)"


def agency(house: House, code: str) -> Agency | None:
    with house.work() as work:
        return work.session.scalar(select(Agency).where(Agency.code == code))


def form(**changed: str) -> dict[str, str]:
    """The form of a new agency, as a browser sends it."""
    empty = {"deputy_phone": "", "email": "", "channels": "", "duty_hours": "", "valid_to": ""}
    filled = {"code": "X-1", "kind": "shelter", "name": "Nhà tạm lánh", "phone": "0239 3855 099"}
    return {**empty, **filled, "commune_code": "", "valid_from": "", "verified_on": "", **changed}


def hand_in(who: Visitor, content: bytes) -> str:
    who.get("/agencies/import")
    data = {"csrf_token": who.token, "file": (io.BytesIO(content), "agencies.csv")}
    answer = who.client.post("/agencies/import", base_url=PUBLIC, data=data)
    return answer.text


def given_out(who: Visitor) -> str:
    return who.get("/agencies/agencies.csv").get_data(as_text=True)


def test_an_agency_is_found_by_its_name_without_marks_its_kind_or_its_commune(
    house: House,
) -> None:
    lan = logged_in(house)
    assert KA_POLICE in lan.get("/agencies?q=cong+an+ky+anh").text
    assert KA_POLICE not in lan.get("/agencies?q=song+tri").text
    assert KA_POLICE not in lan.get("/agencies?kind=school").text
    assert "Không có cơ quan nào" in lan.get("/agencies?q=nowhere").text


def test_a_supervisor_adds_and_changes_an_agency_and_the_journal_says_so(house: House) -> None:
    hoa = logged_in(house, "hoa")
    hoa.get("/agencies/new")
    assert hoa.post("/agencies/new", **form()).status_code == 303
    known = agency(house, "X-1")
    assert known is not None
    path = f"/agencies/{known.id}"
    assert "Nhà tạm lánh" in hoa.get(path).text
    assert hoa.post(path, **form(duty_hours="mon-fri 08:00-17:00")).status_code == 303

    with house.work() as work:
        acts = select(JournalEntry).where(JournalEntry.act == Act.AGENCY_CHANGED)
        written = [entry.facts for entry in work.session.scalars(acts.order_by(JournalEntry.seq))]
    mine = [facts for facts in written if facts["code"] == "X-1"]
    assert [facts.get("columns") for facts in mine] == [None, "duty_hours"]


def test_a_form_with_a_mistake_keeps_every_field_and_says_what_is_wrong(house: House) -> None:
    hoa = logged_in(house, "hoa")
    hoa.get("/agencies/new")
    answer = hoa.post("/agencies/new", **form(phone="gọi tôi", email="truc@example.vn"))

    assert answer.status_code == 422
    assert "số điện thoại không đúng" in answer.text
    assert "truc@example.vn" in answer.text
    assert agency(house, "X-1") is None


def test_two_agencies_never_share_a_code(house: House) -> None:
    hoa = logged_in(house, "hoa")
    hoa.get("/agencies/new")
    answer = hoa.post("/agencies/new", **form(code="KA-CA"))

    assert answer.status_code == 422
    known = agency(house, "KA-CA")
    assert known is not None
    assert known.name == KA_POLICE


def test_a_counselor_changes_nothing_but_may_say_that_a_number_answers(house: House) -> None:
    lan = logged_in(house)
    lan.get("/agencies")
    assert lan.post("/agencies/new", **form()).status_code == 422
    assert hand_in(lan, b"code,kind,name,phone\nX-1,shelter,A,113\n")
    assert agency(house, "X-1") is None

    known = agency(house, "KA-CA")
    assert known is not None
    lan.get("/agencies")
    assert lan.post(f"/agencies/{known.id}/tried").status_code == 303
    tried = agency(house, "KA-CA")
    assert tried is not None
    assert str(tried.verified_on) == "2026-11-21"


def test_the_file_given_out_changes_nothing_when_it_is_handed_in(house: House) -> None:
    hoa = logged_in(house, "hoa")
    page = hand_in(hoa, given_out(hoa).encode())

    assert "Không có gì thay đổi" in page


def test_a_file_shows_what_it_would_change_and_changes_it_on_the_second_press(
    house: House,
) -> None:
    hoa = logged_in(house, "hoa")
    text = given_out(hoa).replace(KA_POLICE, "Công an xã Kỳ Anh ca trực")
    page = hand_in(hoa, text.encode())
    known = agency(house, "KA-CA")
    assert "KA-CA" in page
    assert known is not None
    assert known.name == KA_POLICE

    hoa.get("/agencies/import")
    assert hoa.post("/agencies/import", act="import", text=text).status_code == 303
    known = agency(house, "KA-CA")
    assert known is not None
    assert known.name == "Công an xã Kỳ Anh ca trực"


def test_a_file_with_bad_lines_is_refused_whole_with_their_numbers(house: House) -> None:
    hoa = logged_in(house, "hoa")
    page = hand_in(hoa, b"code,kind,name,phone\nX-1,shelter,A,113\nX-2,parents,B,113\n")

    assert "parents" in page
    assert '<td class="tel">3</td>' in page
    assert agency(house, "X-1") is None
    assert "UTF-8" in hand_in(hoa, b"\xff\xfe\x00")
