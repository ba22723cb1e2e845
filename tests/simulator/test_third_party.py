"""An application that knows nothing of the simulator runs against it over HTTP, unchanged."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from werkzeug.serving import make_server

from simulator.app import create_app
from simulator.live import Live
from simulator.network import Simulator
from tests.proofs import Proof, proving
from tests.simulator.conftest import ACCOUNT, CHILD, HOTLINE, START, TOKEN
from tests.simulator.programs import ROOT, free_port

DOCTOR = "+84900000007"


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    session = requests.Session()
    session.trust_env = False
    sim = Simulator(ACCOUNT, TOKEN, session, START)
    live = Live(sim, rate=0)
    live.start()
    server = make_server("127.0.0.1", 0, create_app(sim), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "simulator" / "recipe"),
        "SIMULATOR": f"http://127.0.0.1:{server.port}",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    application = ROOT / "tests/simulator/third_party/appointments.py"
    with subprocess.Popen(  # noqa: S603  # the application beside this test
        [sys.executable, str(application), str(port)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        until_it_runs(process)
        home = f"http://127.0.0.1:{port}"
        sim.own(HOTLINE, voice_url=f"{home}/voice", sms_url=f"{home}/sms")
        yield sim
        process.kill()
    server.shutdown()
    live.stop()


def until_it_runs(process: "subprocess.Popen[str]") -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if "Running on" in line:
            return
    raise AssertionError("the application did not start")


def test_its_menu_answers_and_its_rest_calls_arrive(sim: Simulator) -> None:
    with proving(Proof.STRANGERS):
        call = sim.dial(CHILD, HOTLINE)
        sim.clock.forward(timedelta(seconds=1))
        assert sim.call(call).heard == ["Press 1 to be called back, 2 for the doctor."]
        # Its REST call comes while its own webhook is in flight, as at the real carrier.
        sim.press(call, "1")
        sim.clock.forward(timedelta(seconds=10))

        assert [one.body for one in sim.inbox(CHILD)] == ["We will call you tomorrow."]
        assert "Look at your messages." in sim.call(call).heard


def test_it_joins_two_people(sim: Simulator) -> None:
    with proving(Proof.STRANGERS):
        sim.behave(DOCTOR, answer="accept")
        call = sim.dial(CHILD, HOTLINE)
        sim.clock.forward(timedelta(seconds=1))
        sim.press(call, "2")
        sim.clock.forward(timedelta(seconds=5))
        sim.say(call, "My arm hurts")

        assert sim.calls_to(DOCTOR)[0].heard == ["My arm hurts"]
