"""The phone page: several people in one browser, each with a telephone of the simulated network."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response

from simulator.app import create_app
from simulator.phone import people
from tests.browser.conftest import at_home, served
from tests.browser.telephones import Telephones
from tests.house import House
from tests.simulator.conftest import CHILD, HOST, HOTLINE, Net, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
pytestmark = pytest.mark.browser
POLICE, SUPERVISOR = "+842393855001", "+84990000001"
FOUR = people.read(f"child={CHILD},counselor=+84900000001,police={POLICE},supervisor={SUPERVISOR}")
PICTURE = Path(__file__).parents[2] / "docs/images/desk.png"
MENU = (
    '<Gather numDigits="1" action="/menu" timeout="60">'
    '<Say language="vi-VN">Chào em, đây là đường dây lắng nghe</Say></Gather>'
)


@pytest.fixture
def net() -> Net:
    net = build()
    net.application.answers |= {"/voice": MENU, "/menu": '<Pause length="900"/>'}
    return net


@pytest.fixture
def desk(net: Net, chromium: "Browser") -> Iterator[Telephones]:
    """Four telephones, and an application that answers as it is told."""
    yield from _opened(chromium, create_app(net.sim, FOUR))


@pytest.fixture
def office(house: House, chromium: "Browser") -> Iterator[Telephones]:
    """Four telephones, and the whole house on the other side."""
    yield from _opened(chromium, create_app(house.network, FOUR))


def _opened(chromium: "Browser", app: Flask) -> Iterator[Telephones]:
    with served(app) as url, at_home(chromium) as context:
        telephones = Telephones(context.new_page(), url)
        telephones.enter()
        yield telephones
    assert telephones.complaints == []


def seconds(house: House, number: float) -> None:
    house.forward(timedelta(seconds=number))


def test_four_people_play_one_call(office: Telephones, house: House) -> None:
    child, _, police, supervisor = (office.of(place) for place in range(4))
    office.picture("phone-idle-vi")
    child.button("Gọi").click()
    expect(child.line).to_contain_text("Đường dây nóng")
    child.keys("9")
    expect(child.screen.locator("kbd")).to_have_text("9")
    seconds(house, 2)

    expect(police.line).to_have_text("Đường dây nóng gọi đến")
    expect(supervisor.line).to_have_text("Đường dây nóng gọi đến")
    expect(office.page.locator("#elsewhere")).to_contain_text("đang đổ chuông")
    office.picture("phone-ringing-vi")
    police.button("Nghe máy").click()
    supervisor.keys("Enter")
    expect(police.line).to_contain_text("Đang nói với")
    expect(supervisor.line).to_contain_text("Đang nói với")
    child.words("Bố cháu đang đánh mẹ, cháu ở gần chợ")
    expect(child.screen.locator(".said")).to_have_text("Bố cháu đang đánh mẹ, cháu ở gần chợ")
    seconds(house, 1)
    police.button("1").click()
    supervisor.keys("4")
    expect(police.screen.locator("kbd")).to_have_text("1")
    expect(supervisor.screen.locator("kbd")).to_have_text("4")
    office.picture("phone-talking-vi")
    seconds(house, 2)
    child.keys("Escape")

    expect(child.screen.locator(".event").last).to_contain_text("Kết thúc sau")
    assert house.ticket().owner_id == house.person("hoa").id
    assert [m.body[:10] for m in house.network.inbox(SUPERVISOR)] == ["Lang Nghe:"]
    expect(supervisor.screen.locator(".text")).to_contain_text("muc nguy cap")


def test_a_call_is_declined_by_keyboard_and_nobody_else_is_touched(
    desk: Telephones, net: Net
) -> None:
    net.application.answers["/voice"] = (
        f'<Dial action="/after"><Number>{POLICE}</Number><Number>{SUPERVISOR}</Number></Dial>'
    )
    child, _, police, supervisor = (desk.of(place) for place in range(4))
    child.keys("Enter")
    expect(child.line).to_contain_text("Đang nói với")
    net.pass_time(2)
    expect(police.line).to_be_visible()
    police.keys("Escape")

    expect(police.screen).to_contain_text("Máy bận")
    expect(supervisor.line).to_have_text("Trẻ em gọi đến")
    supervisor.keys("Escape")
    expect(supervisor.line).to_have_count(0)
    assert net.application.at("/after")[0]["DialCallStatus"] == "busy"


def test_escape_leaves_the_words_first_and_then_the_call(desk: Telephones, net: Net) -> None:
    child = desk.of(0)
    child.button("Gọi").click()
    child.part("textarea").fill("em")
    child.part("textarea").press("Escape")
    expect(child.root).to_be_focused()
    assert net.sim.calls_of(CHILD)[0].status == "in-progress"
    child.root.press("Escape")

    expect(child.screen).to_contain_text("Kết thúc sau")
    expect(child.part("textarea")).to_have_value("em")


def test_people_who_are_joined_hear_each_other_until_one_mutes(desk: Telephones, net: Net) -> None:
    net.application.answers["/voice"] = f"<Dial>{POLICE}</Dial>"
    net.sim.behave(POLICE, answer="accept")
    child, police = desk.of(0), desk.of(2)
    child.button("Gọi").click()
    expect(child.line).to_be_visible()
    net.pass_time(2)
    expect(police.line).to_contain_text("Đang nói với Trẻ em")
    expect(child.screen.locator(".sound")).to_have_text("Chuông đang reo ở máy bên kia")
    police.words("Cháu đóng cửa lại nhé")

    expect(child.screen.locator(".heard").last).to_have_text("Công an trựcCháu đóng cửa lại nhé")
    child.button("Tắt mic").click()
    expect(child.button("Bật mic")).to_have_attribute("aria-pressed", "true")
    child.words("Bí mật")
    expect(child.problem).to_have_text("Mic đang tắt, không ai nghe được.")
    expect(child.part("textarea")).to_have_value("Bí mật")
    child.button("Bật mic").click()
    child.words("Vâng ạ")
    expect(police.screen.locator(".heard")).to_have_text(["Trẻ emVâng ạ"])


def test_pictures_travel_both_ways(desk: Telephones, net: Net) -> None:
    net.application.answers |= {
        "/sms": f"<Message><Body>Đường đi đây</Body><Media>{HOST}/map.png</Media></Message>",
        "/map.png": Response(PICTURE.read_bytes(), mimetype="image/png"),
    }
    child = desk.of(0)
    child.part("input[type=file]").set_input_files(PICTURE)
    expect(child.part(".taken canvas")).to_be_visible()
    child.words("Cháu gửi ảnh ạ")
    expect(child.screen.locator(".text.mine p")).to_have_text("Cháu gửi ảnh ạ")
    expect(child.part(".taken")).to_have_count(0)
    net.pass_time(5)

    expect(child.screen.locator(".text:not(.mine) p")).to_have_text("Đường đi đây")
    images = child.screen.locator("img")
    for place in range(2):
        expect(images.nth(place)).to_have_js_property("naturalWidth", 1366)
    assert net.application.at("/sms")[0]["NumMedia"] == "1"
    desk.picture("phone-pictures-vi")


def test_what_is_no_picture_is_said_and_a_picture_may_be_taken_back(desk: Telephones) -> None:
    child = desk.of(0)
    child.part("input[type=file]").set_input_files(Path(__file__))
    expect(child.problem).to_have_text("Tệp này không phải là ảnh.")
    child.part("input[type=file]").set_input_files(PICTURE)
    child.button("Bỏ ảnh này").click()
    expect(child.part(".taken")).to_have_count(0)


def test_what_cannot_be_done_is_said_and_stays_written(desk: Telephones) -> None:
    child = desk.of(0)
    child.part(".to").fill("113")
    child.part(".to").press("Enter")
    expect(child.problem).to_have_text("Mạng không có số này, hoặc cuộc gọi không còn nữa.")
    child.words("Cứu cháu")
    expect(child.problem).not_to_be_empty()
    expect(child.part("textarea")).to_have_value("Cứu cháu")
    child.part(".to").fill(HOTLINE)
    child.part("textarea").press("Enter")
    expect(child.screen).to_contain_text("Cứu cháu")
    expect(child.problem).to_be_empty()


def test_telephones_come_and_go_and_are_there_the_next_day(desk: Telephones, net: Net) -> None:
    net.client.calls.create(to="client:counselor_07", from_=HOTLINE, url=f"{HOST}/voice")
    net.pass_time(2)
    expect(desk.page.locator("#elsewhere")).to_contain_text("client:counselor_07")
    desk.page.get_by_role("button", name="Mở máy đó").click()
    fifth = desk.of(4)
    expect(fifth.part(".name")).to_be_focused()
    desk.page.keyboard.type("Cô Lan")
    fifth.button("Nghe máy").click()
    expect(fifth.screen).to_contain_text("Chào em")
    desk.of(1).button("Bỏ máy này").click()
    desk.page.click("#add")
    desk.of(4).part(".number").fill("+84905000005")
    desk.of(4).part(".number").press("Tab")

    desk.enter()

    names = desk.page.locator(".name")
    expect(names).to_have_count(5)
    shown = [names.nth(place).input_value() for place in range(5)]
    assert shown == ["Trẻ em", "Công an trực", "Người phụ trách", "Cô Lan", "Máy 5"]
    expect(desk.of(3).line).to_contain_text("Đang nói với Đường dây nóng")
    expect(desk.of(4).part(".number")).to_have_value("+84905000005")
    desk.picture("phone-five-vi")


def test_every_word_is_there_in_both_languages(desk: Telephones, net: Net) -> None:
    words = "import('/phone/static/words.js')"
    assert desk.page.evaluate(f"{words}.then((words) => words.unfinished())") == []
    asked = """(words) => [...document.querySelectorAll("[data-word], [data-hint], [data-label]"),
        ...document.getElementById("handset").content.querySelectorAll(
            "[data-word], [data-hint], [data-label]")]
        .flatMap((one) => ["word", "hint", "label"].map((kind) => one.dataset[kind]))
        .filter((name) => name && !words.knows(name))"""
    assert desk.page.evaluate(f"{words}.then({asked})") == []
    child = desk.of(0)
    child.button("Gọi").click()
    child.keys("9")
    net.sim.text(CHILD, HOTLINE, "em chào cô")
    expect(child.screen).to_contain_text("Đã nối máy")

    desk.speak("en")

    expect(desk.page).to_have_title("Simulated telephones")
    expect(child.line).to_contain_text("Talking with The hotline")
    expect(child.screen).to_contain_text("Connected")
    expect(child.part(".name")).to_have_value("Child")
    expect(child.part(".simulated")).to_have_text("SIMULATED")
    desk.picture("phone-talking-en")
    desk.enter()
    expect(desk.page.locator("#language")).to_have_text("Tiếng Việt")
    desk.speak("vi")
    expect(child.part(".simulated")).to_have_text("MÔ PHỎNG")


def test_the_log_tells_what_people_did_and_on_demand_what_machines_said(
    desk: Telephones, net: Net
) -> None:
    desk.of(0).button("Gọi").click()
    latest = desk.page.locator("#latest")
    expect(latest).to_contain_text("Trẻ em nghe")
    desk.page.click("#journal summary")
    entries = desk.page.locator("#entries")
    expect(entries).to_contain_text("Trẻ em gọi Đường dây nóng")
    expect(entries).not_to_contain_text("Hỏi ứng dụng")
    desk.page.check("#technical")
    expect(entries).to_contain_text(f"Hỏi ứng dụng (voice): {HOST}/voice")
    net.sim.text(CHILD, HOTLINE, "em chào cô")
    expect(entries).to_contain_text("Trẻ em nhắn cho Đường dây nóng: “em chào cô”")
    desk.picture("phone-log-vi")


def test_one_hand_can_hold_it_on_a_narrow_screen(desk: Telephones, net: Net) -> None:
    desk.page.set_viewport_size({"width": 360, "height": 740})
    net.client.calls.create(to=SUPERVISOR, from_=HOTLINE, url=f"{HOST}/voice")
    net.pass_time(2)
    chip = desk.page.locator("#jump .ringing")
    expect(chip).to_have_text("Người phụ trách")
    chip.click()
    supervisor = desk.of(3)
    expect(supervisor.root).to_be_focused()
    expect(supervisor.button("Nghe máy")).to_be_in_viewport()
    supervisor.root.press("Enter")
    expect(supervisor.line).to_contain_text("Đang nói với")
    for screen in ("narrow", "tablet", "desktop"):
        desk.picture("phone-one-hand-vi", screen)
        assert not desk.is_too_wide()


def test_four_telephones_stand_side_by_side_at_the_office(desk: Telephones) -> None:
    tops = {box["y"] for place in range(4) if (box := desk.of(place).root.bounding_box())}
    assert len(tops) == 1
    assert not desk.is_too_wide()
    desk.page.emulate_media(color_scheme="dark")
    desk.picture("phone-idle-dark-vi")


def test_alt_and_a_digit_choose_a_telephone(desk: Telephones) -> None:
    desk.page.keyboard.press("Alt+Digit3")
    expect(desk.of(2).root).to_be_focused()
    assert desk.of(2).root.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    desk.page.keyboard.press("Tab")
    expect(desk.of(2).part(".name")).to_be_focused()


def test_a_lost_network_is_said_and_comes_back(net: Net, chromium: "Browser") -> None:
    keep = """globalThis.EventSource = class extends EventSource {
        constructor(...all) { super(...all); globalThis.source = this; }
    };"""
    with served(create_app(net.sim, FOUR)) as url, at_home(chromium) as context:
        context.add_init_script(keep)
        desk = Telephones(context.new_page(), url)
        desk.enter()
        desk.page.route("**/_sim/events", lambda route: route.abort())
        desk.page.evaluate("source.dispatchEvent(new Event('error'))")
        lost = "Mất nối với mạng, đang thử lại…"
        expect(desk.page.locator(".stream")).to_have_text(lost)
        desk.picture("phone-lost-vi")
        net.sim.text(CHILD, HOTLINE, "em chào cô")
        desk.page.unroute("**/_sim/events")
        expect(desk.page.locator(".stream.live")).to_be_visible()
        expect(desk.of(0).screen).to_contain_text("em chào cô")


VOICE = """
globalThis.spoken = [];
globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(globalThis, "speechSynthesis", { value: {
  getVoices: () => VOICES,
  speak: (said) => spoken.push(`${said.lang}: ${said.text}`),
  addEventListener: () => {},
} });
"""
EAR = """
globalThis.SpeechRecognition = class {
  start() {
    this.onresult({ results: [[{ transcript: `nghe bằng ${this.lang}` }]] });
    this.onend();
  }
};
"""


def test_a_speaker_reads_aloud_with_the_browsers_vietnamese_voice(
    net: Net, chromium: "Browser"
) -> None:
    with served(create_app(net.sim, FOUR)) as url, at_home(chromium) as context:
        context.add_init_script(VOICE.replace("VOICES", '[{ lang: "en-US" }, { lang: "vi-VN" }]'))
        desk = Telephones(context.new_page(), url)
        desk.enter()
        desk.of(0).part(".speaker").click()
        desk.of(0).button("Gọi").click()
        expect(desk.of(0).screen).to_contain_text("Chào em")
        said = desk.page.evaluate("spoken")
        assert said == ["vi-VN: Chào em, đây là đường dây lắng nghe"]


def test_a_browser_without_a_vietnamese_voice_says_so(net: Net, chromium: "Browser") -> None:
    with served(create_app(net.sim, FOUR)) as url, at_home(chromium) as context:
        context.add_init_script(VOICE.replace("VOICES", '[{ lang: "en-US" }]'))
        desk = Telephones(context.new_page(), url)
        desk.enter()
        expect(desk.of(0).part(".speaker")).to_have_attribute(
            "title", "Loa: chỉ đổ chuông, vì trình duyệt này không có giọng tiếng Việt"
        )


def test_what_the_browser_understood_is_said_on_the_line(net: Net, chromium: "Browser") -> None:
    with served(create_app(net.sim, FOUR)) as url, at_home(chromium) as context:
        context.add_init_script(EAR)
        desk = Telephones(context.new_page(), url)
        desk.enter()
        child = desk.of(0)
        child.button("Gọi").click()
        expect(child.line).to_contain_text("Đang nói với")
        child.part(".dictate").click()
        expect(child.screen.locator(".said")).to_have_text("nghe bằng vi-VN")
