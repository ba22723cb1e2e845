"""The simulator as a program: in real time, over real sockets, stopped at once."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from werkzeug.serving import make_server

from tests import proofs
from tests.simulator import programs, strict
from tests.simulator.application import Application
from tests.simulator.conftest import ACCOUNT, CHILD, HOTLINE, POLICE, TOKEN

pytestmark = pytest.mark.processes


@pytest.fixture
def application() -> Iterator[tuple[Application, str]]:
    told = Application({"/voice": "<Say>Chào em</Say>", "/sms": "<Message>Đã nhận</Message>"})
    server = make_server("127.0.0.1", 0, told.wsgi(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield told, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def program(
    application: tuple[Application, str], tmp_path: Path
) -> Iterator[tuple[str, subprocess.Popen[str], Path]]:
    ledger, url = tmp_path / "ledger.jsonl", application[1]
    urls = ["--voice-url", f"{url}/voice", "--sms-url", f"{url}/sms"]
    with programs.running(urls, {"SIM_LEDGER": str(ledger)}) as (address, process):
        yield address, process, ledger


def _post(url: str, **body: object) -> dict[str, object]:
    answer = requests.post(url, json=body, timeout=20)
    assert answer.ok, answer.text
    return dict(answer.json())


def test_a_night_over_sockets_with_time_pushed_on(
    program: tuple[str, subprocess.Popen[str], Path], application: tuple[Application, str]
) -> None:
    url, process, ledger = program
    _post(f"{url}/_sim/numbers/{POLICE}/behaviour", answer="accept", after=5)
    sid = _post(f"{url}/_sim/calls", **{"from": CHILD, "to": HOTLINE})["sid"]
    _post(f"{url}/_sim/messages", **{"from": CHILD, "to": HOTLINE, "body": "cứu em"})
    form = {"To": POLICE, "From": HOTLINE, "Url": f"{application[1]}/voice"}
    account = f"{url}/2010-04-01/Accounts/{ACCOUNT}"
    made = requests.post(
        f"{account}/Calls.json", data=form, auth=(ACCOUNT, TOKEN), timeout=20
    ).json()

    _post(f"{url}/_sim/clock", forward=60)

    seen = requests.get(f"{url}/_sim/calls/{sid}", timeout=20).json()
    assert [each["text"] for each in seen["heard"]] == ["Chào em"]
    seen = requests.get(f"{url}/_sim/calls/{made['sid']}", timeout=20).json()
    assert (seen["state"], [each["text"] for each in seen["heard"]]) == ("completed", ["Chào em"])
    seen = requests.get(f"{url}/_sim/numbers/{CHILD}", timeout=20).json()
    assert [each["body"] for each in seen["inbox"]] == ["Đã nhận"]

    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=5)
    assert process.returncode == 0
    assert TOKEN not in said
    written = ledger.read_text(encoding="utf-8")
    assert TOKEN not in written
    ids = [json.loads(line)["id"] for line in written.splitlines()]
    assert ids == list(range(1, len(ids) + 1))


def test_a_program_begins_anew_with_what_it_was_started_with(
    program: tuple[str, subprocess.Popen[str], Path],
) -> None:
    url = program[0]
    _post(f"{url}/_sim/numbers", number="+842473002222")
    _post(f"{url}/_sim/messages", **{"from": CHILD, "to": HOTLINE, "body": "cứu em"})

    assert _post(f"{url}/_sim/reset")["rate"] == 1

    seen = requests.get(f"{url}/_sim/snapshot", timeout=20).json()
    assert [one["number"] for one in seen["numbers"]] == [HOTLINE]
    assert (seen["messages"], seen["ledger"]) == ([], 0)
    _post(f"{url}/_sim/messages", **{"from": CHILD, "to": HOTLINE, "body": "cứu em"})
    _post(f"{url}/_sim/clock", forward=60)
    seen = requests.get(f"{url}/_sim/numbers/{CHILD}", timeout=20).json()
    assert [each["body"] for each in seen["inbox"]] == ["Đã nhận"]


def test_a_hung_answer_keeps_the_line_silent(
    program: tuple[str, subprocess.Popen[str], Path],
) -> None:
    url = program[0]
    _post(f"{url}/_sim/faults", rest={"hang": 1})

    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(
            f"{url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json", auth=(ACCOUNT, TOKEN), timeout=0.5
        )


def test_a_callback_lands_before_the_creation_is_answered_over_sockets_too(
    program: tuple[str, subprocess.Popen[str], Path], application: tuple[Application, str]
) -> None:
    (url, _, _), (told, home) = program, application
    _post(f"{url}/_sim/faults", webhooks={"kind": "message_status", "early": 1})
    form = {"To": POLICE, "From": HOTLINE, "Body": "Chào", "StatusCallback": f"{home}/receipt"}

    made = requests.post(
        f"{url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        data=form, auth=(ACCOUNT, TOKEN), timeout=20,
    )  # fmt: skip  # where, then what

    assert (made.status_code, made.json()["status"]) == (201, "queued")
    assert [one["MessageStatus"] for one in told.at("/receipt")][:1] == ["sent"]


def test_a_late_answer_takes_real_time_where_the_clock_goes_by_itself(
    program: tuple[str, subprocess.Popen[str], Path],
) -> None:
    url = program[0]
    _post(f"{url}/_sim/faults", rest={"latency": {"count": 1, "seconds": 1}})

    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(
            f"{url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json", auth=(ACCOUNT, TOKEN), timeout=0.3
        )


def test_a_cut_connection_is_really_cut(program: tuple[str, subprocess.Popen[str], Path]) -> None:
    url = program[0]
    _post(f"{url}/_sim/faults", rest={"reset": 1})

    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(
            f"{url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json", auth=(ACCOUNT, TOKEN), timeout=5
        )


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test alone counts what it proves."""
    file = tmp_path / "proofs"
    file.touch()
    monkeypatch.setenv(proofs.FILE, str(file))
    return file


@pytest.mark.skipif(not strict.available(), reason=strict.ABSENT)
def test_it_is_held_against_the_description_too(
    noted: Path, program: tuple[str, subprocess.Popen[str], Path]
) -> None:
    calls = f"{program[0]}/2010-04-01/Accounts/{ACCOUNT}/Calls.json"

    requests.get(calls, auth=(ACCOUNT, TOKEN), timeout=5)
    requests.get(calls, auth=(ACCOUNT, "another"), timeout=5)

    assert noted.read_text() == "ANSWERS\t\nREQUESTS\t\nANSWERS\t\n"


def test_a_webhook_beyond_this_machine_is_refused(
    program: tuple[str, subprocess.Popen[str], Path],
) -> None:
    url = program[0]
    _post(f"{url}/_sim/numbers", number="+8424", sms_url="https://hotline.example.vn/sms")

    _post(f"{url}/_sim/messages", **{"from": CHILD, "to": "+8424", "body": "cứu em"})

    entries = requests.get(f"{url}/_sim/ledger", timeout=5).json()["entries"]
    failed = [entry for entry in entries if entry["kind"] == "webhook.failed"]
    assert [entry["reason"] for entry in failed] == ["this host is not allowed"]


def test_without_a_token_it_does_not_start() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "simulator"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode != 0
    assert "SIM_AUTH_TOKEN" in started.stderr
