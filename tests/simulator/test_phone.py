"""What the phone page asks for: calls, the story of each telephone, pictures, and the rest."""

import re
from collections.abc import Iterator
from typing import cast

import pytest
from flask import Response
from flask.testing import FlaskClient

from simulator.app import create_app
from simulator.phone import people
from simulator.phone.people import Person
from simulator.wire.reach import Reach
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Json = dict[str, object]


@pytest.fixture
def sim(net: Net) -> Iterator[FlaskClient]:
    with net.control as client:
        yield client


def handsets(sim: FlaskClient, *numbers: str) -> Json:
    answer = sim.post("/phone/handsets", json={"numbers": list(numbers)})
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def phone(sim: FlaskClient, number: str) -> tuple[list[Json], list[Json]]:
    """The calls it is in, and its story."""
    phones = handsets(sim, number)["phones"]
    assert isinstance(phones, list)
    return phones[0]["calls"], phones[0]["story"]


def last_picture(sim: FlaskClient, number: str) -> str:
    [address] = cast("list[str]", phone(sim, number)[1][-1]["pictures"])
    return address


def story(sim: FlaskClient, number: str) -> list[tuple[object, ...]]:
    told = {"placed": "other", "rings": "other", "status": "status", "heard": "text"}
    told |= {"said": "text", "pressed": "key", "sent": "text", "received": "text"}
    return [(one["kind"], one[told[str(one["kind"])]]) for one in phone(sim, number)[1]]


def test_the_story_of_a_call_is_told_in_order(net: Net, sim: FlaskClient) -> None:
    net.application.answers["/menu"] = '<Say language="vi-VN">Em nói đi</Say><Pause length="60"/>'
    sid = net.dial('<Gather numDigits="1" action="/menu"><Say>Chào em</Say></Gather>')
    net.sim.press(sid, "9")
    net.sim.say(sid, "Cứu em")
    net.pass_time(42)
    net.sim.hangup(sid)

    assert story(sim, CHILD) == [
        ("placed", HOTLINE),
        ("status", "in-progress"),
        ("heard", "Chào em"),
        ("pressed", "9"),
        ("heard", "Em nói đi"),
        ("said", "Cứu em"),
        ("status", "completed"),
    ]
    told = phone(sim, CHILD)[1]
    assert (told[-1]["seconds"], told[4]["language"]) == (42, "vi-VN")
    assert phone(sim, CHILD)[0] == []


def test_a_call_is_nothing_to_a_telephone_before_it_rings_there(net: Net, sim: FlaskClient) -> None:
    net.application.answers["/agent"] = '<Gather timeout="60"/>'
    net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent")
    assert phone(sim, POLICE) == ([], [])
    net.pass_time(2)

    [call], told = phone(sim, POLICE)

    assert (call["state"], call["placed"], call["other"]) == ("ringing", False, HOTLINE)
    assert [(one["kind"], one["other"]) for one in told] == [("rings", HOTLINE)]


def test_a_call_taken_back_before_it_rang_is_in_no_story(net: Net, sim: FlaskClient) -> None:
    made = net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent")
    net.client.calls(str(made.sid)).update(status="canceled")

    assert story(sim, POLICE) == []


def test_a_leg_belongs_to_the_telephone_it_rings_at_alone(net: Net, sim: FlaskClient) -> None:
    child = net.dial(f"<Dial>{POLICE}</Dial>")
    net.pass_time(2)

    assert [call["sid"] for call in phone(sim, CHILD)[0]] == [child]
    assert [call["number"] for call in phone(sim, POLICE)[0]] == [POLICE]


def test_one_hears_who_speaks(net: Net, sim: FlaskClient) -> None:
    net.sim.behave(POLICE, answer="accept")
    child = net.dial(f"<Dial>{POLICE}</Dial>")
    net.pass_time(2)
    net.sim.say(child, "Cháu ở chợ")

    heard = phone(sim, POLICE)[1][-1]

    assert (heard["text"], heard["by"]) == ("Cháu ở chợ", CHILD)


def test_a_call_that_rings_at_a_telephone_nobody_holds_is_named(net: Net, sim: FlaskClient) -> None:
    by_itself = "+84900000114"
    net.sim.behave(by_itself, answer="accept", after=20)
    for number in (POLICE, by_itself):
        net.client.calls.create(to=number, from_=HOTLINE, url=f"{HOST}/agent")
    net.pass_time(2)

    elsewhere = handsets(sim, CHILD)["elsewhere"]

    assert isinstance(elsewhere, list)
    assert [(call["number"], call["other"]) for call in elsewhere] == [(POLICE, HOTLINE)]
    assert handsets(sim, CHILD, POLICE)["elsewhere"] == []


def test_numbers_of_people_are_offered_the_last_first(net: Net, sim: FlaskClient) -> None:
    net.sim.text(CHILD, HOTLINE, "em chào cô")
    net.client.messages.create(to=POLICE, from_=HOTLINE, body="Có việc")

    assert handsets(sim)["known"] == [POLICE, CHILD]


def test_texts_stand_where_they_were_written_and_where_they_arrived(
    net: Net, sim: FlaskClient
) -> None:
    net.application.answers["/sms"] = "<Message>Đã nhận</Message>"
    net.sim.text(CHILD, HOTLINE, "một")
    net.sim.text(CHILD, HOTLINE, "hai")
    net.pass_time(10)

    assert [text for _, text in story(sim, CHILD)] == ["một", "hai", "Đã nhận", "Đã nhận"]


def test_a_text_that_never_arrived_is_not_shown(net: Net, sim: FlaskClient) -> None:
    net.sim.behave(POLICE, sms="undelivered")
    net.client.messages.create(to=POLICE, from_=HOTLINE, body="Có việc")
    net.pass_time(10)

    assert story(sim, POLICE) == []


def test_a_long_story_keeps_its_end(net: Net, sim: FlaskClient) -> None:
    for n in range(210):
        net.sim.text(CHILD, HOTLINE, str(n))

    told = story(sim, CHILD)

    assert (len(told), told[-1]) == (200, ("sent", "209"))


def test_a_picture_of_a_person_is_shown_and_cannot_run(net: Net, sim: FlaskClient) -> None:
    net.sim.text(CHILD, HOTLINE, "ảnh đây", [PIXEL])
    picture = last_picture(sim, CHILD)

    answer = sim.get(picture)

    assert (answer.mimetype, answer.data[:4]) == ("image/png", b"\x89PNG")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert sim.get(f"{picture}0").status_code == 404


@pytest.mark.parametrize(
    ("served", "status"),
    [
        pytest.param(Response(b"\x89PNG", mimetype="image/png"), 200, id="a picture"),
        pytest.param(Response("<script>", mimetype="text/html"), 415, id="a page"),
        pytest.param(Response(status=404), 502, id="nothing"),
        pytest.param(Response(status=302, headers={"Location": "/sms"}), 502, id="elsewhere"),
        pytest.param(Response(bytes(6 * 2**20), mimetype="image/png"), 502, id="too large"),
    ],
)
def test_a_picture_of_the_application_is_fetched_for_the_telephone(
    net: Net, sim: FlaskClient, served: Response, status: int
) -> None:
    net.application.answers |= {
        "/map.png": served,
        "/sms": f"<Message><Body>Đường đi</Body><Media>{HOST}/map.png</Media></Message>",
    }
    net.sim.text(CHILD, HOTLINE, "em đi đường nào")
    net.pass_time(10)
    picture = last_picture(sim, CHILD)

    assert sim.get(picture).status_code == status


@pytest.mark.parametrize("address", ["https://example.vn/x.png", "ftp://hotline.test/x.png"])
def test_no_picture_is_fetched_from_elsewhere(net: Net, sim: FlaskClient, address: str) -> None:
    net.sim.exchange.webhooks.reach = Reach(net.sim.session, lambda _host: ["192.0.2.7"])
    net.application.answers["/sms"] = f"<Message><Body>x</Body><Media>{address}</Media></Message>"
    net.sim.text(CHILD, HOTLINE, "em đi đường nào")
    net.pass_time(10)
    picture = last_picture(sim, CHILD)

    answer = sim.get(picture)
    assert (answer.status_code, answer.get_json()) == (502, {"error": "this host is not allowed"})


def test_a_picture_whose_server_is_away_is_no_picture(net: Net, sim: FlaskClient) -> None:
    away = "http://127.0.0.1:1/x.png"
    net.client.messages.create(to=CHILD, from_=HOTLINE, body="x", media_url=[away])
    net.pass_time(10)
    picture = last_picture(sim, CHILD)

    assert sim.get(picture).status_code == 502


@pytest.mark.parametrize("numbers", ["+84", [1]])
def test_what_is_no_list_of_numbers_is_refused(sim: FlaskClient, numbers: object) -> None:
    answer = sim.post("/phone/handsets", json={"numbers": numbers})

    assert (answer.status_code, answer.get_json()["error"][:8]) == (400, "numbers:")


@pytest.mark.parametrize("path", ["/phone/handsets", "/_sim/calls", "/_sim/clock"])
def test_pages_of_the_web_reach_nothing(sim: FlaskClient, path: str) -> None:
    answer = sim.post(path, json={}, headers={"Origin": "https://example.vn"})

    assert answer.status_code == 403


def test_the_page_loads_nothing_but_its_own_files(sim: FlaskClient) -> None:
    page = sim.get("/phone")

    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "<style" not in page.text
    assert "style=" not in page.text
    assert page.text.count("<script") == page.text.count("<script type=") == 1


def test_the_seam_is_one_file_at_an_address_of_its_own(sim: FlaskClient) -> None:
    with sim.get("/phone/softphone.js") as seam:
        assert (seam.status_code, seam.mimetype) == (200, "text/javascript")
        assert b"Twilio" in seam.data


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXT = "ink/paper ink/ground ink/raised ink/go-soft quiet/paper quiet/ground quiet/raised"
TEXT += (
    " on-colour/go on-colour/stop soon/soon-soft soon/paper stop/paper stop/stop-soft ground/ink"
)
SHAPES = "edge/paper edge/ground go/paper go/ground focus/paper focus/ground"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_and_shapes_stand_out_by_day_and_by_night(sim: FlaskClient, theme: str) -> None:
    with sim.get("/phone/static/page.css") as sheet:
        themes = sheet.get_data(as_text=True).split("prefers-color-scheme: dark")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", themes[theme == "dark"]))

    for pairs, enough in ((TEXT, 4.5), (SHAPES, 3)):
        for pair in pairs.split():
            one, other = pair.split("/")
            assert contrast(colours[one], colours[other]) >= enough, pair


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("", ()),
        ("child=+84912345678", (Person("child", "", CHILD),)),
        ("Cô Lan = client:lan, ", (Person("", "Cô Lan", "client:lan"),)),
    ],
)
def test_the_page_opens_with_the_telephones_it_was_told(
    text: str, opened: tuple[Person, ...]
) -> None:
    assert people.read(text) == opened


@pytest.mark.parametrize("text", ["child", "child=", "child=1,police"])
def test_what_is_no_list_of_telephones_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="name=number"):
        people.read(text)


def test_an_office_is_told_who_is_there(net: Net) -> None:
    page = create_app(net.sim, people.read("Công an <Kỳ Anh>=+84900000113")).test_client()

    assert "Công an \\u003cKỳ Anh\\u003e" in page.get("/phone").text
