"""A network begins anew: what was set up stays, what happened is gone, nobody hears of it again."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response

from simulator.inprocess import WsgiAdapter
from simulator.live import Live
from tests.simulator.access import KEY, SECRET, token
from tests.simulator.application import A_WHILE, Thinker
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, START, Net, build

ON = "<Pause length='600'/>"
OTHER = "+842473002222"
Json = dict[str, object]


def reset(net: Net, **how: object) -> Json:
    answer = net.control.post("/_sim/reset", json=how)
    assert answer.status_code == 200
    return dict(answer.get_json())


def snapshot(net: Net) -> Json:
    return dict(net.control.get("/_sim/snapshot").get_json())


def busy_night(net: Net) -> list[dict[str, object]]:
    """Of everything a little; most of it is still under way in the end."""
    net.application.answers |= {
        "/voice": '<Enqueue waitUrl="/wait" action="/left">hotline</Enqueue>',
        "/wait": f"<Say>Em chờ một chút</Say>{ON}",
        "/agent": '<Dial><Conference statusCallback="/room">case-42</Conference></Dial>',
        "/sms": "<Message>Đã nhận</Message>",
    }
    net.control.post(f"/_sim/numbers/{POLICE}/behaviour", json={"answer": "accept"})
    net.control.post("/_sim/faults", json={"webhooks": {"kind": "conf", "duplicate": 0.5}})
    net.control.post("/_sim/calls", json={"from": CHILD, "to": HOTLINE})
    net.control.post("/_sim/messages", json={"from": CHILD, "to": HOTLINE, "body": "stop"})
    form = {"To": POLICE, "From": HOTLINE, "Url": f"{HOST}/agent", "Record": "true"}
    net.rest.post(net.address("Calls.json"), data=form)
    net.control.post("/_sim/clock", json={"forward": 30})
    return list(net.control.get("/_sim/ledger").get_json()["entries"])


def test_everything_is_as_it_was_in_the_beginning(net: Net) -> None:
    beginning = snapshot(net)
    busy_night(net)
    assert snapshot(net).items() > {"ledger": len(net.sim.ledger)}.items()
    assert {key for key, value in snapshot(net).items() if value != beginning[key]} == {
        *("clock", "ledger", "calls", "messages", "queues", "conferences"),
        *("stopped", "behaviours", "faults"),
    }

    assert reset(net) == beginning["clock"]

    assert snapshot(net) == beginning
    assert (net.sim.ledger, net.sim.clock.now(), net.sim.clock.next_at()) == ([], START, None)


def test_the_same_night_can_be_played_again(net: Net) -> None:
    first = busy_night(net)
    reset(net)

    assert busy_night(net) == first


def test_with_another_seed_no_sid_comes_a_second_time(net: Net) -> None:
    first = {entry["subject"] for entry in busy_night(net) if entry["kind"] == "call.created"}
    reset(net, seed=8)
    second = {entry["subject"] for entry in busy_night(net) if entry["kind"] == "call.created"}

    assert len(first) == len(second) == 2
    assert first.isdisjoint(second)


def test_a_seed_is_a_number(net: Net) -> None:
    answer = net.control.post("/_sim/reset", json={"seed": "seven"})

    assert (answer.status_code, answer.get_json()["error"][:5]) == (400, "seed:")


def test_what_was_set_up_later_is_gone_and_what_was_changed_is_changed_back(net: Net) -> None:
    net.control.post("/_sim/numbers", json={"number": OTHER, "voice_url": f"{HOST}/school"})
    net.control.post("/_sim/numbers", json={"number": HOTLINE, "voice_url": f"{HOST}/night"})
    net.control.post("/_sim/applications", json={"voice_url": f"{HOST}/browser"})
    net.control.post("/_sim/services", json={"numbers": [OTHER]})
    net.sim.habits.replies_in_a_row, net.sim.coverage.landlines = 30, ("+842",)
    net.sim.writing.as_json.add("voice")
    net.sim.api_keys[KEY] = SECRET
    reset(net)

    assert [number.phone_number for number in net.client.incoming_phone_numbers.list()] == [HOTLINE]
    assert net.sim.call(net.dial("<Say>Chào em</Say>")).heard == ["Chào em"]
    assert net.application.asked[-1].params["From"] == CHILD
    assert (net.sim.applications, net.sim.has.services, net.sim.api_keys) == ({}, {}, {})
    assert net.sim.habits.replies_in_a_row == 15
    assert net.sim.coverage.takes_texts(OTHER)


def test_nothing_of_the_night_before_is_remembered_of_anybody(net: Net) -> None:
    answer = Response("<Response/>", mimetype="text/xml")
    answer.set_cookie("step", "one")
    net.application.answers["/sms"] = answer
    net.sim.text(CHILD, HOTLINE, "stop")
    reset(net)
    net.sim.text(CHILD, HOTLINE, "cứu em")

    assert "Cookie" not in net.application.asked[-1].headers
    assert net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi").status == "queued"


def test_a_call_of_the_night_before_is_unknown(net: Net) -> None:
    sid = net.dial(ON)
    reset(net)

    assert net.control.get(f"/_sim/calls/{sid}").status_code == 404
    assert net.rest.get(net.address(f"Calls/{sid}.json")).status_code == 404
    assert net.client.calls.list() == []


def test_a_softphone_registers_anew(net: Net) -> None:
    net.sim.api_keys[KEY] = SECRET
    net.sim.begin()
    shown = {"token": token(net.sim)}
    before = net.control.post("/_sim/softphones", json=shown).get_json()["id"]
    assert snapshot(net)["softphones"] == ["counselor_07"]
    with net.control.get(f"/_sim/softphones/{before}/events", buffered=False) as stream:
        lines = stream.iter_encoded()
        assert b"retry" in next(lines)
        reset(net)

        assert list(lines) == []
    assert net.control.get(f"/_sim/softphones/{before}/events").status_code == 404
    assert net.control.post("/_sim/softphones", json=shown).status_code == 200


def test_the_file_of_the_ledger_tells_where_a_night_ends(net: Net, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    net.sim.write_ledger_to(file)
    net.sim.text(CHILD, HOTLINE, "một")
    told = len(net.sim.ledger)
    reset(net)
    net.sim.text(CHILD, HOTLINE, "hai")

    lines = file.read_text(encoding="utf-8").splitlines()
    assert '"kind": "reset"' in lines[told]
    assert '"id": 1,' in lines[told + 1]
    assert len(lines) == told + 1 + len(net.sim.ledger)


# While something is under way.


def test_an_answer_that_comes_after_the_reset_reaches_nobody(net: Net, thinker: Thinker) -> None:
    net.sim.dial(CHILD, HOTLINE)
    assert thinker.asked.wait(A_WHILE)
    reset(net)
    net.pass_time(60)
    assert not thinker.answered.is_set()  # nobody waits for it
    thinker.may_answer.set()

    sid = net.sim.dial(CHILD, HOTLINE)
    net.pass_time(1)
    assert net.sim.call(sid).heard == ["Chào em"]
    assert {entry["subject"] for entry in net.sim.ledger} == {sid}


def test_a_clock_that_was_pushed_on_stops_at_the_reset(net: Net, thinker: Thinker) -> None:
    net.sim.dial(CHILD, HOTLINE)
    assert thinker.asked.wait(A_WHILE)
    pushing = threading.Thread(target=lambda: net.pass_time(3600))
    pushing.start()
    pushing.join(0.2)
    assert pushing.is_alive()
    reset(net)
    pushing.join(A_WHILE)

    assert not pushing.is_alive()
    assert net.sim.clock.now() == START


def test_an_application_that_is_asked_may_begin_anew_itself(net: Net) -> None:
    app, asked = Flask(__name__), []

    @app.post("/<path>")
    def answer(path: str) -> Response:
        asked.append(path)
        reset(net)
        return Response("<Response><Hangup/></Response>", mimetype="text/xml")

    net.sim.session.mount(HOST, WsgiAdapter(app))
    net.sim.dial(CHILD, HOTLINE)
    net.pass_time(60)

    assert asked == ["voice"]
    assert (net.sim.ledger, net.sim.calls.all) == ([], {})


@pytest.fixture
def live(net: Net) -> Iterator[Live]:
    driver = Live(net.sim, rate=60.0)
    driver.start()
    yield driver
    driver.stop()


@pytest.mark.usefixtures("live")
def test_a_clock_that_goes_by_itself_goes_on_as_if_nobody_had_touched_it(net: Net) -> None:
    net.control.post("/_sim/clock", json={"forward": 10**6})
    net.control.post("/_sim/clock", json={"freeze": True})
    reset(net)

    come = threading.Event()
    net.sim.clock.after(1, come.set)
    assert come.wait(A_WHILE)
    assert net.sim.clock.now() - START < timedelta(seconds=60 * A_WHILE)
    assert net.control.get("/_sim/clock").get_json()["rate"] == 60


def test_two_networks_do_not_know_of_each_others_reset() -> None:
    one, other = build(), build()
    sid = other.dial(f"<Say>Chào em</Say>{ON}")
    reset(one)

    assert other.sim.call(sid).status == "in-progress"


def test_a_timer_kept_from_the_night_before_rings_for_nobody(net: Net) -> None:
    clock = net.sim.clock
    reset(net)
    rang = threading.Event()
    clock.after(1, rang.set)
    net.pass_time(60)
    clock.forward(timedelta(seconds=60))

    assert not rang.is_set()


@pytest.mark.parametrize("webhook", ["delay", "latency"])
def test_what_was_late_on_order_does_not_come_any_more(net: Net, webhook: str) -> None:
    net.sim.fail(webhooks={webhook: 1})
    net.sim.text(CHILD, HOTLINE, "cứu em")
    asked = len(net.application.asked)
    reset(net)
    net.pass_time(60)

    assert len(net.application.asked) == asked
    assert net.sim.ledger == []
