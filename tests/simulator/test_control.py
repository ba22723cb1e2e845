"""The control API: what a person does with a telephone, as JSON."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net


@pytest.fixture
def sim(net: Net) -> Iterator[FlaskClient]:
    with net.control as client:
        yield client


def test_a_call_is_placed_keyed_and_hung_up(net: Net, sim: FlaskClient) -> None:
    net.application.answers |= {
        "/voice": '<Gather action="/menu" numDigits="1"><Say language="vi-VN">Chào</Say></Gather>',
        "/menu": '<Gather timeout="60"><Play>/a.wav</Play></Gather>',
    }
    sid = sim.post("/_sim/calls", json={"from": CHILD, "to": HOTLINE}).get_json()["sid"]

    sim.post(f"/_sim/calls/{sid}/press", json={"digits": "9"})
    seen = sim.get(f"/_sim/calls/{sid}").get_json()

    assert (seen["state"], seen["direction"]) == ("in-progress", "inbound")
    assert (seen["from"], seen["to"]) == (CHILD, HOTLINE)
    assert [h.get("text") or h["url"] for h in seen["heard"]] == ["Chào", f"{HOST}/a.wav"]
    assert seen["heard"][0]["language"] == "vi-VN"
    assert sim.post(f"/_sim/calls/{sid}/hangup").get_json()["state"] == "completed"


def test_a_ringing_call_is_seen_and_answered(net: Net, sim: FlaskClient) -> None:
    net.application.answers["/agent"] = '<Gather timeout="60"/>'
    net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent")
    sim.post("/_sim/clock", json={"forward": 2})

    [ringing] = sim.get(f"/_sim/numbers/{POLICE}").get_json()["calls"]
    assert ringing["state"] == "ringing"
    answered = sim.post(f"/_sim/calls/{ringing['sid']}/answer").get_json()
    assert answered["state"] == "in-progress"
    assert sim.post(f"/_sim/calls/{ringing['sid']}/say", json={"text": "A lô"}).status_code == 200
    assert sim.post(f"/_sim/calls/{ringing['sid']}/decline").status_code == 409


def test_texts_are_written_and_read(net: Net, sim: FlaskClient) -> None:
    net.application.answers["/sms"] = "<Message>Đã nhận</Message>"
    words = {"from": CHILD, "to": HOTLINE, "body": "cứu em", "media": []}
    sid = sim.post("/_sim/messages", json=words).get_json()["sid"]
    sim.post("/_sim/clock", json={"run_until_idle": True})

    seen = sim.get(f"/_sim/numbers/{CHILD}").get_json()

    assert [m["sid"] for m in seen["sent"]] == [sid]
    assert [(m["body"], m["status"]) for m in seen["inbox"]] == [("Đã nhận", "delivered")]


def test_a_number_is_told_how_to_behave(net: Net, sim: FlaskClient) -> None:
    behaviour = {"answer": "accept", "after": 2, "press": [{"after": 3, "digits": "4"}]}

    assert sim.post(f"/_sim/numbers/{POLICE}/behaviour", json=behaviour).status_code == 200
    net.application.answers["/agent"] = '<Gather numDigits="1" action="/key"/>'
    net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent")
    sim.post("/_sim/clock", json={"forward": 20})

    assert net.application.at("/key")[0]["Digits"] == "4"


def test_a_new_number_is_owned(net: Net, sim: FlaskClient) -> None:
    net.application.answers["/school"] = "<Say>Trường học</Say>"
    owned = {"number": "+842473002222", "voice_url": f"{HOST}/school"}

    assert sim.post("/_sim/numbers", json=owned).get_json()["sid"].startswith("PN")
    assert net.sim.call(net.sim.dial(CHILD, "+842473002222")).heard == ["Trường học"]


def test_the_ledger_is_read_from_where_one_stopped(net: Net, sim: FlaskClient) -> None:
    net.sim.text(CHILD, HOTLINE, "một")
    first = sim.get("/_sim/ledger").get_json()["entries"]
    net.sim.text(CHILD, HOTLINE, "hai")

    more = sim.get(f"/_sim/ledger?after={first[-1]['id']}").get_json()["entries"]

    assert [entry["body"] for entry in more if entry["kind"] == "message.created"] == ["hai"]


def test_whoever_listens_is_told_how_far_the_ledger_goes(net: Net, sim: FlaskClient) -> None:
    with sim.get("/_sim/events", buffered=False) as stream:
        lines = (line.decode() for line in stream.iter_encoded())
        news = (json.loads(line[6:]) for line in lines if line.startswith("data: "))
        assert next(news) == {"latest": 0, "now": "2026-07-17T02:00:00+00:00", "rate": 0.0}
        net.sim.text(CHILD, HOTLINE, "em chào cô")
        net.pass_time(1)

        told = next(news)

    assert told["latest"] == len(net.sim.ledger)
    assert told["now"] == "2026-07-17T02:00:01+00:00"


def test_the_clock_tells_and_takes_the_time(sim: FlaskClient) -> None:
    assert sim.get("/_sim/clock").get_json()["now"] == "2026-07-17T02:00:00+00:00"
    assert (
        sim.post("/_sim/clock", json={"forward": 60})
        .get_json()["now"]
        .startswith("2026-07-17T02:01")
    )
    assert sim.post("/_sim/clock", json={"rate": 60}).get_json()["rate"] == 60


@pytest.mark.parametrize(
    ("path", "body", "status", "names"),
    [
        pytest.param("calls", {"from": CHILD}, 400, "to:", id="a field missing"),
        pytest.param("calls", {"from": 1, "to": HOTLINE}, 400, "from:", id="no text"),
        pytest.param("calls", [], 400, "JSON object", id="no object"),
        pytest.param("calls", {"from": CHILD, "to": "113"}, 404, "to:", id="a number nobody owns"),
        pytest.param("calls/CA0/press", {"digits": "1"}, 404, "CA0", id="a call that is none"),
        pytest.param("messages", {"from": "", "to": HOTLINE}, 400, "body:", id="no body"),
        pytest.param(
            "messages",
            {"from": "", "to": HOTLINE, "body": "", "media": "x"},
            400,
            "media:",
            id="media that is no list",
        ),
        pytest.param("clock", {}, 400, "forward", id="nothing to do with the clock"),
        pytest.param("clock", {"forward": -1}, 400, "forward:", id="time that goes back"),
        pytest.param("faults", {"rest": {"fire": 1}}, 400, "fire:", id="a fault there is none"),
        pytest.param("faults", {"rest": {"429": "x"}}, 400, "429:", id="a fault with no number"),
        pytest.param("faults", {"webhooks": []}, 400, "webhooks:", id="faults that are no object"),
        pytest.param("numbers", {"number": "+84", "colour": "x"}, 400, "colour:", id="no setting"),
        pytest.param(
            "numbers", {"number": "+84", "sms_method": "PUT"}, 400, "sms_method:", id="no method"
        ),
        pytest.param(
            "numbers/113/behaviour", {"answer": "sing"}, 400, "answer:", id="no such answer"
        ),
        pytest.param("numbers/113/behaviour", {"mood": 1}, 400, "mood:", id="no such field"),
        pytest.param(
            "numbers/113/behaviour", {"press": [{"after": 1}]}, 400, "press:", id="no digits"
        ),
    ],
)
def test_a_bad_request_is_refused_by_the_name_of_its_field(
    sim: FlaskClient, path: str, body: object, status: int, names: str
) -> None:
    answer = sim.post(f"/_sim/{path}", json=body)

    assert (answer.status_code, names in answer.get_json()["error"]) == (status, True)


def test_what_is_no_json_is_refused(sim: FlaskClient) -> None:
    answer = sim.post("/_sim/calls", data="from=1", content_type="text/plain")

    assert answer.status_code == 400


def test_wrong_keys_are_refused(net: Net, sim: FlaskClient) -> None:
    sid = net.dial('<Gather timeout="60"/>')

    answer = sim.post(f"/_sim/calls/{sid}/press", json={"digits": "nine"})

    assert (answer.status_code, answer.get_json()["error"][:7]) == (400, "digits:")


def test_nobody_presses_keys_on_a_call_that_is_over(net: Net, sim: FlaskClient) -> None:
    sid = net.dial("<Hangup/>")

    for act, body in (("press", {"digits": "1"}), ("say", {"text": "A lô"}), ("hangup", {})):
        assert sim.post(f"/_sim/calls/{sid}/{act}", json=body).status_code == 409


def test_the_phone_page_holds_no_script_of_its_own(sim: FlaskClient) -> None:
    page = sim.get("/phone")

    assert page.status_code == 200
    assert "Điện thoại mô phỏng" in page.text
    assert "<script>" not in page.text
    for asset in ("page.js", "page.css", "phone.css", "journal.css"):
        with sim.get(f"/phone/static/{asset}") as sent:
            assert sent.status_code == 200
