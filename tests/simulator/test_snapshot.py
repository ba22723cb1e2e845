"""The whole state as one document: who calls, waits, talks and hears whom."""

import json
from typing import Any

from tests.simulator.access import KEY, SECRET, token
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, TOKEN, Net

ON = "<Pause length='600'/>"
COUNSELOR = "+84900000007"


def snapshot(net: Net) -> Any:
    return net.control.get("/_sim/snapshot").get_json()


def test_a_network_on_which_nothing_happened(net: Net) -> None:
    seen = snapshot(net)

    assert seen["clock"] == {"now": "2026-07-17T02:00:00+00:00", "rate": 0.0, "next_at": None}
    assert [(one["number"], one["voice_url"]) for one in seen["numbers"]] == [
        (HOTLINE, f"{HOST}/voice")
    ]
    assert (seen["ledger"], seen["calls"], seen["messages"]) == (0, [], [])
    assert seen["habits"]["declined_as"] == "busy"


def test_who_waits_in_line_stands_in_it(net: Net) -> None:
    child = net.dial('<Enqueue waitUrl="">hotline</Enqueue>')
    net.pass_time(12)

    [line] = snapshot(net)["queues"]
    assert (line["name"], line["size"]) == ("hotline", 1000)
    assert line["members"] == [{"call": child, "from": CHILD, "seconds": 12}]


def test_who_sits_in_a_room_hears_whom(net: Net) -> None:
    seat = '<Dial><Conference participantLabel="{}" muted="{}" waitUrl="">case</Conference></Dial>'
    child = net.dial(seat.format("child", "false"))
    net.application.answers["/voice"] = seat.format("counselor", "true")
    counselor = net.sim.dial(COUNSELOR, HOTLINE)

    seen = snapshot(net)
    [room] = seen["conferences"]
    assert (room["name"], room["state"], room["reason"]) == ("case", "in-progress", None)
    assert [(one["call"], one["label"], one["muted"]) for one in room["participants"]] == [
        (child, "child", False),
        (counselor, "counselor", True),
    ]
    assert room["hears"] == {"child": [], "counselor": ["child"]}
    assert [one["hears"] for one in seen["calls"]] == [[], [child]]


def test_both_legs_of_a_talk_are_calls_of_it(net: Net) -> None:
    net.control.post(f"/_sim/numbers/{POLICE}/behaviour", json={"answer": "accept"})
    child = net.dial(f"<Dial>{POLICE}</Dial>")
    net.pass_time(5)

    seen = snapshot(net)
    parent, leg = seen["calls"]
    assert (parent["sid"], parent["parent"], leg["parent"]) == (child, None, child)
    assert (parent["hears"], leg["hears"]) == ([leg["sid"]], [child])
    assert seen["behaviours"][POLICE]["answer"] == "accept"


def test_texts_and_who_wants_none_stand_in_it(net: Net) -> None:
    net.control.post("/_sim/messages", json={"from": CHILD, "to": HOTLINE, "body": "stop"})

    seen = snapshot(net)
    assert [(one["from"], one["status"]) for one in seen["messages"]] == [
        (CHILD, "received"),
        (HOTLINE, "queued"),
    ]
    assert seen["stopped"] == [[CHILD, HOTLINE]]
    assert seen["ledger"] == len(net.sim.ledger)
    assert seen["clock"]["next_at"] == seen["clock"]["now"]


def test_faults_stand_in_it_as_they_were_ordered(net: Net) -> None:
    net.control.post("/_sim/faults", json={"rest": {"429": 1}})
    net.rest.get(net.address("Calls.json"))

    assert snapshot(net)["faults"] == {"rest": {"429": 1}}


def test_no_secret_stands_in_it(net: Net) -> None:
    net.sim.api_keys[KEY] = SECRET
    shown = token(net.sim)
    net.control.post("/_sim/softphones", json={"token": shown})
    url = "https://user:password@hotline.test/voice"
    net.control.post("/_sim/numbers", json={"number": HOTLINE, "voice_url": url})

    seen = snapshot(net)
    assert seen["softphones"] == ["counselor_07"]
    assert seen["numbers"][0]["voice_url"] == f"{HOST}/voice"
    written = json.dumps(seen)
    assert not [secret for secret in (TOKEN, SECRET, shown, "password") if secret in written]


def test_looking_changes_nothing(net: Net) -> None:
    net.dial(f"<Say>Chào em</Say>{ON}")
    told = len(net.sim.ledger)

    assert snapshot(net) == snapshot(net) == json.loads(json.dumps(net.sim.snapshot()))
    assert len(net.sim.ledger) == told
