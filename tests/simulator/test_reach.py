"""The network asks this machine and nobody else, and writes no secret down."""

import json
import logging
from pathlib import Path

import pytest
import requests
from flask import Response

from simulator.__main__ import build, options
from simulator.network import Simulator
from simulator.wire.reach import Reach, addresses_of
from tests.simulator.conftest import ACCOUNT, CHILD, HOTLINE, START, TOKEN, Net


@pytest.mark.parametrize(
    ("url", "meaning", "code"),
    [
        pytest.param("http://127.0.0.1:1/v", "127.0.0.1", None, id="this machine"),
        pytest.param("http://hotline.localhost:1/v", "127.0.0.1", None, id="a name for it"),
        pytest.param("http://192.0.2.7/v", "192.0.2.7", 11205, id="another machine"),
        pytest.param("http://localhost/v", "192.0.2.7", 11205, id="a name that leads elsewhere"),
        pytest.param("http://127.0.0.1.example/v", "192.0.2.7", 11205, id="a name in disguise"),
        pytest.param("http://nowhere.example/v", None, 11210, id="a name that leads nowhere"),
        pytest.param("ftp://127.0.0.1/v", "127.0.0.1", 11100, id="no web address"),
    ],
)
def test_only_this_machine_is_asked(url: str, meaning: str | None, code: int | None) -> None:
    reach = Reach(requests.Session(), lambda _host: [meaning] if meaning else [])

    problem = reach.problem(url)

    assert (problem.code if problem else None) == code


def test_a_name_for_this_machine_and_another_is_not_asked() -> None:
    reach = Reach(requests.Session(), lambda _host: ["127.0.0.1", "192.0.2.7"])

    assert reach.problem("http://both.example/voice") is not None


def test_names_are_looked_up_where_the_machine_looks_them_up() -> None:
    assert set(addresses_of("localhost")) <= {"127.0.0.1", "::1"}
    assert addresses_of("127.0.0.1") == ["127.0.0.1"]
    assert addresses_of("no.such.host.invalid") == []


def test_a_redirect_does_not_lead_out_of_the_machine(net: Net) -> None:
    net.application.answers["/voice"] = Response(
        status=307, headers={"Location": "http://192.0.2.7/voice"}
    )

    sid = net.sim.dial(CHILD, HOTLINE)

    assert net.warnings() == [11205]
    assert net.sim.call(sid).heard == [net.sim.habits.apology]
    assert not any("192.0.2.7" in str(e.get("url")) for e in _sent(net.sim))


def _sent(sim: Simulator) -> list[dict[str, object]]:
    return [dict(entry) for entry in sim.ledger if entry["kind"] == "webhook.sent"]


def test_a_host_that_was_named_is_asked() -> None:
    arguments = ["--account-sid", ACCOUNT, "--auth-token", TOKEN, "--allow-host", "192.0.2.7"]

    reach = build(options(arguments, {}), START).exchange.webhooks.reach

    assert reach.problem("https://192.0.2.7/voice") is None
    assert reach.problem("https://192.0.2.8/voice") is not None


def test_it_listens_on_this_machine_alone_whatever_the_environment_says() -> None:
    chosen = options([], {"SIM_ACCOUNT_SID": ACCOUNT, "SIM_AUTH_TOKEN": TOKEN, "HOST": "0.0.0.0"})  # noqa: S104  # what must not be listened to

    assert not hasattr(chosen, "host")
    assert build(chosen, START).exchange.api_base.startswith("http://127.0.0.1:")


def test_no_secret_stands_in_the_ledger_the_log_or_an_error(
    net: Net, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    net.sim.api_keys["SK1"] = "a secret key"
    net.sim.write_ledger_to(tmp_path / "ledger.jsonl")
    net.sim.own(HOTLINE, voice_url="https://user:pass%20word@hotline.test/voice#rc=x")
    net.application.answers["/voice"] = Response("sorry", 500)

    net.sim.dial(CHILD, HOTLINE)
    refused = net.rest.get(net.address("Calls.json"), auth=(ACCOUNT, "a secret key"))
    net.sim.own(HOTLINE, voice_url="http://user:pass%20word@192.0.2.7/voice")
    net.sim.dial(CHILD, HOTLINE)

    assert (refused.status_code, net.warnings().count(11205)) == (401, 1)
    written = (tmp_path / "ledger.jsonl").read_text(encoding="utf-8")
    said = [written, caplog.text, refused.text, repr(net.sim), repr(net.sim.exchange)]
    said.append(json.dumps(net.control.get("/_sim/ledger").get_json()))
    for secret in (TOKEN, "a secret key", "pass%20word", "pass word"):
        assert not [text for text in said if secret in text]


def test_everything_it_gives_away_is_marked_as_simulated(net: Net, tmp_path: Path) -> None:
    net.sim.write_ledger_to(tmp_path / "ledger.jsonl")
    net.dial("<Say>Chào em</Say>")

    answers = [
        net.rest.get(net.address("Calls.json")),
        net.rest.get(net.address("Calls/CA0.json")),
    ]

    assert {answer.headers.get("X-Simulated") for answer in answers} == {"true"}
    assert net.control.get("/_sim/clock").headers["X-Simulated"] == "true"
    assert "MÔ PHỎNG" in net.control.get("/phone").get_data(as_text=True)
    assert net.application.asked[0].headers["X-Simulated"] == "true"
    lines = (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["simulated"] is True for line in lines)
