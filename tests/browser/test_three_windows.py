"""Two counselors and a supervisor, each at a browser of their own: one call goes through all."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from hotline.calls.presence import State
from tests.browser import pictures
from tests.browser.conftest import at_home
from tests.browser.person import Person, is_a_press, rung_in_browsers
from tests.browser.window import SHOTS
from tests.calls.office import CHILD, Office
from tests.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
POLICE = "+842393855001"
TALK = {"child": {"lan"}, "lan": {"child"}}


@dataclass
class Floor:
    office: Office
    lan: Person
    minh: Person
    hoa: Person


@pytest.fixture
def floor(house: House, chromium: "Browser") -> Iterator[Floor]:
    with ExitStack() as open_:
        url = open_.enter_context(rung_in_browsers(house))
        browsers = [open_.enter_context(at_home(chromium)) for _ in range(3)]
        people = [Person(browser.new_page(), url) for browser in browsers]
        yield Floor(Office(house), *people)
    assert [person.complaints for person in people] == [[], [], []]


def test_a_call_is_answered_held_shared_overheard_handed_over_lost_and_ended_in_three_windows(
    floor: Floor,
) -> None:
    floor.office.house.text(CHILD, "Đừng gọi lại nha cô, ba con đang ở đây")
    floor.lan.sits_down("lan")
    child = is_offered_and_answered(floor)
    is_held(floor)
    the_police_are_added(floor)
    is_listened_to_and_whispered_in(floor)
    is_handed_over(floor)
    the_window_is_killed(floor, child)
    is_ended_and_written_down(floor, child)


def is_offered_and_answered(floor: Floor) -> str:
    office, lan = floor.office, floor.lan
    child = office.calls("1")
    office.wait(1.5)
    lan.sees("Có người gọi cho bạn")
    lan.sees("không gọi lại")
    lan.sees("đã liên lạc 1 lần")
    lan.keeps("1-offered")
    lan.answers()
    lan.page.wait_for_selector("#desk[data-ticket='1001']")
    lan.sees("Đang nói chuyện")
    office.wait(3)
    assert office.hears() == TALK
    lan.page.wait_for_selector("#phone-hold")
    lan.key("F8")
    lan.sees("Bạn đang tắt tiếng")
    lan.keeps("2-muted")
    lan.key("F8")
    return child


def is_held(floor: Floor) -> None:
    office, lan = floor.office, floor.lan
    lan.key("n")
    lan.page.keyboard.type("Em nói nhỏ, có tiếng người lớn")
    lan.press_by_key("F9")  # also in the middle of a sentence
    lan.sees("Người gọi đang giữ máy")
    lan.telephone.evaluate("source.dispatchEvent(new Event('ended'))")  # the log-in has run out
    office.wait(2)
    assert office.hears() == {"child": set(), "lan": set()}
    assert lan.sizes_that_overflow() == []
    lan.shots("three-3-held")
    pictures.take(lan.telephone, SHOTS / "three-3-telephone.png")


def the_police_are_added(floor: Floor) -> None:
    office, lan = floor.office, floor.lan
    office.house.network.behave(POLICE, answer="accept", after=2)
    lan.unfold("Gọi thêm người")
    lan.page.fill("#phone [name=number]", "113")
    lan.key("Enter")
    lan.sees("số ngắn như 113 không gọi được từ đây")
    lan.keeps("4-refused")
    lan.press("Trực ban Công an tỉnh")
    office.wait(4)
    assert office.hears() == {"child": set(), "lan": {POLICE}, POLICE: {"lan"}}
    lan.sees("Trực ban Công an tỉnh (mô phỏng) đang trong cuộc gọi")
    lan.keeps("5-police-briefed")
    lan.press_by_key("F9")
    lan.sees("Giữ máy")
    office.wait(1)
    assert office.hears() == {
        "child": {"lan", POLICE},
        "lan": {"child", POLICE},
        POLICE: {"child", "lan"},
    }


def is_listened_to_and_whispered_in(floor: Floor) -> None:
    office, lan, hoa = floor.office, floor.lan, floor.hoa
    hoa.sits_down("hoa")
    hoa.press("Nghỉ một lát")  # here, and not to be rung for callers
    hoa.open("/calls")
    hoa.page.wait_for_selector("text=Đang nói chuyện · 1")
    hoa.keeps("6-board")
    assert hoa.sizes_that_overflow() == []
    with hoa.page.expect_response(is_a_press):
        hoa.page.click("#calls button:has-text('Nghe cùng')")
    hoa.sees("Cuộc gọi để nghe cùng")
    office.wait(1)
    hoa.answers()
    lan.sees("đang nghe cùng")
    office.wait(3)
    assert office.hears()["hoa"] == {"child", "lan", POLICE}
    assert all("hoa" not in heard for heard in office.hears().values())
    hoa.sees("Nhắc riêng")
    hoa.press("Nhắc riêng")
    lan.sees("đang nhắc riêng bạn")
    office.wait(1)
    assert office.hears()["lan"] == {"child", "hoa", POLICE}
    assert office.hears()["child"] == {"lan", POLICE}
    lan.keeps("6-whispered-to")
    hoa.keeps("6-whispers")
    hoa.press_by_key("F4")
    lan.press("Cho rời cuộc gọi")
    office.wait(1)
    assert office.hears() == TALK


def is_handed_over(floor: Floor) -> None:
    office, lan, minh = floor.office, floor.lan, floor.minh
    lan.page.wait_for_selector("#phone .company", state="detached")
    lan.unfold("Chuyển máy")
    lan.sees("Hiện không đồng nghiệp nào rảnh")
    minh.sits_down("minh")  # while she looks at who could take it
    lan.page.wait_for_selector("#phone-colleagues button")
    lan.keeps("7-hand-over")
    lan.press("Lê Quang Minh")
    office.wait(1)
    minh.sees("Có người gọi cho bạn")
    minh.answers()
    minh.sees("Đang nói chuyện")
    office.wait(3)
    assert office.hears()["child"] == {"lan", "minh"}
    lan.press("Để họ tiếp tục")
    office.wait(1)
    lan.sees("Đang ghi chép")
    lan.keeps("8-wrap-up")
    assert office.hears() == {"child": {"minh"}, "minh": {"child"}}
    assert office.house.ticket().owner_id == office.house.person("minh").id
    lan.press("Tôi sẵn sàng")
    lan.sees("Sẵn sàng nhận cuộc gọi")


def the_window_is_killed(floor: Floor, child: str) -> None:
    """The supervisor sees it at once, and the caller is first again within two seconds."""
    office, lan, minh, hoa = floor.office, floor.lan, floor.minh, floor.hoa
    hoa.open("/calls")
    minh.telephone.close(run_before_unload=False)
    hoa.page.wait_for_selector("#calls li.away:has-text('Lê Quang Minh')")
    office.wait(2)
    assert "không phải lỗi của cháu" in office.heard(child)
    assert office.is_on_the_line(child)
    assert office.waiting()[-1].front
    assert office.state("minh") is State.AWAY
    minh.sees("bạn bị ngắt khỏi cuộc gọi")
    minh.speak("en")
    minh.keeps("9-cut-off-en")
    lan.sees("Có người gọi cho bạn")
    lan.answers()
    lan.sees("Đang nói chuyện")
    office.wait(10)  # the kind sentence is heard to its end
    assert office.hears() == TALK


def is_ended_and_written_down(floor: Floor, child: str) -> None:
    office, lan = floor.office, floor.lan
    lan.page.wait_for_selector("#phone-hold")
    lan.key("F4")
    lan.keeps("10-end")
    lan.press_by_key("Enter")
    office.wait(5)
    lan.sees("Đang ghi chép")
    office.house.network.press(child, "1")
    office.wait(5)
    office.house.network.press(child, "2")
    office.wait(30)
    assert office.hears() == {}
    assert not office.is_on_the_line(child)
    lan.open("/tickets/1001")
    told = lan.page.inner_text("#moments")
    for words in (
        "trong đó giữ máy",
        "Lan gác máy",
        "thấy được lắng nghe",
        "chưa thấy an toàn hơn",
    ):
        assert words in told
    lan.keeps("11-written-down")
