"""The bar of the telephone: presence, whoever is on the line, and the token of the browser."""

from datetime import timedelta

import pytest

from hotline.calls import presence
from hotline.calls.presence import State
from hotline.recordings import taping
from simulator import tokens
from tests.calls.office import CHILD, OTHER, Office
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import CARRIER, SETTINGS, House

POLICE = "+842393855001"


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


@pytest.fixture
def lan(house: House) -> Visitor:
    return logged_in(house, "lan")


def test_one_says_that_one_is_ready_takes_a_break_and_goes(office: Office, lan: Visitor) -> None:
    states = []
    for state in ("ready", "on_break", "offline"):
        assert lan.post("/phone/presence", state=state).status_code == 200
        states.append(office.state("lan"))

    assert states == [State.READY, State.ON_BREAK, State.OFFLINE]


def test_who_logs_out_is_rung_at_that_computer_no_more(office: Office, lan: Visitor) -> None:
    lan.post("/phone/presence", state="ready")
    assert lan.post("/logout").status_code == 303

    assert office.state("lan") is State.OFFLINE


@pytest.mark.parametrize("state", ["talking", "wrap_up", "away", "asleep"])
def test_nobody_sets_by_hand_what_follows_from_calls(
    office: Office, lan: Visitor, state: str
) -> None:
    assert lan.post("/phone/presence", state=state).status_code == 422
    assert office.state("lan") is State.OFFLINE


def test_who_has_no_number_is_rung_at_the_computer_alone(lan: Visitor) -> None:
    assert lan.post("/phone/presence", state="ready", via="own_phone").status_code == 422


def test_the_token_is_for_whoever_is_logged_in_whatever_was_asked(
    house: House, lan: Visitor
) -> None:
    answer = lan.post("/phone/token", identity="staff_somebody", person="hoa")

    said = answer.get_json()
    keys = {SETTINGS.twilio_api_key: SETTINGS.twilio_api_secret}
    clock = house.network.clock.now()
    read = tokens.read(said["token"], SETTINGS.twilio_account_sid, keys, clock)
    assert read.identity == said["identity"] == presence.identity(house.person("lan").id)
    assert read.may_be_rung
    assert read.application == ""
    assert read.expires - clock.timestamp() <= 15 * 60
    assert CHILD not in said["token"]


def test_without_a_log_in_there_is_no_token_and_no_bar(house: House) -> None:
    stranger = Visitor(house.client.application.test_client())
    stranger.get("/login")

    assert stranger.post("/phone/token").status_code == 302
    assert stranger.get("/phone/bar").status_code == 302


def test_only_the_page_of_the_telephone_may_reach_the_carrier(lan: Visitor) -> None:
    assert CARRIER in lan.get("/phone").headers["Content-Security-Policy"]
    assert CARRIER not in lan.get("/").headers["Content-Security-Policy"]
    assert f"{CARRIER}/phone/softphone.js" in lan.get("/phone").text


def test_a_link_in_the_window_that_rings_opens_elsewhere_so_that_no_call_is_ended_by_it(
    lan: Visitor,
) -> None:
    assert '<base target="lang-nghe-desk">' in lan.get("/phone").text
    assert "<base" not in lan.get("/").text


def test_an_offer_shows_who_calls_without_a_word_of_what_they_said(
    office: Office, lan: Visitor
) -> None:
    office.house.text(CHILD, "Bố đánh cháu")
    office.ready("lan", after=30)
    office.calls("9")
    office.wait(1)

    bar = lan.get("/phone/bar").text

    assert "Có người gọi cho bạn" in bar
    assert "/tickets/1001" in bar
    assert "đã liên lạc 1 lần" in bar
    assert "đã bấm phím 9" in bar
    assert "Bố đánh" not in bar
    assert CHILD[3:] not in bar


def test_ending_a_call_lets_the_caller_go_with_a_kind_word(office: Office, lan: Visitor) -> None:
    office.ready("lan")
    child = office.calls("1")
    office.wait(5)
    assert "Kết thúc" in lan.get("/phone/bar").text

    assert lan.post("/phone/end").status_code == 200
    office.wait(40)

    assert "Cháu có thể gọi lại bất cứ lúc nào" in office.heard(child)
    assert not office.is_on_the_line(child)
    assert office.state("lan") is State.WRAP_UP
    assert (office.contact().hung_up_by or "").startswith("staff:")
    assert lan.post("/phone/end").status_code == 422


def test_a_supervisor_logs_off_who_forgot_and_a_counselor_may_not(
    office: Office, lan: Visitor
) -> None:
    hoa = logged_in(office.house, "hoa")
    lan.post("/phone/presence", state="ready")
    address = f"/phone/off/{office.house.person('lan').id}"

    assert logged_in(office.house, "minh").post(address).status_code == 422
    assert office.state("lan") is State.READY
    assert hoa.post(address).status_code == 200

    assert office.state("lan") is State.OFFLINE
    assert "người phụ trách đã cho bạn ra" in lan.get("/phone/bar").text


def test_the_buttons_of_a_call_do_what_they_say(office: Office, lan: Visitor) -> None:
    office.house.network.behave(POLICE, answer="accept", after=2)
    office.ready("lan")
    office.calls("1")
    office.wait(6)

    def press(deed: str, **told: str) -> int:
        code = lan.post(f"/phone/do/{deed}", **told).status_code
        office.wait(4)
        return code

    assert press("hold") == 200
    assert office.hears()["child"] == set()
    assert press("call-in", number="0239 3855 001") == 200
    assert office.hears()[POLICE] == {"lan"}
    assert "Quay lại với người gọi" in lan.get("/phone/bar").text
    assert press("resume") == 200
    assert office.hears()["child"] == {"lan", POLICE}
    assert press("leave") == 200
    assert office.hears() == {"child": {POLICE}, POLICE: {"child"}}
    assert press("hold") == 422
    assert press("fly") == 404


def test_who_could_be_called_in_is_read_when_somebody_chooses(office: Office, lan: Visitor) -> None:
    office.ready("lan")
    office.ready("minh")
    office.calls("1")
    office.wait(6)

    assert 'name="person"' not in lan.get("/phone/bar").text
    asked = lan.get("/phone/bar?lists=1").text

    assert 'name="person"' in asked
    assert 'name="agency"' in asked


@pytest.mark.parametrize(
    ("number", "why"),
    [("", "không phải số"), ("113", "hãy chọn cơ quan"), ("abc", "không phải số")],
)
def test_a_number_that_cannot_be_called_is_refused_and_the_talk_goes_on(
    office: Office, lan: Visitor, number: str, why: str
) -> None:
    office.ready("lan")
    office.calls("1")
    office.wait(6)

    refused = lan.post("/phone/do/call-in", number=number)
    assert refused.status_code == 422
    assert why in refused.text
    assert f'value="{number}"' in refused.text
    assert office.hears() == {"child": {"lan"}, "lan": {"child"}}


def test_the_board_shows_who_waits_who_talks_and_who_could_be_rung(
    office: Office, lan: Visitor
) -> None:
    office.ready("lan")
    office.calls("1")
    office.wait(6)
    office.calls("9", OTHER)
    office.wait(1)
    hoa = logged_in(office.house, "hoa")

    board = hoa.get("/calls").text

    assert "Đang chờ · 1" in board
    assert "đã bấm phím 9" in board
    assert "Đang nói chuyện · 1" in board
    assert "Trần Thị Lan" in board
    assert "Nghe cùng" in board
    assert "Nghe cùng" not in lan.get("/calls").text
    assert OTHER[3:] not in board


def test_a_running_tape_is_stopped_for_a_while_from_the_bar(office: Office, lan: Visitor) -> None:
    office.ready("lan")
    child = office.calls("1")
    office.wait(6)
    assert "ghi âm" not in lan.get("/phone/bar").text
    assert lan.post("/phone/do/pause-tape").status_code == 422
    with office.house.work() as work:
        taping.begin(work, office.house.first_ticket().id, child)
    assert "Tạm dừng ghi âm" in lan.get("/phone/bar").text

    assert "Đang tạm dừng ghi âm" in lan.post("/phone/do/pause-tape").text
    assert "Tạm dừng ghi âm" in lan.post("/phone/do/resume-tape").text


def test_both_see_that_a_supervisor_listens_who_cannot_end_the_call(
    office: Office, lan: Visitor
) -> None:
    office.ready("lan")
    office.calls("1")
    office.wait(6)
    office.ready("hoa", after=1)
    hoa = logged_in(office.house, "hoa")

    hoa.post("/phone/do/listen", room=str(office.rooms()[0].id))
    assert "đang được gọi vào để nghe cùng" in lan.get("/phone/bar").text
    office.wait(4)
    assert "</b> đang nghe cùng" in lan.get("/phone/bar").text
    assert "không ai nghe thấy bạn" in hoa.get("/phone/bar").text
    assert "Chỉ tư vấn viên nghe thấy bạn" in hoa.post("/phone/do/whisper").text
    assert "đang nhắc riêng bạn" in lan.get("/phone/bar").text
    assert hoa.post("/phone/end").status_code == 422
    office.wait(2)
    assert office.hears()["child"] == {"lan"}
    assert "Mọi người trong cuộc gọi nghe thấy bạn" in hoa.post("/phone/do/step-in").text


def test_a_ticket_tells_how_a_call_went(office: Office, lan: Visitor) -> None:
    office.ready("lan")
    child = office.calls("1")
    office.wait(6)
    lan.post("/phone/do/hold")
    office.wait(9)
    lan.post("/phone/do/resume")
    office.wait(3)
    lan.post("/phone/end")
    for key in ("1", "2"):
        office.wait(5)
        office.house.network.press(child, key)
    office.wait(30)

    told = lan.get("/tickets/1001").text
    assert "trong đó giữ máy 9 giây" in told
    assert "Trần Thị Lan gác máy · thấy được lắng nghe · chưa thấy an toàn hơn" in told


@pytest.mark.parametrize("answers", ["accept", "no_answer"])
def test_whoever_talks_for_half_an_hour_or_waits_for_a_call_is_not_logged_out_meanwhile(
    office: Office, lan: Visitor, answers: str
) -> None:
    office.ready("lan", answers=answers)
    if answers == "accept":
        office.calls("1")
        office.wait(6)
    for _ in range(3):
        office.house.network.clock.forward(timedelta(minutes=14))
        assert lan.get("/phone/bar", **{"X-Live": "1"}).status_code == 200


def test_whoever_is_on_a_break_is_logged_out_after_a_quarter_of_an_hour(
    office: Office, lan: Visitor
) -> None:
    office.becomes("lan", State.ON_BREAK)
    office.house.network.clock.forward(timedelta(minutes=14))
    assert lan.get("/phone/bar", **{"X-Live": "1"}).status_code == 200
    office.house.network.clock.forward(timedelta(minutes=2))

    assert lan.get("/phone/bar", **{"X-Live": "1"}).status_code == 302
